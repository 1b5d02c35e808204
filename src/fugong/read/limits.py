"""What no article, record or archive reaches: beyond it, items are set aside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Larger files, members and records, and texts with longer lines, are set aside; so is what unpacks to far more.

    Lines are measured in bytes, so that a file is refused before anything is decoded: 8 MiB are nearly three million
    Chinese characters. The limits of members and of all they hold are those of one archive. Packed text is rarely
    smaller than a twentieth of what it was; `max_ratio` is only asked of what unpacks to more than `free_bytes`.
    """

    max_file_bytes: int = 64 << 20
    max_line_bytes: int = 8 << 20
    max_record_bytes: int = 32 << 20
    max_members: int = 10_000_000
    max_total_bytes: int = 1 << 40
    max_ratio: int = 250
    free_bytes: int = 32 << 20


DEFAULT_LIMITS = Limits()
