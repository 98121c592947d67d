"""httpd-lite: a small web server of our own."""
