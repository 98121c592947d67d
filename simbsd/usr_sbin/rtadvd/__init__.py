"""rtadvd(8)."""
