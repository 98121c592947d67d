"""mandoc(1), apropos(1), whatis(1): manual pages as text."""
