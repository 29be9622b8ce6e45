"""Formats that a document can take: one module each, each a function from a document to bytes."""
