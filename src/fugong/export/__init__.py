"""Exports: the public tables as CSV, Parquet or an Excel workbook, whole or not at all, with checksums."""
