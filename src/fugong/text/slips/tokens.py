"""The tokens of a damaged line: what each displayed character stands for, as bytes and as simplified text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from fugong.text.annotated import PINYIN_LETTERS
from fugong.text.pinyin import is_toned, reads
from fugong.text.slips.codes import codes

UNREADABLE: Final = "?\ufffd"
_OPENING: Final = ("(", "（")
_WHOLE: Final = re.compile(rf"[(（]([{PINYIN_LETTERS}]{{1,9}})[)）]")
_REMNANT: Final = re.compile(rf"[(（]?([{PINYIN_LETTERS}]{{1,9}})[)）]")


def _is_remnant(match: re.Match[str]) -> bool:
    has_bracket = match[0][0] in "(（"
    if match[1].isascii():
        return not has_bracket and len(match[1]) > 1
    return has_bracket or len(match[1]) > 1


@dataclass(slots=True)
class Tokens:
    """The tokens of `text[start:]`, made as far as asked for; parallel lists, one entry a token.

    A token is a character with the annotation that belongs to it; or an unreadable sign with what is left of an
    annotation behind it; or an annotation that belongs to nothing before it (its character is "").
    """

    text: str
    limit: int
    # Where the next token begins; where each one did.
    position: int
    starts: list[int]
    characters: list[str]
    # The two bytes of a character, as one number; 0 if it has none.
    codes: list[int]
    # The letters of the annotation; "" without one.
    readings: list[str]

    @classmethod
    def of(cls, text: str, start: int, limit: int) -> Tokens:
        """Begin the tokens of `text[start:limit]`."""
        return cls(text, limit, start, [], [], [], [])

    def has(self, index: int) -> bool:
        """Make tokens up to number `index`, and tell whether there are so many."""
        while len(self.starts) <= index:
            if self.position >= self.limit:
                return False
            self._make()
        return True

    def end(self, index: int) -> int:
        """Return where token `index` ends, its annotation included."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.position

    def _make(self) -> None:
        text, position = self.text, self.position
        character = text[position]
        end = position + 1
        reading = ""
        table = codes()
        code = table.code_of.get(character, 0)
        if character in "(（":
            match = _WHOLE.match(text, position, self.limit)
            if match and self.codes and (self.codes[-1] or not self.characters[-1]) and not match[1].isascii():
                character, code, reading, end = "", 0, match[1], match.end()
        elif character in UNREADABLE or character == "€":
            match = _REMNANT.match(text, end, self.limit)
            if match and _is_remnant(match):
                reading, end = match[1], match.end()
        elif code:
            # Most characters have no bracket behind them: to ask for one is quicker than to match.
            match = _WHOLE.match(text, end, self.limit) if text[end : end + 1] in _OPENING else None
            if match and reads(character, match[1]):
                reading, end = match[1], match.end()
        elif self.codes and (self.codes[-1] or not self.characters[-1] or self.characters[-1] in "!！?？\ufffd"):
            match = _REMNANT.match(text, position, self.limit)
            if match and is_toned(match[1]):
                # A reading that lost its bracket.
                character, code, reading, end = "", 0, match[1], match.end()
            elif "@" <= character <= "~":
                match = _WHOLE.match(text, end, self.limit)
                if match and is_toned(match[1]):
                    # The second half of a character, annotated as the character was.
                    reading, end = match[1], match.end()
        self.starts.append(position)
        self.characters.append(character)
        self.codes.append(code)
        self.readings.append(reading)
        self.position = end
