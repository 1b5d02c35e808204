"""Decoding: the ladder of encodings, its hints, and what is refused."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.text.decode import BinaryContent, Decoded, DecodeError, Undecodable, decode, salvage

SIMPLIFIED = "截至三月底，全市已有214家企业恢复生产，复工率达到93.5%。\r\n　　下一步将继续做好服务。\n"
TRADITIONAL = "截至三月底，全市已有214家企業恢復生產，復工率達到93.5%。\r\n　　下一步將繼續做好服務。\n"

# Characters that news is made of, in both scripts where Big5 must hold them.
SIMPLIFIED_CHARACTERS = (
    "企业恢复生产工厂项目资金达到市区县服务员订单开发展经济政策支持就业务局长说明今年月日上下半的了在是和，。、：“”"
)
TRADITIONAL_CHARACTERS = (
    "企業恢復生產工廠項目資金達到市區縣服務員訂單開發展經濟政策支持就業務局長說明今年月日上下半的了在是和，。、：「」"
)


def sentences(characters: str) -> st.SearchStrategy[str]:
    """Texts of at least a dozen Chinese characters, with digits, ASCII marks and line ends strewn in."""
    return st.tuples(
        st.text(characters, min_size=12, max_size=60),
        st.text(characters + "0123456789%.()\r\n ", max_size=60),
    ).map("".join)


@pytest.mark.parametrize(
    ("codec", "text", "encoding"),
    [
        ("utf-8", SIMPLIFIED, "utf-8"),
        ("utf-8-sig", SIMPLIFIED, "utf-8-sig"),
        ("utf-16-le", SIMPLIFIED, "utf-16-le"),
        ("utf-16-be", SIMPLIFIED, "utf-16-be"),
        ("gbk", SIMPLIFIED, "gb18030"),
        ("gbk", TRADITIONAL, "gb18030"),
        ("gb18030", TRADITIONAL + "㐀𠀀", "gb18030"),
        ("big5", TRADITIONAL, "big5hkscs"),
        ("big5hkscs", TRADITIONAL + "嘅咗", "big5hkscs"),
    ],
)
def test_a_text_comes_back_unchanged_with_the_name_of_its_encoding(codec: str, text: str, encoding: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert decoded.confidence > 0.95


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030"])
def test_a_byte_order_mark_decides_and_is_taken_off(encoding: str) -> None:
    assert decode(("\ufeff" + SIMPLIFIED).encode(encoding)) == Decoded(SIMPLIFIED, encoding, 1.0)


@given(sentences(SIMPLIFIED_CHARACTERS + TRADITIONAL_CHARACTERS))
@settings(deadline=None)
def test_any_text_survives_utf8(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8", 1.0)


@given(sentences(SIMPLIFIED_CHARACTERS))
@settings(deadline=None)
def test_any_simplified_text_survives_gbk(text: str) -> None:
    decoded = decode(text.encode("gbk"))
    assert (decoded.text, decoded.encoding) == (text, "gb18030")


@given(sentences(TRADITIONAL_CHARACTERS))
@settings(deadline=None)
def test_any_traditional_text_survives_gbk(text: str) -> None:
    decoded = decode(text.encode("gbk"))
    assert (decoded.text, decoded.encoding) == (text, "gb18030")


@given(sentences(TRADITIONAL_CHARACTERS))
@settings(deadline=None)
def test_any_traditional_text_survives_big5(text: str) -> None:
    decoded = decode(text.encode("big5"))
    assert (decoded.text, decoded.encoding) == (text, "big5hkscs")


@given(sentences(SIMPLIFIED_CHARACTERS), st.sampled_from(["utf-16-le", "utf-16-be"]))
@settings(deadline=None)
def test_any_text_survives_utf16_without_a_mark(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_give_a_text_or_a_decode_error_of_one_line(content: bytes) -> None:
    try:
        decoded = decode(content)
    except DecodeError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert 0 <= decoded.confidence <= 1


@pytest.mark.parametrize("text", ["", "\n", "plain ASCII, 20%\r\n"])
def test_ascii_is_utf8(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8", 1.0)


def test_line_ends_are_left_as_they_are() -> None:
    text = "甲\r乙\r\n丙\n\n丁\u2028戊\x0c"
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("charset", ["utf-8", "big5", "iso-8859-1", "no-such-thing"])
def test_a_wrong_declaration_in_a_page_is_overruled_by_its_text(charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body>{SIMPLIFIED}</body></html>'
    assert decode(page.encode("gbk")).text == page


def test_a_page_that_calls_itself_gb2312_but_is_utf8_is_read_as_utf8() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>{SIMPLIFIED}'
    assert decode(page.encode()) == Decoded(page, "utf-8", 1.0)


def test_a_declaration_decides_where_the_bytes_leave_it_open() -> None:
    content = "臘鍬".encode("big5")
    assert decode(content, "Big5").encoding == "big5hkscs"
    assert decode(content, "GB2312").encoding == "gb18030"


def test_the_declaration_in_an_xml_page_counts_like_the_argument() -> None:
    start = b'<?xml version="1.0" encoding="%s"?>'
    content = "臘鍬".encode("big5")
    assert decode(start % b"Big5" + content).encoding == "big5hkscs"
    assert decode(start % b"gbk" + content).encoding == "gb18030"


def test_two_gbk_characters_that_are_also_valid_utf8_are_read_as_chinese() -> None:
    content = "一些".encode("gbk")
    assert content.decode("utf-8").isalpha()
    assert decode(content).text == "一些"


@pytest.mark.parametrize("text", ["Façade à Besançon", "Привет, товарищ", "Ωmega"])
def test_utf8_in_another_alphabet_is_not_forced_into_chinese(text: str) -> None:
    assert decode(text.encode()).text == text


def test_a_short_text_is_less_certain_than_a_long_one() -> None:
    short, long = (decode(text.encode("gbk")).confidence for text in ("镇江", SIMPLIFIED))
    assert short < long


def test_utf8_that_is_cut_off_names_the_byte_where_it_breaks() -> None:
    content = SIMPLIFIED.rstrip().encode()[:-1]
    with pytest.raises(Undecodable, match="UTF-8") as caught:
        decode(content)
    assert caught.value.position == len(content) - 2


def test_utf8_that_gb18030_would_accept_as_gibberish_is_refused() -> None:
    content = "各县区都在帮助企业解决用工问题".encode()[:-1]
    assert content.decode("gb18030")
    with pytest.raises(Undecodable):
        decode(content)


def test_a_wrong_byte_after_a_utf8_mark_is_named_by_its_place_in_the_file() -> None:
    with pytest.raises(Undecodable, match="byte order mark") as caught:
        decode(b"\xef\xbb\xbf" + "甲".encode() + b"\xff")
    assert caught.value.position == 6


def test_bytes_of_no_encoding_are_undecodable() -> None:
    with pytest.raises(Undecodable) as caught:
        decode(SIMPLIFIED.encode("gbk") + b"\xff\xff")
    assert caught.value.position == len(SIMPLIFIED.encode("gbk"))


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08\x00", "GZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "OLE"),
        (SIMPLIFIED.encode() + b"\0", "binary"),
        (SIMPLIFIED.encode("utf-16-le") + b"\0\0", "binary"),
        (b"\x01\x02\x03\x04\x05\x06\x07", "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_what_it_looks_like(content: bytes, looks_like: str) -> None:
    with pytest.raises(BinaryContent, match=looks_like):
        decode(content)


def test_a_large_gbk_document_takes_no_longer_than_a_moment() -> None:
    content = (SIMPLIFIED * 40_000).encode("gbk")
    began = time.process_time()
    decode(content)
    # 5 MB take 0.1 s here; the bound only catches a slip into quadratic or per-character work.
    assert time.process_time() - began < 3


# --- what is left of a broken document -------------------------------------------------------------------------------

CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"]


def figures(text: str) -> list[str]:
    return [character for character in text if character in "0123456789.%"]


@given(sentences(SIMPLIFIED_CHARACTERS), st.sampled_from(CODECS))
@settings(deadline=None)
def test_what_can_be_decoded_is_not_salvaged(text: str, codec: str) -> None:
    assert salvage(text.encode(codec)) == decode(text.encode(codec))


@pytest.mark.parametrize("codec", CODECS)
def test_half_a_character_at_the_end_is_one_mark(codec: str) -> None:
    text = SIMPLIFIED.rstrip("\n。")
    decoded = salvage(text.encode(codec)[:-1])
    assert decoded.text == text[:-1] + "\ufffd"
    assert decoded.confidence < 1


@pytest.mark.parametrize(
    ("codec", "text"), [("utf-8", SIMPLIFIED), ("gbk", SIMPLIFIED), ("big5", TRADITIONAL), ("gb18030", TRADITIONAL)]
)
@pytest.mark.parametrize("wrong", [b"\xff", b"\xff\xff", b"\xff 7%", b"\x00"])
def test_broken_bytes_are_marked_and_every_figure_stays(codec: str, text: str, wrong: bytes) -> None:
    content = (text * 3).encode(codec)
    at = len(text[:20].encode(codec))
    decoded = salvage(content[:at] + wrong + content[at:])
    added = wrong.strip(b"\xff\x00").decode()
    marks = "\ufffd" * (len(wrong) - len(added))
    assert decoded.text == text[:20] + marks + added + text[20:] + text * 2


@pytest.mark.parametrize("following", [b"39%", b"3\x8139%", b" 39%", b"39\xff9%"])
@pytest.mark.parametrize("codec", ["gbk", "big5"])
def test_a_broken_byte_takes_no_digit_along(codec: str, following: bytes) -> None:
    text = TRADITIONAL * 3
    content = text.encode(codec) + "全市".encode(codec) + b"\xff" + following
    kept = [chr(byte) for byte in following if byte < 0x80 and chr(byte) != " "]
    assert figures(salvage(content).text) == figures(text) + kept


@pytest.mark.parametrize("codec", [*CODECS, "big5"])
def test_the_first_byte_that_does_not_fit_is_named_by_its_place_in_the_file(codec: str) -> None:
    text = TRADITIONAL.rstrip("\n。") * 3 if codec == "big5" else SIMPLIFIED.rstrip("\n。") * 3
    content = text.encode(codec)
    assert salvage(content).broken_at is None
    assert salvage(content[:-1]).broken_at == len(text[:-1].encode(codec))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SIMPLIFIED.encode("gbk"), b"\0" + SIMPLIFIED.encode("gbk")),
        (SIMPLIFIED.encode("gbk"), b"\0" * 100),
        (SIMPLIFIED.encode("gbk"), ("帮助企业" * 6).encode() + b"\n"),
    ],
    ids=["a zero", "zeros at the end", "a line that another encoding reads as gibberish"],
)
def test_what_does_not_fit_is_named_where_no_character_is_lost_too(before: bytes, after: bytes) -> None:
    assert salvage(before + after).broken_at == len(before)


JAPANESE = "東京都は、新型コロナウイルスの感染拡大を受けて、企業に対する支援策を発表しました。\n"
THAI = "รัฐบาลประกาศมาตรการช่วยเหลือผู้ประกอบการ ร้อยละ 50 ของโรงงานเปิดแล้ว\n"


@pytest.mark.parametrize(("codec", "text"), [("euc_jp", JAPANESE), ("shift_jis", JAPANESE), ("tis_620", THAI)])
@pytest.mark.parametrize("between", ["\n", "<b>7%</b>\n", "<a>"])
def test_a_text_in_an_encoding_that_is_not_known_is_not_salvaged_as_gibberish(
    codec: str, text: str, between: str
) -> None:
    content = between.join([text[at : at + 9] for at in range(0, len(text), 9)] * 9).encode(codec)
    with pytest.raises(DecodeError):
        salvage(content)


def test_what_is_larger_than_any_article_is_not_salvaged() -> None:
    with pytest.raises(DecodeError):
        salvage((SIMPLIFIED * 60_000).encode() + b"\xff")


@pytest.mark.parametrize(("outer", "inner"), [("utf-8", "gbk"), ("utf-8", "big5"), ("gbk", "utf-8"), ("big5", "utf-8")])
@pytest.mark.parametrize(("begin", "end"), [("", "\n"), ("<p>", "</p>")])
def test_a_paragraph_in_another_encoding_is_read_in_its_own(outer: str, inner: str, begin: str, end: str) -> None:
    before, within = (f"{begin}全市{share}企業恢復生產。{end}" for share in ("93.5%", "87%"))
    decoded = salvage(before.encode(outer) * 3 + within.encode(inner) + before.encode(outer))
    assert decoded.text == before * 3 + within + before
    assert decoded.encoding == {"gbk": "gb18030", "big5": "big5hkscs"}.get(outer, outer)


def test_zeros_that_fill_up_the_end_are_taken_off() -> None:
    assert salvage(SIMPLIFIED.encode("gbk") + b"\0" * 100).text == SIMPLIFIED


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n\xff",
        bytes(range(256)) * 4,
        b"\x01\x02\x03\x04\x05\x06\x07",
        b"\xfd\xff\xfe" * 50,
        "全市复工".encode() + b"\xff\xfd\xfc" * 5,
        SIMPLIFIED.encode("utf-16-le")[:31] + SIMPLIFIED.encode("utf-16-le")[32:],
    ],
)
def test_what_is_broken_all_over_is_refused_as_before(content: bytes) -> None:
    with pytest.raises(DecodeError) as refused:
        decode(content)
    with pytest.raises(type(refused.value)) as caught:
        salvage(content)
    assert str(caught.value) == str(refused.value)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_salvaged_or_refused(content: bytes) -> None:
    try:
        decoded = salvage(content)
    except DecodeError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert 0 <= decoded.confidence <= 1
        assert "\0" not in decoded.text or b"\0" not in content


def test_a_large_broken_document_takes_no_longer_than_a_moment() -> None:
    content = (SIMPLIFIED * 20_000).encode("gbk") + b"\xff"
    began = time.process_time()
    salvage(content)
    # 3 MB take 1 s here; the bound only catches a slip into quadratic work.
    assert time.process_time() - began < 15


def can_hold(codec: str, text: str) -> bool:
    return text.encode(codec, "ignore").decode(codec) == text


TITLES = ["大庆复工率九成", "复工复产", "全市返岗率", "復工復產", "企業陸續復工", "深水埗復工"]


@pytest.mark.parametrize(
    ("title", "codec"),
    [(title, codec) for title in TITLES for codec in (*CODECS, "big5hkscs") if can_hold(codec, title)],
)
@pytest.mark.parametrize("claim", [None, "utf-8", "gb2312", "big5", "iso-8859-1"])
def test_a_title_is_read_whatever_it_claims_to_be(title: str, codec: str, claim: str | None) -> None:
    assert decode(title.encode(codec), claim).text == title
