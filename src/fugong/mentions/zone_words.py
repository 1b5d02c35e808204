"""What tells where the name of a zone or town begins and ends, as the rows of `zone_name_words.csv` say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from fugong.mentions.alternatives import alternatives


@dataclass(frozen=True, slots=True)
class ZoneWords:
    """Where a name of its own begins, what it cannot hold, and what makes its kind another word."""

    before: regex.Pattern[str]
    not_in_name: regex.Pattern[str]
    not_before_town: regex.Pattern[str]
    after: regex.Pattern[str]

    @classmethod
    def of(cls, rows: Sequence[dict[str, str]]) -> ZoneWords:
        """Compile the rows of the seed table."""

        def of_role(role: str) -> str:
            return alternatives(row["word"] for row in rows if row["role"] == role)

        return cls(
            before=regex.compile(rf"(?:^|[^\p{{Han}}\p{{L}}\p{{N}}—·-]|{of_role('before')})$", regex.MULTILINE),
            not_in_name=regex.compile(of_role("not_in_name")),
            not_before_town=regex.compile(f"(?:{of_role('not_before_town')})$"),
            after=regex.compile(of_role("after")),
        )
