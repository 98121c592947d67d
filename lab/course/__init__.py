"""Lessons as authors write them: read, drawn, prepared, rehearsed, proved."""
