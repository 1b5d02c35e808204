"""From the bytes of a document to its text: which encoding, and how sure.

Strict UTF-8 comes first because nothing else passes for it by chance. What is left is decided between Big5 and GB18030
by a small model of Chinese text: GB18030 accepts nearly every Big5 document, so that "it decodes" proves nothing. What
a page declares about itself is a hint, never an order. Newlines, and everything else in the text, stay as they came;
only a byte order mark is taken off.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from fugong.text.looks import CONTROLS

# The 500 Han characters that stand most often in running text (counted in jieba's word-frequency list), and the
# traditional forms of those that have one. They make up two thirds of a news text.
FREQUENT_SIMPLIFIED = (
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自之对得主长可"
    "过天作分方用多你着部能市等业全里工公经本都而高政法面门动日进区事代那去心小同北定开产前其军还然起种所"
    "如现理机体表力好外与文当两实重新三么只山水关明从化平建又制南内西没此将员名手最东头者月间无安看见各城"
    "十相但已些正口通想度加第她合院物性战由位常点海意场武使次二向治因立数样身情入原问把路被并利石老教万知"
    "级量任江及应省资委务元美特期世湖回系比气汉总展电科金先声提品设或义王社很统处四首共马形己儿司太目基领"
    "队直计别女权话少流命至报米给打变果书清活几州华解议更称程今决张导术府才保交放管结师便走达族反再题色五"
    "京河接条规式县白它改风光运信受什组听布百济党指论强做取技黄神选记斯真却职号界件花类何眼兵传带空干农边"
    "据集联古广完质阳难增历史专官每住商即步认车台林必死游举线言皇土团收考求德叫近备研争非具李众连调感转笑"
    "革该持始英克士尔让拉思根格造较际亲单朝红型价校约器字段周亚深候则功属积快图火千准究往极育装许参半令吃"
    "观鱼精办像帝八复影告远群包整构料随划算象容示投势热值夫网望源息语股铁断派速怎需片爱律纪支早况病境证编"
)  # fmt: skip
FREQUENT_TRADITIONAL = (
    "國爲這個來會時學說們於後發對長過業裏經門動進區開產軍還種現機體與當兩實麼關從內沒將員東頭間無見戰點場"
    "數樣問並萬級應資務氣漢總電聲設義統處馬兒領隊計別權話報給變書幾華議稱決張導術結師達題條規縣風運組聽濟"
    "黨論強黃選記卻職號類傳帶幹農邊據聯廣質陽難歷專認車臺遊舉線團備爭衆連調轉該爾讓較際親單紅價約亞則屬積"
    "圖準極裝許參喫觀魚辦復遠羣構隨劃勢熱網語鐵斷愛紀況證編"
)  # fmt: skip
_PUNCTUATION = "，。、“”‘’；：？！（）《》〈〉〔〕【】「」『』—…·．％　 "
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"

# Natural logarithms of the probability of one character of each class, measured on Chinese news (130 articles) and
# smoothed; the last four are ceilings, for characters too rare to be measured.
_LOG_ASCII = -4.5
_LOG_FREQUENT = -7.0
_LOG_PUNCTUATION = -6.1
_LOG_TONED = -8.0
_LOG_FULL_WIDTH = -8.5
_LOG_COMMON = -10.0
_LOG_CONTROL = -12.0
_LOG_RARE_HAN = -14.0
_LOG_FOREIGN = -14.7
_LOG_PRIVATE = -16.0
# A double byte drawn at random from those that GBK assigns (23,940): what chance would produce.
_LOG_NOISE = -math.log(23_940)

# A text without any Han character, in an alphabet of its own: rare here, but not strange in itself.
_LOG_OTHER_ALPHABET = -4.0
_LOG_LETTER = -6.0

# A declaration is right about twenty times as often as it is wrong.
_HINT_BONUS = math.log(20)
# The characters of a text depend on each other, so their evidence counts only in part.
_EVIDENCE_WEIGHT = 0.5
_MAX_SCORED_CONFIDENCE = 0.99
# Enough characters to be certain; more would only cost time.
_SAMPLE_CHARACTERS = 50_000
_HINT_BYTES = 2048
_MAX_CONTROL_SHARE = 0.05
# Of a document that is salvaged: what is written for a broken byte, and how much of it may be broken or zero.
_LOST = "\ufffd"
_MOST_BROKEN = 0.1
_MOST_ZEROS = 0.01
# Read as Chinese, a text in another encoding beats random bytes by 0.3 a character at most, broken articles by 1.6 or
# more (natural logarithms; the test files of chardet, and 130 articles).
_LEAST_ADVANTAGE = 1.0
# A larger document that is broken is no article, and would take minutes.
_MOST_SALVAGED_BYTES = 4 << 20
_SALVAGED_CONFIDENCE = 0.9
_END_BYTES = 64
# No encoding has these bytes inside a character, so that a document can be cut there.
_NOT_ASCII = bytes(range(0x80, 0x100))
# So much is decoded at a time, and decoded again after each broken byte.
_STRIDE = 4096
_SEGMENT = re.compile(rb"[^\n<>]*[\n<>]?")

_BYTE_ORDER_MARKS = (
    # UTF-32 before UTF-16: the little-endian mark of one begins with that of the other.
    (b"\xef\xbb\xbf", "utf-8", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)
_MAGIC_NUMBERS = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or a Word, Excel or OpenDocument file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x1f\x8b", "a GZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file (OLE)"),
    (b"{\\rtf", "a Rich Text document"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ\x00", "an XZ archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_BEGINNINGS = tuple(beginning for beginning, *_ in (*_BYTE_ORDER_MARKS, *_MAGIC_NUMBERS))
_CONTROLS = CONTROLS.encode("ascii")
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,30})""", re.IGNORECASE
)
# Every character that takes three bytes or more in UTF-8: the Han characters among them.
_BEYOND_TWO_BYTES = re.compile("[\u0800-\U0010ffff]")
_ENCODING_NAMES = {
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "windows936": "gb18030",
    "euccn": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "csbig5": "big5hkscs",
    "xxbig5": "big5hkscs",
    "cnbig5": "big5hkscs",
    "cp950": "big5hkscs",
    "windows950": "big5hkscs",
    "utf8": "utf-8",
    "utf16": "utf-16-le",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
}


class DecodeError(ValueError):
    """A document whose bytes do not give a text; its message is one line."""


class BinaryContent(DecodeError):
    """The bytes are no text at all; `looks_like` says what they seem to be."""

    def __init__(self, looks_like: str) -> None:
        """Remember what the bytes look like."""
        super().__init__(f"it is no text but looks like {looks_like}")
        self.looks_like = looks_like


class Undecodable(DecodeError):
    """The bytes fit no known encoding; `position` is the first byte that does not fit, `expected` what would."""

    def __init__(self, position: int, expected: str) -> None:
        """Remember where reading failed and what was expected there."""
        super().__init__(f"byte {position:,} does not fit: expected {expected}")
        self.position = position
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text, the encoding it was held in, and the probability that this is the right one.

    Of a document that was salvaged, `broken_at` is the first byte that does not fit the encoding.
    """

    text: str
    encoding: str
    confidence: float
    broken_at: int | None = None


def decode(content: bytes, declared: str | None = None) -> Decoded:
    """Decode a document; `declared` is the encoding that its sender claims (any spelling), a hint only.

    The encoding is named `utf-8`, `utf-8-sig` (with byte order mark), `utf-16-le`, `utf-16-be`, `utf-32-le`,
    `utf-32-be`, `gb18030` (GB2312 and GBK among it) or `big5hkscs` (Big5 among it).

    Raises:
        BinaryContent: if the bytes are no text.
        Undecodable: if they fit no encoding throughout, or fit one only as gibberish.
    """
    if content.startswith(_BEGINNINGS):
        for mark, codec, name in _BYTE_ORDER_MARKS:
            if content.startswith(mark):
                return _decode_marked(content, mark, codec, name)
        looks_like = next(looks_like for magic, looks_like in _MAGIC_NUMBERS if content.startswith(magic))
        raise BinaryContent(looks_like)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    # One look for each of them takes less than one for all of them.
    has_controls = any(map(content.__contains__, _CONTROLS))
    if has_controls and (b"\0" in content or _count(content, _CONTROLS) > _MAX_CONTROL_SHARE * len(content)):
        return _decode_as_utf16(content)
    readings = []
    if text is not None:
        if text.isascii() or _BEYOND_TWO_BYTES.search(text):
            return Decoded(text, "utf-8", 1.0)
        # Only two-byte characters, so no Han: a few GBK characters look like that (一些 would be read as һЩ).
        readings.append(_Reading(text, "utf-8"))
    return _decode_by_score(content, readings, _encoding_named(declared or _declared_in(content)))


def salvage(content: bytes, declared: str | None = None) -> Decoded:
    """Decode a document as `decode` does, or what is left of it if that refuses it: cut off, or broken in a few places.

    A line, or what stands between two tags, that is whole in another encoding than the rest is read in that one. Every
    byte that fits nowhere becomes one U+FFFD, so that nothing is made up; ASCII characters, figures among them, stay.
    The encoding named is that of most of the document.

    Raises:
        DecodeError: what `decode` raises, if more than a tenth of what is not ASCII is broken, the rest is no Chinese,
            or the document is larger than 4 MiB.
    """
    try:
        return decode(content, declared)
    except DecodeError as refusal:
        if len(content) > _MOST_SALVAGED_BYTES:
            raise
        decoded = _salvaged(content, _encoding_named(declared or _declared_in(content)))
        if decoded is None:
            raise
        lost = decoded.text.count(_LOST)
        if lost > 1 + _MOST_BROKEN * sum(map(_is_wide, decoded.text)) or not _is_good_chinese(decoded):
            raise refusal from None
    return replace(decoded, broken_at=_first_misfit(content, decoded.encoding))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the bytes say when they are read in one encoding without an error."""

    text: str
    encoding: str

    def score(self) -> tuple[float, float]:
        """Return the log likelihood of the text, and by how much what takes two bytes beats random bytes."""
        if self.encoding == "utf-8":
            letters = sum(character > "\x7f" for character in self.text)
            ascii_part = _LOG_ASCII * (len(self.text) - letters)
            return _LOG_OTHER_ALPHABET + _LOG_LETTER * letters + ascii_part, math.inf
        sample = self.text[:_SAMPLE_CHARACTERS]
        log_of = _log_probabilities()
        is_wide = self.encoding.startswith("utf-16")
        likelihood = advantage = 0.0
        for character, count in Counter(sample).items():
            log = log_of.get(character) or _log_of_uncommon(character)
            likelihood += log * count
            if is_wide or character > "\x7f":
                advantage += (log - _LOG_NOISE) * count
        return likelihood * len(self.text) / max(1, len(sample)), advantage


@lru_cache(maxsize=1)
def _log_probabilities() -> Mapping[str, float]:
    """Return the log probability of every character of the model's named classes."""
    # The two standards themselves list the common characters of each script: GB 2312 level 1 and Big5 level 1.
    gb_pairs = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    big5_trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5_pairs = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in big5_trails)
    common = {pair.decode("gb2312", "ignore") for pair in gb_pairs}
    common |= {pair.decode("big5", "ignore") for pair in big5_pairs}
    log_of = {character: _LOG_COMMON for character in common if _is_han(character)}
    log_of |= dict.fromkeys(FREQUENT_SIMPLIFIED + FREQUENT_TRADITIONAL, _LOG_FREQUENT)
    log_of |= dict.fromkeys(map(chr, range(0xFF01, 0xFF5F)), _LOG_FULL_WIDTH)
    log_of |= dict.fromkeys(_PUNCTUATION, _LOG_PUNCTUATION)
    log_of |= dict.fromkeys(_TONED, _LOG_TONED)
    log_of |= dict.fromkeys(map(chr, range(32)), _LOG_CONTROL)
    log_of |= dict.fromkeys([*map(chr, range(32, 127)), "\t", "\r", "\n"], _LOG_ASCII)
    return log_of


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _log_of_uncommon(character: str) -> float:
    if _is_han(character):
        return _LOG_RARE_HAN
    return _LOG_PRIVATE if "\ue000" <= character <= "\uf8ff" else _LOG_FOREIGN


def _decode_marked(content: bytes, mark: bytes, codec: str, name: str) -> Decoded:
    try:
        return Decoded(content[len(mark) :].decode(codec), name, 1.0)
    except UnicodeDecodeError as error:
        expected = f"{codec.upper()}, as the byte order mark at the start of the file says"
        raise Undecodable(len(mark) + error.start, expected) from None


def _count(content: bytes, wanted: bytes) -> int:
    return len(content) - len(content.translate(None, wanted))


def _decode_as_utf16(content: bytes) -> Decoded:
    # In UTF-16 an ASCII character has a zero byte, and halves of others look like control characters; the character
    # zero stands in no text. In the other encodings neither occurs, so what is no UTF-16 is no text.
    decoded = _likeliest(reading for reading in _utf16_readings(content) if "\0" not in reading.text)
    if decoded is None:
        position = next(index for index, byte in enumerate(content) if byte in _CONTROLS)
        raise BinaryContent(f"a binary file (control character 0x{content[position]:02X} at byte {position:,})")
    return decoded


def _utf16_readings(content: bytes) -> Iterator[_Reading]:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            yield _Reading(content.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue


def _decode_by_score(content: bytes, readings: list[_Reading], hint: str | None) -> Decoded:
    failed_at = []
    for encoding in ("big5hkscs", "gb18030"):
        try:
            readings.append(_Reading(content.decode(encoding), encoding))
        except UnicodeDecodeError as error:
            failed_at.append(error.start)
    # UTF-16 takes almost any bytes, so it is asked last.
    decoded = _likeliest(readings, hint) or _likeliest(_utf16_readings(content), hint)
    if decoded:
        return decoded
    position = _utf8_slip(content)
    if position is not None:
        raise Undecodable(position, "UTF-8 as in the rest of the file (damaged or cut off there)")
    if readings:
        position = next(index for index, byte in enumerate(content) if byte > 0x7F)
        raise Undecodable(position, "Chinese text in UTF-8, UTF-16, GB18030 or Big5, but it gives only gibberish")
    raise Undecodable(max(failed_at), "Chinese text in UTF-8, UTF-16, GB18030 or Big5")


def _likeliest(readings: Iterable[_Reading], hint: str | None = None) -> Decoded | None:
    """Return the likeliest of the readings that look like text at all, or None."""
    scored: list[tuple[float, float, _Reading]] = []
    for reading in readings:
        likelihood, advantage = reading.score()
        bonus = _HINT_BONUS if reading.encoding == hint else 0.0
        if advantage + bonus >= 0:
            scored.append((likelihood + bonus, advantage + bonus, reading))
    if not scored:
        return None
    # Stable: among equals the stricter encoding, which was tried first, comes first.
    scored.sort(key=lambda item: -item[0])
    likelihood, lead, best = scored[0]
    if len(scored) > 1:
        lead = min(lead, likelihood - scored[1][0])
    confidence = min(_MAX_SCORED_CONFIDENCE, 1 / (1 + math.exp(-_EVIDENCE_WEIGHT * lead)))
    return Decoded(best.text, best.encoding, confidence)


def _utf8_slip(content: bytes) -> int | None:
    """Return where `content` first breaks UTF-8 if it is UTF-8 but for a few bytes, else None."""
    kept = content.decode("utf-8", "ignore")
    lost_bytes = len(content) - len(kept.encode("utf-8"))
    if 10 * lost_bytes > sum(1 for _ in _BEYOND_TWO_BYTES.finditer(kept)):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def _declared_in(content: bytes) -> str | None:
    match = _CHARSET.search(content, 0, _HINT_BYTES)
    return match.group(1).decode("ascii") if match else None


def _encoding_named(label: str | None) -> str | None:
    return _ENCODING_NAMES.get(re.sub(r"[^a-z0-9]", "", (label or "").lower()))


# --- what is left of a broken document -------------------------------------------------------------------------------


def _salvaged(content: bytes, hint: str | None) -> Decoded | None:
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return Decoded(_decode_leniently(content[len(mark) :], codec), name, _SALVAGED_CONFIDENCE)
    if content.startswith(_BEGINNINGS):
        return None
    if b"\0" in content:
        # Half a character may be missing at the end of UTF-16.
        whole = content[: len(content) - len(content) % 2]
        decoded = _likeliest(reading for reading in _utf16_readings(whole) if "\0" not in reading.text)
        if decoded and _reads_well_to_the_end(whole, decoded.encoding):
            return Decoded(decoded.text + _LOST * (len(content) % 2), decoded.encoding, _SALVAGED_CONFIDENCE)
        # Zeros at the end only fill a block up; within a text they stand for something that is lost.
        content = content.rstrip(b"\0")
        if content.count(b"\0") > 1 + _MOST_ZEROS * len(content):
            return None
    if _count(content, _CONTROLS) > _MAX_CONTROL_SHARE * len(content):
        return None
    segments = [found[0] for found in _SEGMENT.finditer(content) if found[0]]
    main = _main_encoding(segments, hint)
    if main is None:
        return None
    text = "".join(_segment_text(segment, main) for segment in segments)
    return Decoded(text.replace("\0", _LOST), main, _SALVAGED_CONFIDENCE)


def _reads_well_to_the_end(content: bytes, encoding: str) -> bool:
    """Tell whether the end of UTF-16 reads well, as it does not where a byte before it was lost or put in."""
    return _Reading(content[-_END_BYTES:].decode(encoding, "replace"), encoding).score()[1] >= 0


def _main_encoding(segments: list[bytes], hint: str | None) -> str | None:
    """Return the encoding in which most of the bytes that are not ASCII can be read; None if in none."""
    sizes: Counter[str] = Counter()
    for segment in segments:
        if not segment.isascii() and (decoded := _whole(segment, hint)):
            sizes[decoded.encoding] += len(segment)
    if sizes:
        return max(sizes, key=lambda encoding: sizes[encoding])
    content = b"".join(segments)
    if _is_broken_utf8(content):
        return "utf-8"
    best = _likeliest(
        (_Reading(_decode_leniently(content, encoding), encoding) for encoding in ("big5hkscs", "gb18030")), hint
    )
    return best.encoding if best else None


def _whole(segment: bytes, hint: str | None) -> Decoded | None:
    """Read a segment that is not ASCII in the one encoding that it fits without an error, if it fits any."""
    try:
        text = segment.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if _BEYOND_TWO_BYTES.search(text):
        return Decoded(text, "utf-8", 1.0)
    if _is_broken_utf8(segment):
        return None
    readings = []
    for encoding in ("big5hkscs", "gb18030"):
        try:
            readings.append(_Reading(segment.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
    return _likeliest(readings, hint)


def _segment_text(segment: bytes, main: str) -> str:
    if segment.isascii():
        return segment.decode("ascii")
    decoded = _whole(segment, main)
    return decoded.text if decoded else _decode_leniently(segment, main)


def _is_broken_utf8(content: bytes) -> bool:
    """Tell whether most of the bytes that are not ASCII make up characters of three bytes or more in UTF-8."""
    kept = len(_BEYOND_TWO_BYTES.findall(content.decode("utf-8", "ignore")))
    return 6 * kept > _count(content, _NOT_ASCII)


def _decode_leniently(content: bytes, encoding: str) -> str:
    """Decode `content`, with U+FFFD for each byte that does not fit.

    Python's own way takes the ASCII characters behind a broken byte along, digits too: GB18030 has them in characters.
    """
    if encoding not in ("gb18030", "big5hkscs"):
        return content.decode(encoding, "replace")
    pieces: list[str] = []
    position = 0
    while True:
        try:
            pieces.append(content[position : position + _STRIDE].decode(encoding))
            position += _STRIDE
        except UnicodeDecodeError as error:
            at = position + error.start
            pieces.append(content[position:at].decode(encoding))
            # What is only cut by the stride goes on in the next one.
            is_cut = error.reason.startswith("incomplete") and at < len(content) - 4 and at > position
            if not is_cut:
                pieces.append(_LOST)
                at += 1
            position = at
        if position >= len(content):
            return "".join(pieces)


def _is_wide(character: str) -> bool:
    return character > "\u07ff"


def _is_good_chinese(decoded: Decoded) -> bool:
    """Tell whether what was read in GB18030 or Big5 is no text in an encoding that is not known."""
    if decoded.encoding not in ("gb18030", "big5hkscs"):
        return True
    sample = decoded.text.replace(_LOST, "")[:_SAMPLE_CHARACTERS]
    _, advantage = _Reading(sample, decoded.encoding).score()
    return advantage >= _LEAST_ADVANTAGE * sum(character > "\x7f" for character in sample)


def _first_misfit(content: bytes, encoding: str) -> int:
    """Return the first byte of a salvaged document that does not fit the encoding of most of it."""
    try:
        content.decode(encoding.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        return error.start
    if b"\0" in content:
        return content.index(b"\0")
    # Bytes of another encoding may fit by chance, as gibberish.
    segments = (found for found in _SEGMENT.finditer(content) if not found[0].isascii())
    others = (found.start() for found in segments if (read := _whole(found[0], encoding)) and read.encoding != encoding)
    return next(others, 0)
