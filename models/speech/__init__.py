"""Hate-speech signals: from texts to country-week figures, without keeping a text."""
