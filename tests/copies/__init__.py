"""Reposts of articles of ours, and the models that group them, run over texts without a warehouse."""
