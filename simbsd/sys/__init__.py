"""The shared floor: constants, plain structs and records that kernel and programs both know."""
