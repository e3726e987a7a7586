"""Command line and web interface; the only package that may import all others."""
