"""Quiz items: read, drawn, asked, judged, proved."""
