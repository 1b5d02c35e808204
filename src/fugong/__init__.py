"""Fugong (复工): from raw Chinese news to a warehouse you can trust."""

__version__ = "0.1.0"
