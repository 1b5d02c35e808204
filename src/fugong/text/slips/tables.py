"""Fill the arrays of the compiled search with what is known: codes, readings, the language model, a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import numpy as np

from fugong.text.annotated import PINYIN_LETTERS
from fugong.text.pinyin import known_readings, split_tone
from fugong.text.slips import kernel
from fugong.text.slips.arrays import (
    CONTEXT,
    ECHOES,
    GBK,
    IS_DIGIT,
    IS_LETTER_OF_READING,
    IS_SIMPLIFIED,
    IS_TRADITIONAL,
    KNOWN,
    LISTED,
    MOST_CELLS,
    MOST_READINGS,
    SCRIPTS,
    SEQUENCE,
    SPELLED,
    Array,
)  # fmt: skip
from fugong.text.slips.codes import codes, is_sacred
from fugong.text.slips.model import LEAST_LEFT, PUNCTUATION, SHARE_OF_ODD_MARKS
from fugong.text.slips.names import SHARE_BEHIND, SHARE_OF_GIVEN, SHARE_OF_SECOND, Names
from fugong.text.slips.ngrams import BEGINS, RUNS, WORDS, ModelFileError, NgramCounts, class_table, count_of
from fugong.text.slips.words import SCALE, SHARE_OF_WORDS, Words

# What stands for all characters beyond the Basic Multilingual Plane, as if none of them was ever counted.
_BEYOND: Final = 0xFFFF
_KINDS: Final = 0x10000
_LAST_KIND: Final = np.uint64(0xFFFF)
# What a character must at least be as likely as to be guessed.
_RAREST_GUESS: Final = 3e-7
# Quotes that no text mixes with the others.
_NEVER_GUESSED: Final = frozenset("「」『』")


@cache
def kinds() -> dict[str, int]:
    """Return the numbers of the kinds that characters have, as far as they differ from their code points."""
    return {chr(point): ord(kind) for point, kind in class_table().items()}


def kind_of(character: str) -> int:
    """Return the number of what the language model knows `character` as."""
    return min(kinds().get(character) or ord(character), _BEYOND)


def numbers_of(classed: str) -> Array:
    """Return the kinds of a text as numbers; it is classed already."""
    points = np.frombuffer(classed.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.minimum(points, _BEYOND).astype(np.uint64)


# What some characters are in a slip.
_ROLES: Final = {
    "!": kernel.MARK, "！": kernel.MARK, "?": kernel.QUESTION, "？": kernel.QUESTION_MARK,
    "\ufffd": kernel.UNREADABLE, "€": kernel.EURO,
}  # fmt: skip


def points_of(text: str) -> Array:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@cache
def gbk() -> Array:
    """Return the codes of GBK: a record of arrays, in an array of one."""
    table = codes()
    whole = np.zeros(1, dtype=GBK)
    record = whole[0]
    record["characters"] = [ord(character or "\0") for character in table.characters]
    record["kinds"] = kinds_of_codes = np.array([kind_of(one) if one else 0 for one in table.characters])
    record["is_rare"] = _rare(kinds_of_codes, table.code_of)
    record["is_traditional"] = [character in table.only_traditional for character in table.characters]
    record["letters"] = -1
    for code, character in enumerate(table.characters):
        for at, reading in enumerate(known_readings(character)[:MOST_READINGS] if character else ()):
            spelled, tone = split_tone(reading)
            record["letters"][code, at], record["tones"][code, at] = kernel.letters_number(spelled), tone
    _list_syllables(record)
    for character in "一不":
        record["is_any_tone"][table.code_of[character]] = True
    for lead, trails in table.undefined.items():
        record["is_undefined"][lead, list(trails)] = True
        record["begins_undefined"][lead] = True
    # What is guessed ends with a byte that a decoder loses.
    ordered = [code for code in np.argsort(kinds_of_codes, kind="stable") if kinds_of_codes[code] and code & 0x80]
    record["codes_of"][: len(ordered)] = ordered
    record["begins"] = np.searchsorted(kinds_of_codes[ordered], np.arange(_KINDS + 1))
    record["known_as"] = [kind_of(chr(point)) for point in range(_KINDS)]
    record["is_run"][[ord(kind) for kind in RUNS]] = True
    foreign = {"traditional": table.only_simplified, "simplified": table.only_traditional}
    for number, script in enumerate(SCRIPTS):
        never = _NEVER_GUESSED | foreign.get(script, frozenset())
        record["is_at_home"][number] = [bool(one) and one not in never for one in table.characters]
    record["is_at_home"] &= record["is_run"][kinds_of_codes] == 0
    _describe_points(record)
    return whole


def _list_syllables(record: Array) -> None:
    """List which codes are read alike."""
    codes_read, places = np.nonzero(record["letters"] >= 0)
    letters = record["letters"][codes_read, places]
    pairs = np.unique(np.stack([letters, codes_read]), axis=1)
    syllables, begins = np.unique(pairs[0], return_index=True)
    record["syllables"], record["begin_of_syllable"] = np.iinfo(np.int64).max, pairs.shape[1]
    record["syllables"][: len(syllables)], record["begin_of_syllable"][: len(syllables)] = syllables, begins
    record["read_so"][: pairs.shape[1]] = pairs[1]


def _describe_points(record: Array) -> None:
    """Tell what each code point is."""
    table = codes()
    for character, code in table.code_of.items():
        if ord(character) < _KINDS:
            record["codes"][ord(character)] = code
    traits = record["traits"]
    # No digit has a higher code point.
    for point in range(0x20000):
        character = chr(point)
        if character.isdigit():
            traits[point] |= IS_DIGIT
        if is_sacred(character):
            traits[point] |= kernel.SACRED
    for character, role in _ROLES.items():
        traits[ord(character)] |= role
    traits[list(map(ord, table.only_traditional))] |= IS_TRADITIONAL
    traits[list(map(ord, table.only_simplified))] |= IS_SIMPLIFIED
    is_letter = re.compile(f"[{PINYIN_LETTERS}]").match
    for point in filter(lambda point: is_letter(chr(point)), range(SPELLED)):
        traits[point] |= IS_LETTER_OF_READING
        letters, record["tone_of"][point] = split_tone(chr(point))
        record["spelled"][point], record["units"][point] = kernel.letters_number(letters), len(letters)


def _rare(kinds_of_codes: Array, code_of: dict[str, int]) -> Array:
    """Tell which codes are known as none of the 3,755 common characters of GB 2312, nor as a mark."""
    code = np.array([code_of.get(chr(kind), 0) for kind in kinds_of_codes])
    lead = code >> 8
    return ~((((lead >= 0xB0) & (lead <= 0xD7)) | (lead <= 0xA3)) & (code & 0xFF >= 0xA1))


def _room_for(number: int) -> int:
    """Return the size of a table that holds `number` entries and stays half empty."""
    return 1 << max(4, (2 * number).bit_length())


def _keys(contexts: Sequence[str]) -> Array:
    keys = np.zeros(len(contexts), dtype=np.uint64)
    lengths = np.fromiter(map(len, contexts), dtype=np.int64, count=len(contexts))
    points = numbers_of("".join(contexts))
    begins = np.cumsum(lengths) - lengths
    for at in range(int(lengths.max(initial=0))):
        has = lengths > at
        keys[has] = keys[has] << np.uint64(16) | points[begins[has] + at]
    return keys


def build(sources: Iterable[tuple[float, NgramCounts]], discounts: Sequence[float], least: float) -> Array:
    """Return the sum of several counts, each with its weight.

    `discounts` is what each count loses, by the length of its context; `least` is how likely a character is that was
    never counted.
    """
    parts = [(weight, source) for weight, source in sources if len(source)]
    listed = [source.listed() for _, source in parts]
    contexts = np.zeros(_room_for(sum(len(part.contexts) for part in listed)), dtype=CONTEXT)
    sequences = np.zeros(_room_for(sum(len(part.characters) for part in listed)), dtype=SEQUENCE)
    single, single_total = np.zeros(_KINDS), 0.0
    for (weight, source), part in zip(parts, listed, strict=True):
        signs = np.frombuffer(part.signs.encode("utf-32-le"), dtype=np.uint32)
        values = np.array([count_of(sign) for sign in range(int(signs.max(initial=0)) + 1)])
        kernel.add_up(
            _keys(part.contexts), np.array(part.totals), np.array(part.lengths, dtype=np.int64),
            numbers_of(part.characters), values[signs], weight, contexts, sequences,
        )  # fmt: skip
        alone = source.followers("")
        if alone:
            single_total += weight * alone.total
            for character, count in alone.counts.items():
                # Characters that share a number would be taken for one that is common.
                if kind_of(character) < _BEYOND:
                    single[kind_of(character)] += weight * count
    kernel.share_out(np.array(discounts), LEAST_LEFT, contexts, sequences)
    single = np.maximum(single - discounts[0], 0.0) / max(single_total, 1.0)
    single += least * max(LEAST_LEFT, 1.0 - single.sum())
    whole = np.zeros(1, dtype=KNOWN)
    known = whole[0]
    facts = known["facts"]
    facts["single"] = single
    facts["cost"] = -np.log(single)
    facts["is_mark"][list(map(ord, PUNCTUATION))] = True
    names = next(filter(None, (Names.of(source) for _, source in parts)), None)
    known["share_of_odd_marks"] = SHARE_OF_ODD_MARKS
    known["share_of_given"], known["share_of_second"] = SHARE_OF_GIVEN, SHARE_OF_SECOND
    if names:
        parts_of_names = {"surname": names.surnames, "first": names.first, "second": names.second}
        for field, shares in {**parts_of_names, "behind": SHARE_BEHIND}.items():
            for character, share in shares.items():
                facts[field][kind_of(character)] = share
    table = gbk()[0]
    names_and_marks = (facts[field] > 0 for field in ("surname", "first", "second", "is_mark"))
    facts["is_special"] = np.logical_or.reduce(list(names_and_marks))
    known["may_be"] = table["is_at_home"] & (single[table["kinds"]] > _RAREST_GUESS)
    words = _words(next((source for _, source in parts if Words.of(source)), None))
    known["share_of_words"] = SHARE_OF_WORDS if len(words) else 0.0
    _pack(known, sequences[sequences["share"] > 0], contexts[contexts["sequence"] > 0], words)
    return whole


def _words(source: NgramCounts | None) -> Array:
    """Return the words that a file of counts lists, and what they begin with, in the order of their sequences."""
    families = []
    for family in (WORDS, BEGINS):
        found: dict[int, float] = {}
        if source:
            part = source.listed(family)
            contexts = np.repeat(_keys(part.contexts), part.lengths)
            keys = contexts << np.uint64(16) | numbers_of(part.characters)
            found = dict(zip(keys.tolist(), (count_of(ord(sign)) / SCALE for sign in part.signs), strict=True))
        families.append(found)
    whole, begun = families
    keys = np.array(sorted({*whole, *begun}), dtype=np.uint64)
    words = np.zeros(len(keys), LISTED)
    words["sequence"] = keys
    words["whole"] = [whole.get(key, 0.0) for key in keys.tolist()]
    words["begun"] = [max(begun.get(key, 0.0), whole.get(key, 0.0)) for key in keys.tolist()]
    return words


def _pack(known: Array, sequences: Array, contexts: Array, words: Array) -> None:
    """Put shares and words into the cells of a model, in the order of their sequences."""
    sources = (sequences["sequence"], contexts["sequence"], words["sequence"])
    pieces = [keys >> np.uint64(16 * place) & np.uint64(0xFFFF) for keys in sources for place in range(4)]
    is_met = np.zeros(_KINDS, np.bool_)
    for piece in pieces:
        is_met[piece] = True
    facts = known["facts"]
    # Rows begin with the kinds that are met most often: the rest of a row is seldom looked at.
    is_met[0] = False
    kinds = is_met.nonzero()[0]
    kinds = np.append(0, kinds[np.argsort(-facts["single"][kinds], kind="stable")]).astype(np.uint16)
    ids = np.zeros(_KINDS, np.uint16)
    ids[kinds] = facts["id"][kinds] = np.arange(len(kinds))
    counted, behind = _renumbered(sequences["sequence"], ids), _renumbered(contexts["sequence"], ids)
    by_length = [_of_length(counted, length) for length in range(5)]
    facts["left"] = -1.0
    singles = _of_length(behind, 1)
    facts["left"][kinds[behind[singles]]] = contexts["left"][singles]
    alone = words[words["sequence"] <= _LAST_KIND]
    facts["whole"][alone["sequence"]] = alone["whole"]
    facts["begun"][alone["sequence"]] = alone["begun"]
    share = known["share_of_words"]
    facts["left_of_counts"] = (1 - share) * np.where(facts["left"] < 0, 1.0, facts["left"])
    facts["ends"] = share
    facts["ends"][alone["sequence"]] *= alone["whole"] / alone["begun"]
    spelt = _renumbered(words["sequence"], ids)
    spelt_by_length = [_of_length(spelt, length) for length in range(5)]
    # Whatever a longer sequence begins or ends with has its own place.
    shift = np.uint64(16)
    keys_of_four = _distinct([counted[by_length[4]], spelt[spelt_by_length[4]]])
    parts = [counted[by_length[3]], behind[_of_length(behind, 3)], spelt[spelt_by_length[3]], keys_of_four >> shift]
    keys_of_three = _distinct([*parts, keys_of_four & np.uint64(0xFFFFFFFFFFFF)])
    parts = [counted[by_length[2]], behind[_of_length(behind, 2)], spelt[spelt_by_length[2]], keys_of_three >> shift]
    keys_of_two = _distinct([*parts, keys_of_three & np.uint64(0xFFFFFFFF)])
    known["width"] = width = len(kinds) // 64 + 1
    keys_of = (keys_of_two, keys_of_three, keys_of_four)
    begins = np.cumsum([0, *(len(keys) + 1 for keys in keys_of)]).tolist()
    known["pairs"], known["triples"], known["quads"] = begins[:3]
    known["kinds"][: len(kinds)] = kinds
    if max(begins[-1], len(kinds) * width) > MOST_CELLS:
        raise ModelFileError(f"the language model holds {begins[-1]:,} sequences; {MOST_CELLS:,} are the most")
    cells = known["cells"]
    for length, keys, longer in zip((2, 3, 4), keys_of, (*keys_of[1:], None), strict=True):
        entries = cells[begins[length - 2] : begins[length - 1]]
        entries["share"][np.searchsorted(keys, counted[by_length[length]])] = sequences["share"][by_length[length]]
        places, listed = np.searchsorted(keys, spelt[spelt_by_length[length]]), words[spelt_by_length[length]]
        entries["whole"][places], entries["begun"][places] = listed["whole"], listed["begun"]
        if length > 2:
            known["lasts"][begins[length - 2] : begins[length - 1] - 1] = keys & np.uint64(0xFFFF)
        else:
            first, second = kinds[keys >> shift], kinds[keys & np.uint64(0xFFFF)]
            entries["cost"][:-1] = _costs_of_pairs(known, first, second, entries["share"][:-1], entries["begun"][:-1])
        if longer is not None:
            entries["left"] = 1.0
            begun = _of_length(behind, length)
            entries["left"][np.searchsorted(keys, behind[begun])] = contexts["left"][begun]
            entries["begin"] = [*np.searchsorted(longer >> shift, keys), len(longer)]
    first, second = keys_of_two >> shift, keys_of_two & np.uint64(0xFFFF)
    words = _set_bits(known["rows"], first, second, width)
    known["ranks"][: len(kinds) * width] = np.searchsorted(words, np.arange(len(kinds) * width))
    _set_bits(known["columns"], second, first, width)


def _set_bits(bits: Array, rows: Array, places: Array, width: int) -> Array:
    """Set a bit for each row and place; return the words that they stand in."""
    words = (rows * np.uint64(width) + (places >> np.uint64(6))).astype(np.int64)
    np.bitwise_or.at(bits, words, np.uint64(1) << (places & np.uint64(63)))
    return words


def _distinct(parts: Sequence[Array]) -> Array:
    """Return the keys of `parts` sorted, each once; numpy's own `unique` takes six times as long for these."""
    keys = np.sort(np.concatenate(parts))
    return keys[np.concatenate([np.ones(1, np.bool_), keys[1:] != keys[:-1]])] if len(keys) else keys


def _costs_of_pairs(known: Array, first: Array, second: Array, shares: Array, begun_of_words: Array) -> Array:
    """Return what kinds cost behind others, of which they have these shares and make these words."""
    facts = known["facts"]
    left, single = facts["left"][first].astype(float), facts["single"][second]
    likely = np.where(left < 0, single, shares + left * single)
    is_odd = (shares == 0) & (left >= 0) & (facts["is_mark"][first] > 0) & (facts["is_mark"][second] > 0)
    likely = np.where(is_odd, likely * known["share_of_odd_marks"], likely)
    behind, surname = facts["behind"][first].astype(float), facts["surname"][second]
    likely = np.where((behind > 0) & (surname > 0), (1 - behind) * likely + behind * surname, likely)
    share, begun = known["share_of_words"], facts["begun"]
    goes_on = share * begun_of_words / np.where(begun[first] > 0, begun[first], 1.0)
    by_words = np.where(is_odd, 0.0, goes_on + facts["ends"][first].astype(float) * begun[second])
    costs: Array = -np.log((1 - share) * likely + by_words)
    return costs


def _renumbered(keys: Array, ids: Array) -> Array:
    """Return sequences of kinds as sequences of their numbers."""
    renumbered = np.zeros(len(keys), np.uint64)
    for place in range(4):
        kinds = keys >> np.uint64(16 * place) & np.uint64(0xFFFF)
        renumbered |= ids[kinds].astype(np.uint64) << np.uint64(16 * place)
    return renumbered


def _of_length(keys: Array, length: int) -> Array:
    """Tell which sequences are of so many kinds."""
    longest = np.uint64(0xFFFFFFFFFFFFFFFF >> (64 - 16 * length)) if length else np.uint64(0)
    return (keys <= longest) & (keys > longest >> np.uint64(16))


def no_echoes() -> Array:
    """Return room for what a document says."""
    return np.zeros(1, ECHOES)


def hear(echoes: Array, points: Array, pieces: Sequence[tuple[int, int]]) -> None:
    """Let `echoes` tell what pieces of a text say, without their annotations; no longer what they told before."""
    kernel.hear(gbk(), echoes, points, np.array(pieces, dtype=np.int64).reshape(-1, 2))
