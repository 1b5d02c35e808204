"""How likely a character is as part of a person's name.

No count of texts knows a person who is in the news for the first time; but surnames are few, given names have their
favourite characters, and people are named in certain places: behind a title, or behind what they said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fugong.text.slips.ngrams import NgramCounts

# The contexts under which a file of counts lists names: no text holds these characters.
SURNAMES: Final = "\ufdd0"
FIRST: Final = "\ufdd1"
SECOND: Final = "\ufdd2"
# How often a name stands behind a sign, or behind the last character of a title or calling.
SHARE_BEHIND: Final = {
    "”": 0.2, "长": 0.15, "任": 0.12, "理": 0.12, "记": 0.1, "席": 0.1, "授": 0.1, "员": 0.08, "师": 0.08, "者": 0.06,
    "士": 0.05, "民": 0.03, "家": 0.03, "友": 0.03, "（": 0.03, "、": 0.02, "人": 0.02, "工": 0.02, "生": 0.02,
    "¶": 0.02, "，": 0.015, "。": 0.015, "“": 0.01, "和": 0.01, "是": 0.005, "对": 0.005,
}  # fmt: skip
# How often what looks like a surname in such a place is one, and a given name goes on for another character.
SHARE_OF_GIVEN: Final = 0.4
SHARE_OF_SECOND: Final = 0.32


@dataclass(frozen=True, slots=True)
class Names:
    """How often each character is a surname, the first and the second character of a given name."""

    surnames: dict[str, float]
    first: dict[str, float]
    second: dict[str, float]

    @classmethod
    def of(cls, counts: NgramCounts) -> Names | None:
        """Return the names that a file of counts lists; nothing if it lists none."""
        listed = [counts.followers(context) for context in (SURNAMES, FIRST, SECOND)]
        shares = [{c: n / found.total for c, n in found.counts.items()} for found in listed if found]
        return cls(*shares) if len(shares) == len(listed) else None

    def share(self, sequence: str) -> tuple[float, float]:
        """Return how likely the last of two to four characters belongs to a name, and is this one then."""
        behind, last = sequence[-2], sequence[-1]
        if len(sequence) == 2:
            return SHARE_BEHIND.get(behind, 0.0), self.surnames.get(last, 0.0)
        if sequence[-3] in SHARE_BEHIND and behind in self.surnames:
            return SHARE_OF_GIVEN, self.first.get(last, 0.0)
        if len(sequence) > 3 and (
            sequence[-4] in SHARE_BEHIND and sequence[-3] in self.surnames and behind in self.first
        ):
            return SHARE_OF_SECOND, self.second.get(last, 0.0)
        return 0.0, 0.0
