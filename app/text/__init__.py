"""Words: how a text is read into them, and what their inflected forms have in common."""
