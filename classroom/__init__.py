"""The live classroom: rooms, live demo, live quiz, board."""
