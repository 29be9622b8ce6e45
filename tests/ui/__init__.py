"""The shared code of the screen, without pages."""
