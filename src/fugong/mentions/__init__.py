"""Mentions: what stands where in a normalised text, found without context and without deciding what it means."""
