"""The pages of the web interface, a module each: layout and wiring."""
