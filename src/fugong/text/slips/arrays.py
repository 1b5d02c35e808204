"""The arrays that the compiled search works on, and what stands in them.

Characters are numbers here: *codes*, the two bytes of GBK as one number, and *kinds*, the code points of what the
language model knows characters as (0: none). A *sequence* of up to four kinds is one number too, 16 bits a kind, the
last one lowest.

Compiled functions take a record as one pointer, but an array as seven arguments: so most arrays stand in records. From
Python a record comes in an array of one, for to hand over a record takes Python ten times as long.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Record = Any

# The scripts that lost characters may be written in.
SCRIPTS: Final = ("traditional", "simplified", "mixed")
# Readings of a character that are listed at most; syllables in all, a power of 2.
MOST_READINGS: Final = 8
MOST_SYLLABLES: Final = 1024
# Bits of the table that remembers characters likely to follow.
REMEMBERED_FOLLOWERS: Final = 15
# Bits of the tables that remember contexts, and what sequences cost.
REMEMBERED_CONTEXTS: Final = 10
REMEMBERED_COSTS: Final = 14
# Characters behind another one that are listed at most, with and without a byte that is known.
MOST_FOLLOWERS: Final = 24
MOST_LIKELY: Final = 60
# The fronts: readings that wait at the token at hand, the next and the one after.
FRONTS: Final = 3
FRONT_ROOM: Final = 2048
PLACES: Final = 4096
# Readings that go on from a front at most.
MOST_ROOM: Final = 20
# Room for tokens and for readings.
MOST_TOKENS: Final = 1500
READING_ROOM: Final = 1 << 17


# What a character is, in bits above those of its role.
ROLE: Final = 0x07
IS_DIGIT: Final = 0x08
IS_LETTER_OF_READING: Final = 0x10
IS_TRADITIONAL: Final = 0x20
IS_SIMPLIFIED: Final = 0x40
# Room for what was counted: fifteen times what the package brings.
MOST_CELLS: Final = 1 << 24
# Letters of readings have code points below this.
SPELLED: Final = 0x2000
# Arrays by kind and by code.
_BY_KIND: Final = 0x10000
_BY_CODE: Final = 0x10000
GBK: Final = np.dtype([
    # By code: the character (0: none, or a figure); what it is known as; whether guessing it has a price.
    ("characters", "u4", _BY_CODE), ("kinds", "u2", _BY_CODE), ("is_rare", "u1", _BY_CODE),
    ("is_traditional", "u1", _BY_CODE),
    # Letters and tones of its readings, as numbers (-1: no more); whether it is read in any tone (一, 不).
    ("letters", "i8", (_BY_CODE, MOST_READINGS)), ("tones", "i1", (_BY_CODE, MOST_READINGS)),
    ("is_any_tone", "u1", _BY_CODE),
    # The syllables there are; the codes of each, one syllable after the other; where they begin.
    ("syllables", "i8", MOST_SYLLABLES), ("read_so", "u2", 2 * _BY_CODE),
    ("begin_of_syllable", "i4", MOST_SYLLABLES + 1),
    # By first and second byte: whether the pair stands for nothing; by first byte: whether any such pair does.
    ("is_undefined", "u1", (256, 256)), ("begins_undefined", "u1", 256),
    # The codes of a kind, one kind after the other; where those of a kind begin.
    ("codes_of", "u2", _BY_CODE), ("begins", "i4", _BY_KIND + 1),
    # By code point: what a character is known as. By kind: whether a run of it counts once.
    ("known_as", "u2", _BY_KIND),
    ("is_run", "u1", _BY_KIND),
    # By script and code: whether texts in that script hold it.
    ("is_at_home", "u1", (len(SCRIPTS), _BY_CODE)),
    # By code point: its code (0: none); its role and what else it is, as bits; of letters of readings: the letters
    # without signs as a number, how many they are, and the tone.
    ("codes", "u2", _BY_KIND), ("traits", "u1", 0x110000),
    ("spelled", "u2", SPELLED), ("units", "u1", SPELLED), ("tone_of", "u1", SPELLED),
])  # fmt: skip
# What stands in one cell of a model, of a sequence of kinds: the share of its last one behind the others; what is left
# behind it for shorter contexts; where the longer ones that begin with it begin (they end where those of the next one
# begin); of a pair, what its second kind costs behind the first; how likely it is as a word, and as the begin of one:
# whoever asks for the share asks for that, too.
CELL: Final = np.dtype([
    ("share", "f4"), ("left", "f4"), ("begin", "i4"), ("cost", "f4"), ("whole", "f4"), ("begun", "f4"),
])  # fmt: skip
# What is known of a kind by itself: side by side, for a question is of most of it.
FACTS: Final = np.dtype([
    # Its number among those that were counted beside others (0: none); whether it is a sign that seldom stands beside
    # another one; whether that or any part of a name is to be asked for.
    ("id", "u2"), ("is_mark", "u1"), ("is_special", "u1"),
    # How likely it is by itself; as a word, and as the begin of one; how likely a word ends with it where nothing more
    # is known, times the say that words have; what is left of the counts behind it.
    ("single", "f4"), ("begun", "f4"), ("whole", "f4"), ("ends", "f4"), ("left_of_counts", "f4"),
    # What is left behind it for no context at all (-1: nothing was seen behind it); what it costs by itself.
    ("left", "f4"), ("cost", "f4"),
    # How likely it is as each part of a name, and how likely a name stands behind it.
    ("surname", "f4"), ("first", "f4"), ("second", "f4"), ("behind", "f4"),
])  # fmt: skip
# What there is to know of a context: where the row of its last kind begins; its last two and three kinds as a pair and
# a triple (-1: never seen); what is left behind its last one to three kinds, and behind all of them; how likely, times
# the share of words, one goes on that began with none, one, two or three of them; how likely a name stands behind it,
# whether a given name or the second half of one does, and whether any of that or a mark is to be asked for.
BEHIND: Final = np.dtype([
    ("context", "u8"), ("row", "i8"), ("pair", "i8"), ("triple", "i8"), ("left", "f8", 3), ("left_of_all", "f8"),
    ("weights", "f8", 4), ("of_surname", "f8"), ("is_given", "u1"), ("is_second", "u1"), ("is_asked", "u1"),
])  # fmt: skip
# What the last kind of a sequence costs behind the others, whatever a document says.
ASKED: Final = np.dtype([("sequence", "u8"), ("cost", "f8")])
# A code that is likely behind another one, and what it costs there. Such codes in order: what they follow, up to the
# first 0; how many they are, and one more (0: not worked out yet). They are seldom looked at to the end.
GUESS: Final = np.dtype([("code", "u2"), ("cost", "f4")])
FOLLOWED: Final = np.dtype([("key", "u8"), ("all", GUESS, MOST_FOLLOWERS)])
LIKELY: Final = np.dtype([("number", "i2"), ("all", GUESS, MOST_LIKELY)])
# A language model: what was counted, as shares.
#
# Sequences of two, three and four kinds are numbered in order, so that those of equal begin stand side by side. A row
# for each kind has a bit for each kind that was seen behind it; the number of set bits before it is that of the pair.
# Most questions are of pairs that were never seen: they end at that bit, and questions in a row, being of the same
# context, look at the same row. What is slow is not to work but to wait for memory: so where the second kind stays the
# same they look at its column, and the kinds that are met most often stand together at the begin of a row.
#
# As an array that is handed over would be counted as used and unused at each call, which took half of the time, the
# cells stand in the record; what is not needed of their room is never written to, so that it takes no memory.
KNOWN: Final = np.dtype([
    # By kind, 64 to a word: which kinds were seen behind it, and which before it; how many bits are set before a word,
    # in all rows.
    ("rows", "u8", MOST_CELLS), ("columns", "u8", MOST_CELLS), ("ranks", "i4", MOST_CELLS),
    # Pairs, triples and quads; the number of the last kind of each, side by side, for they are searched.
    ("cells", CELL, MOST_CELLS), ("lasts", "u2", MOST_CELLS),
    # By kind, for what is one kind long.
    ("facts", FACTS, _BY_KIND),
    # What words have a say.
    ("share_of_words", "f8"),
    # How often what looks like a surname in such a place is one, and a given name goes on.
    ("share_of_given", "f8"), ("share_of_second", "f8"),
    # How much less likely two marks side by side are that were never counted.
    ("share_of_odd_marks", "f8"),
    # How many words a row has; where the cells of pairs, of triples and of quads begin; the kinds by number.
    ("width", "i8"), ("pairs", "i8"), ("triples", "i8"), ("quads", "i8"), ("kinds", "u2", _BY_KIND),
    # By a hash of it: contexts that were asked about, and sequences.
    ("behind", BEHIND, 1 << REMEMBERED_CONTEXTS), ("asked", ASKED, 1 << REMEMBERED_COSTS),
    # By a hash of it: codes likely to follow a code where bytes vanished and the last byte is known.
    ("followed", FOLLOWED, 1 << REMEMBERED_FOLLOWERS),
    # By script and code: whether it may be guessed; the codes most likely to follow where bytes vanished.
    ("may_be", "u1", (len(SCRIPTS), _BY_CODE)), ("likely", LIKELY, (len(SCRIPTS), _BY_CODE)),
])  # fmt: skip
# While a model is built: a sequence of two to four kinds, and its count, then the discounted share of the last one
# behind the others; a sequence of one to three kinds that something was seen behind, how often, then the share that is
# left for shorter ones. A sequence of one to four kinds, how likely it is as a word and as the begin of one.
SEQUENCE: Final = np.dtype([("sequence", "u8"), ("share", "f8")])
LISTED: Final = np.dtype([("sequence", "u8"), ("whole", "f8"), ("begun", "f8")])
CONTEXT: Final = np.dtype([("sequence", "u8"), ("left", "f8")])
# What a document says: its kinds in order; how often each of them stands there; by a hash of two kinds, where they
# stood last, counted from 1; by place, where such a pair stood before; what a hash is cut to.
MOST_SAID: Final = 0xFFFF
ECHOES: Final = np.dtype([
    ("size", "i8"), ("mask", "u8"), ("said", "u2", MOST_SAID + 1), ("counts", "u2", _BY_KIND),
    ("heads", "u2", 2 * MOST_SAID + 2), ("chain", "u2", MOST_SAID + 1),
])  # fmt: skip


WINDOW: Final = np.dtype([
    # How many tokens there are; where the last one ends; the rest is by token. Where it begins.
    ("size", "i8"), ("position", "i8"), ("starts", "i8", MOST_TOKENS),
    # The character as it stands (0: an annotation that belongs to nothing before it), what it is known as, its code.
    ("characters", "i8", MOST_TOKENS), ("kinds", "i8", MOST_TOKENS), ("codes", "i8", MOST_TOKENS),
    # What it is (PLAIN, MARK, ...).
    ("roles", "i8", MOST_TOKENS),
    # Letters and tone of the annotation, as numbers (-1: none).
    ("letters", "i8", MOST_TOKENS), ("tones", "i8", MOST_TOKENS),
    # What it costs to leave it as it is; whether it is an anchor; what it costs to begin a slip at a mark.
    ("remnants", "f8", MOST_TOKENS), ("is_anchor", "u1", MOST_TOKENS), ("prices", "f8", MOST_TOKENS),
    ("is_between_digits", "u1", MOST_TOKENS),
    # Whether the text from here on looks undamaged (-1: not looked at yet).
    ("reads_well", "i1", MOST_TOKENS),
])  # fmt: skip
# A reading. All of it stands side by side: it is copied and asked about as a whole.
READING: Final = np.dtype([
    # What it costs, what it read last; a hash of its text; the weight of the readings given up for it.
    ("cost", "f8"), ("tail", "u8"), ("hash", "u8"), ("mass", "f8"),
    # The reading that it goes on from, and what it adds; its pending byte.
    ("parent", "i4"), ("added", "u4", 3), ("pending", "i2"),
    # Where a slip begins or ends in it: token (-1: nowhere), length of what was read up to there. How long it is.
    ("cut_token", "i2"), ("cut_length", "i2"), ("length", "i2"),
    # How far behind an open quote it ends, open quotes as bits; its last character and the code of that.
    ("distance", "i2"), ("quotes", "i2"), ("last_character", "i4"), ("last_code", "i4"),
])  # fmt: skip
READINGS: Final = np.dtype([
    # How many readings there are; whether there was no room for more; how many out of step went on at this token.
    ("used", "i8"), ("is_full", "u1"), ("rank", "i8"),
    # The readings.
    ("all", READING, READING_ROOM),
    # The readings that wait at each front, how many they are, the best cost, a hash table of them and the places taken
    # in it.
    ("fronts", "i8", (FRONTS, FRONT_ROOM)), ("sizes", "i8", FRONTS), ("best", "f8", FRONTS),
    ("places", "i2", (FRONTS, PLACES)), ("taken", "i2", (FRONTS, FRONT_ROOM)),
    # What the likeliest of them cost, in order: no more than go on from there.
    ("nearest", "f8", (FRONTS, MOST_ROOM)),
    # What the best reading cost at each token when it was sought with less effort.
    ("least", "f8", MOST_TOKENS + FRONTS),
    # What one kind costs behind each guess that ends with one byte, by first byte (-1: not asked for yet); that kind
    # and that byte.
    ("ahead_of", "i8"), ("ahead", "f8", 256),
])  # fmt: skip
SETTING: Final = np.dtype([
    ("script", "i8"),
    # What precedes: its last kinds, the code and the number of its last character, open quotes, how far behind one.
    ("before", "u8"), ("last_code", "i8"), ("last_character", "i8"), ("quotes", "i8"), ("distance", "i8"),
    ("anchor", "i8"),
    # Whether the tokens are all there are up to the limit.
    ("is_whole", "u1"),
    # The effort: see `search.Effort`; the efforts that there are.
    ("room", "i8"), ("favourites", "i8"), ("doubtful", "f8"), ("desperate", "f8"), ("firsts", "i8"), ("seconds", "i8"),
    ("lag", "f8"), ("slack", "f8"), ("efforts", "f8", (2, 8)),
])  # fmt: skip
MOST_CUTS: Final = 64
MOST_READ: Final = 4 * MOST_TOKENS
FOUND: Final = np.dtype([
    # Where the search ended; how much likelier the reading is than the text as it stands, in nats; the weight of the
    # other readings, that of the best being 1; what its worst three characters in a row cost.
    ("end", "i8"), ("gain", "f8"), ("rivals", "f8"), ("worst", "f8"),
    # How many stretches it changes: begin and end of each in the text, and of what it reads as.
    ("number", "i8"), ("stretches", "i8", (MOST_CUTS, 4)),
    # The reading.
    ("length", "i8"), ("reading", "u4", MOST_READ),
])  # fmt: skip
# What is read in one go, window by window: at most so many of them, and so many characters.
MOST_WINDOWS: Final = 32
ROOM_OF_SAID: Final = 1 << 16
# Where a window begins among the anchors and ends in the text; how much likelier its reading is; how many stretches it
# changes.
OPINION: Final = np.dtype([("anchor", "i8"), ("end", "i8"), ("gain", "f8"), ("number", "i8")])
# Begin and end of a stretch in the text, and of what it reads as; how likely that is exactly right; whether it is good
# enough to be made.
CHANGE: Final = np.dtype([
    ("start", "i8"), ("end", "i8"), ("begin", "i8"), ("stop", "i8"), ("confidence", "f8"), ("is_taken", "u1"),
])  # fmt: skip
READ: Final = np.dtype([
    ("windows", "i8"), ("opinions", OPINION, MOST_WINDOWS),
    ("number", "i8"), ("changes", CHANGE, MOST_WINDOWS * MOST_CUTS),
    ("size", "i8"), ("said", "u4", ROOM_OF_SAID),
])  # fmt: skip


class Search(NamedTuple):
    """All that a search works with; what is a record in compiled code is an array of one here."""

    gbk: Array
    model: Array
    # Of ECHOES, WINDOW, READINGS, SETTING and FOUND.
    echoes: Array
    window: Array
    readings: Array
    setting: Array
    found: Array
