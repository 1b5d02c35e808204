"""What is done faster for ordinary text gives what the long way gives, for any text."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import opencc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from damage.simulator import damage
from damage.sites import KEPT_MARKS, PINYIN_ONLY, PLAIN_TRADITIONAL
from fugong.text import (
    annotated,
    codepoints,
    compiled,
    looks,
    marisa,
    metadata,
    mojibake,
    pinyin,
    pipeline,
    script,
    sentences,
    width,
)
from fugong.text.aligned import AlignmentChain, Edit, align_deletions, apply_edits
from fugong.text.slips import codes, gate, ngrams
from fugong.text.slips.model import language_model

DICTIONARIES = Path(opencc.OpenCC("t2s").config).parent
SOURCES = Path(__file__).parents[1] / "damage" / "sources"
REAL = Path(__file__).parents[3] / "shared" / "real"
ARTICLES = [path.read_text("utf-8-sig") for folder in (SOURCES, REAL) for path in sorted(folder.glob("*.txt"))]
ALWAYS = re.compile("")


def keys_of(name: str) -> list[str]:
    return sorted(marisa.keys((DICTIONARIES / f"{name}.ocd2").read_bytes()))


PHRASES = keys_of("TSPhrases")
CHARACTERS = keys_of("TSCharacters") + keys_of("TSCharactersExt")
NORMALISED = keys_of("CJK_Compatibility_Ideographs")


# --- simplified characters -------------------------------------------------------------------------------------------


def by_opencc(text: str) -> str:
    return str(opencc.OpenCC("t2s").convert(text))


def of_phrases(draw: st.DrawFn) -> str:
    """Draw phrases of OpenCC's, whole, cut and overlapping, some in the forms that it normalises first."""
    pieces = []
    for _ in range(draw(st.integers(1, 8))):
        piece = draw(st.sampled_from(draw(st.sampled_from((PHRASES, PHRASES, CHARACTERS, NORMALISED)))))
        start = draw(st.integers(0, len(piece) - 1)) if draw(st.booleans()) else 0
        pieces.append(piece[start : start + draw(st.integers(1, 9))])
        if draw(st.integers(0, 5)) == 0:
            pieces.append(draw(st.sampled_from("，\n a\ufe00\U000e0100𠀾0⿰⿱")))
    return "".join(pieces)


@settings(deadline=None, max_examples=500)
@given(text=st.composite(of_phrases)().filter(lambda text: "乾" not in text))
@example(text="沈\uf972默沈默")
@example(text="⿰沈默於潛")
def test_phrases_in_any_mixture_are_written_as_opencc_does(text: str) -> None:
    assert script.to_simplified(text) == by_opencc(text)


@settings(deadline=None)
@given(text=st.text(max_size=60).filter(lambda text: "乾" not in text))
def test_any_characters_are_written_as_opencc_does(text: str) -> None:
    assert script.to_simplified(text) == by_opencc(text)


def test_every_character_and_every_phrase_is_written_as_opencc_does() -> None:
    # The characters that describe others, and those that have a rule of their own here, would hide the rest.
    codes = (code for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    characters = [chr(code) for code in codes if not 0x2FF0 <= code < 0x3000 and chr(code) not in "乾\ufdd0"]
    text = "\n".join([f"於{character}徵\n車{character}於" for character in characters])
    assert script.to_simplified(text) == by_opencc(text)
    phrases = "，".join(phrase for phrase in PHRASES if "乾" not in phrase)
    assert script.to_simplified(phrases) == by_opencc(phrases)


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk", "s2twp"])
def test_articles_in_the_characters_of_each_region_are_written_as_opencc_does(config: str) -> None:
    converter = opencc.OpenCC(config)
    for article in ARTICLES:
        text = converter.convert(article).replace("乾", "幹")
        assert script.to_simplified(text) == by_opencc(text)


def test_the_tables_of_the_installed_opencc_are_understood() -> None:
    tables = script._tables()
    assert tables is not None, "OpenCC is asked for every text, which takes five times as long"
    assert tables.suspects.search("全市復工復產率達96%，規模以上工業企業由此恢復生產") is None


def test_an_opencc_with_other_dictionaries_is_asked_for_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "_files", lambda dictionary: iter(["no-such-file"]))
    tables = script._tables.__wrapped__()
    assert tables is None
    monkeypatch.setattr(script, "_tables", lambda: tables)
    assert script.to_simplified("復工率於三月達到") == "复工率于三月达到"
    assert script.to_simplified_narrow(["復工", ""]) == [None, None]


@settings(deadline=None, max_examples=300)
@given(
    text=st.one_of(
        st.composite(of_phrases)(), st.text(alphabet="復工率於潛，（）９６％　\xa0徵答覆車a⿰𠀾", max_size=30)
    )
)
def test_both_look_ups_in_one_are_the_two_one_by_one(text: str) -> None:
    both, other = script.to_simplified_narrow([text, "復工𠀾"])
    assert other == ("复工𠀾", 1)
    simplified = script.to_simplified(text)
    if both is None:
        assert not text or any(mark in text for mark in "乾⿰⿱") or len(simplified) != len(text)
    else:
        assert both[0] == width.fold(simplified)
        assert both[1] == sum(old != new for old, new in zip(text, simplified, strict=True))


def test_a_trie_that_is_none_or_cut_off_is_refused() -> None:
    whole = (DICTIONARIES / "TSPhrases.ocd2").read_bytes()
    with pytest.raises(ValueError, match="not a marisa trie"):
        marisa.keys(b"")
    with pytest.raises(ValueError, match="cut off"):
        marisa.keys(whole[:1000])


def test_the_keys_of_a_dictionary_are_all_read() -> None:
    assert len(PHRASES) == len(set(PHRASES)) > 400
    assert {"一目瞭然", "答覆", "於潛", "計畫"} <= set(PHRASES)
    assert all(len(phrase) > 1 for phrase in PHRASES)
    # Every character that OpenCC changes alone is a key of one of its tables.
    characters = [chr(code) for code in range(0x3400, 0x10000) if not 0xD800 <= code < 0xE000]
    changed = {old for old, new in zip(characters, by_opencc("".join(characters)), strict=True) if old != new}
    assert changed <= {*CHARACTERS, *NORMALISED}


@given(text=st.text(alphabet="甲乙丙a𠀾\ufeff", max_size=20))
def test_a_table_replaces_its_characters_and_no_others(text: str) -> None:
    table = codepoints.CharacterTable({"甲": "1", "a": "乙"})
    assert table.translate(text) == text.replace("a", "乙").replace("甲", "1")


# --- annotations -----------------------------------------------------------------------------------------------------


READ_AS_LATIN = "庆市复工复产".encode("gbk").decode("latin-1")
GARBLED = [
    READ_AS_LATIN,
    "å¤§åº†",
    "´óÇì£¬",
    "¡£",
    "µÄ",
    "澶у簡",
    "锟斤拷",
    "\ufffd\ufffd\ufffd",
    "ï¿½",
    "Â\xa0",
    "é”€",
    "å ³",
]
HARMLESS = ["復(fù)", "产值é", "100公斤", "“", "”", "…", " ", "é ", "José", "é", "·", "a", "[", "½", "？"]
ANNOTATED = ["復", "復(fù)", "產（chǎn）", "復fù)", "(記者", "工(GDP)", ")", "（", "行", "\n", "(fù)"]
ANNOTATED += ["復(fù )", "產(chan3)", "復(fù）", "復(", "里(li)", "年(2022)", "復(fù)(fu)", "㍿(fù)", "(chǎn", "𠀾(hé)"]


@settings(max_examples=500)
@given(text=st.lists(st.sampled_from(ANNOTATED), max_size=14).map("".join))
@example(text="復(fù)工，復(fù)")
@example(text="復(fù)工復(fù)產(chǎn)，產（chǎn）品")
def test_annotations_of_the_usual_form_are_those_that_are_found_one_by_one(text: str) -> None:
    spans = pinyin.annotation_spans(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pinyin, "_may_be_closed", lambda text: ")" in text or "）" in text)
        assert pinyin.annotation_spans(text) == spans
    ordinary = pinyin._ordinary(text, annotated.Annotated.of(text))
    if ordinary:
        kept, align, count = ordinary
        assert count == len(spans)
        assert (kept, align()) == apply_edits(text, pinyin.find_annotations(text))


@given(text=st.lists(st.sampled_from(ANNOTATED), max_size=14).map("".join))
def test_annotations_are_stripped_as_the_edits_say(text: str) -> None:
    edits = pinyin.find_annotations(text)
    stripped = pinyin.strip_annotations(text)
    assert (stripped is None) == (not edits)
    if stripped:
        kept, align, count = stripped
        assert (kept, align(), count) == (*apply_edits(text, edits), len(edits))


@settings(max_examples=300)
@given(texts=st.lists(st.lists(st.sampled_from(ANNOTATED), max_size=8).map("".join), max_size=4))
@example(texts=["復(", "fù)", "", "復(fù)"])
def test_annotated_characters_of_several_texts_are_those_of_each(texts: list[str]) -> None:
    for text, _ in zip(texts, annotated.find_in_each(codepoints.Row(texts)), strict=True):
        together = annotated.Annotated.of(text)
        alone = next(annotated._found(codepoints.Row([text])))[1]
        assert (together is None) == (alone is None)
        if together and alone:
            nothing = annotated.Familiar()
            assert together.unlike(nothing) == alone.unlike(nothing)
            assert (together.kept(), together.turns().tolist()) == (alone.kept(), alone.turns().tolist())


def told_of(texts: list[str], familiar: annotated.Familiar) -> list[object]:
    """Return all that is to be known of the annotated characters of texts."""
    row = codepoints.Row(texts)
    found = annotated._Brackets(row)
    each = [annotated.Annotated(text, found, number) for number, text in enumerate(texts)]
    kept, gone = found.kept()
    fields = [
        (one.opened, one.closed, one.is_narrow, one.is_balanced, one.halves, len(one), one.is_last()) for one in each
    ]
    return [
        fields, found.odd, [(one.lonely(), one.turns().tolist()) for one in each], kept.tolist(), gone,
        found.unlike(familiar),
    ]  # fmt: skip


@settings(max_examples=500)
@given(texts=st.lists(st.lists(st.sampled_from(ANNOTATED), max_size=8).map("".join), max_size=4))
@example(texts=["復(", "fù)", "", "復(fù)"])
@example(texts=["(fù)復(zhuānggg)，Ａ(a)，a(b)々(a)", "A(yī)~((ā)"])
def test_compiled_code_finds_the_annotated_characters_that_numpy_finds(texts: list[str]) -> None:
    language_model().tables()
    familiar = annotated.Familiar()
    for known in ("復(fù)", "復(fu)", "產(chǎn)"):
        familiar.add(known)
    functions = compiled.functions()
    assert functions
    by_compiled_code = told_of(texts, familiar)
    compiled.use(None)
    try:
        by_numpy = told_of(texts, familiar)
    finally:
        compiled.use(functions)
    assert by_compiled_code == by_numpy


@given(text=st.text(st.sampled_from("甲乙漢\U00020000\uffff\0a")))
def test_compiled_code_looks_up_what_numpy_looks_up(text: str) -> None:
    language_model().tables()
    functions = compiled.functions()
    kinds = codepoints.KindTable({"甲": 1, "a": 255, "\0": 2})
    characters = codepoints.CharacterTable({"甲": "乙", "a": "漢", "漢": "\uffff"})
    found = []
    for given_functions in (functions, None):
        compiled.use(given_functions)
        try:
            asked = codepoints.Characters(text)
            found.append((asked.kinds(kinds), asked.translate(characters)))
        finally:
            compiled.use(functions)
    assert found[0] == found[1]


@given(kinds=st.lists(st.sampled_from(["復(fù)", "復(fu)", "產(chǎn)", "庄(zhuāng)", "復(f)"]), max_size=4))
@example(kinds=["復(fù)", "復(fu)", "復(fu)"])
def test_the_two_latest_readings_of_a_character_are_familiar(kinds: list[str]) -> None:
    familiar = annotated.Familiar()
    told: dict[str, list[str]] = {}
    for kind in kinds:
        familiar.add(kind)
        if told.setdefault(kind[0], [])[-1:] != [kind]:
            told[kind[0]].append(kind)
    latest = {kind for some in told.values() for kind in some[-2:]}
    found = annotated.Annotated.of("復(fù)，復(fu)，產(chǎn)，庄(zhuāng)，復(f)")
    assert found is not None
    assert set(found.unlike(familiar)) == {"復(fù)", "復(fu)", "產(chǎn)", "庄(zhuāng)", "復(f)"} - latest


@settings(max_examples=300)
@given(texts=st.lists(st.lists(st.sampled_from([*GARBLED, *HARMLESS]), max_size=6).map("".join), max_size=4))
@example(texts=["復é", "a，", "é", "?"])
def test_texts_are_suspected_of_mojibake_together_as_one_by_one(texts: list[str]) -> None:
    assert mojibake.suspected(codepoints.Row(texts)) == [mojibake.suspected(codepoints.Row([t]))[0] for t in texts]


@given(cuts=st.lists(st.integers(0, 16), max_size=8).map(sorted))
def test_deleted_spans_are_aligned_as_edits_are(cuts: list[int]) -> None:
    text = "abcdefghijklmnop"
    starts, ends = cuts[: len(cuts) // 2 * 2 : 2], cuts[1::2]
    edits = [Edit(start, end, "", "test") for start, end in zip(starts, ends, strict=True)]
    assert align_deletions(len(text), starts, ends) == apply_edits(text, edits)[1]


@pytest.mark.parametrize(("starts", "ends"), [([1, 3], [4, 5]), ([5], [2]), ([-1], [2]), ([8], [99]), ([3], [11])])
def test_deleted_spans_that_overlap_or_lie_outside_are_refused(starts: list[int], ends: list[int]) -> None:
    with pytest.raises(ValueError, match="overlaps another or lies outside"):
        align_deletions(10, starts, ends)


# --- looks that spare the rest ---------------------------------------------------------------------------------------

# What a pair is long enough for, or just not.
LONG = st.sampled_from(["甲" * count for count in (74, 75, 76, 77, 78, 79)])
MARKS = st.sampled_from([*'甲乙1。。!?;……,的 \n\r\u2028()[]《》「」『』“”‘’"'])


@settings(max_examples=500)
@given(text=st.lists(st.one_of(MARKS, MARKS, MARKS, LONG), max_size=24).map("".join))
@example(text="他说“" + "甲" * 77 + "。”的")
@example(text='完了。"新的引文"在此。')
def test_sentences_end_where_they_end_when_all_brackets_are_paired(text: str) -> None:
    found = sentences.split(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "_ENCLOSING", dict.fromkeys(sentences._ENCLOSING, ALWAYS))
        patch.setattr(sentences, "_enclosing_marks", lambda _, kinds: (kinds & sentences._OPENING).nonzero()[0])
        patch.setattr(sentences, "_going_on", lambda: np.ones(0x10000, bool))
        assert sentences.split(text) == found


@settings(max_examples=500)
@given(texts=st.lists(st.lists(st.one_of(MARKS, st.sampled_from("𠀾\u3000…")), max_size=12).map("".join), max_size=4))
@example(texts=["", " ", "完了。", "\n", "开工", ""])
@example(texts=["𠀾。“a", "b。”"])
def test_sentences_of_several_texts_are_those_of_each(texts: list[str]) -> None:
    assert sentences.split_each(texts) == [sentences.split(text) for text in texts]


@settings(max_examples=500)
@given(text=st.text(alphabet="开工。!?;…,:()“”'\"a=1、的 \n", max_size=40))
@example(text="开工。,复产")
@example(text='他说。"开工,复产"')
def test_clauses_of_all_sentences_are_those_of_each(text: str) -> None:
    found = sentences.split(text)
    one_by_one = [[tuple(clause) for clause in sentences.clauses(text, sentence)] for sentence in found]
    assert list(sentences.clauses_of_each(text, found)) == one_by_one


@settings(deadline=None, max_examples=300)
@given(values=st.lists(st.lists(st.sampled_from([*GARBLED, *HARMLESS, *ANNOTATED]), max_size=5).map("".join)))
@example(values=["人民網", "復(fù)工復產", "兰州日报 & 甘肃日报", "乾县日报", "乾隆年间", ""])
def test_lines_are_normalised_together_as_one_by_one(values: list[str]) -> None:
    assert pipeline.normalise_lines(values) == [pipeline.normalise_line(value) for value in values]


@settings(max_examples=300)
@given(
    cuts=st.lists(st.integers(0, 16), max_size=8).map(sorted),
    replacement=st.sampled_from(["", "x", "xyz"]),
    spans=st.lists(st.tuples(st.integers(0, 16), st.integers(0, 16)).map(sorted), max_size=6),
)
def test_spans_are_led_back_together_as_one_by_one(cuts: list[int], replacement: str, spans: list[list[int]]) -> None:
    edits = [Edit(start, end, replacement, "test") for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    text, alignment = apply_edits("abcdefghijklmnop", edits)
    chain = AlignmentChain([alignment])
    inside = [(start, end) for start, end in spans if end <= len(text)]
    assert list(chain.to_raw_each(inside)) == [chain.to_raw(start, end) for start, end in inside]


@settings(max_examples=500)
@given(text=st.lists(st.sampled_from([*GARBLED, *HARMLESS])).map("".join))
@example(text="´a“b…c”d—e–")
@example(text="“a”b´—…–")
def test_mojibake_is_found_where_it_is_found_without_the_first_look(text: str) -> None:
    found = mojibake.find_mojibake(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mojibake, "suspected", lambda _: [True])
        assert mojibake.find_mojibake(text) == found


@pytest.mark.parametrize("site", [PLAIN_TRADITIONAL, PINYIN_ONLY, KEPT_MARKS], ids=lambda site: site.name)
def test_a_text_is_normalised_the_same_whether_its_steps_are_told_or_not(site: object) -> None:
    for path in sorted(SOURCES.glob("*.txt"))[:4]:
        raw = damage(path.read_text("utf-8-sig"), seed=1, site=site).text
        traces: list[pipeline.StepTrace] = []
        assert pipeline.normalise(raw, (), traces.append) == pipeline.normalise(raw, ())
        assert "script" in {trace.name for trace in traces}


# What stands at the head of pages, whole and in pieces.
HEADS = [
    "发布日期", "发布时间", ":", "：", "2020-02-03", "2020年2月3日", "20200304", "1999.1.2", "19", "20",
    "10:22", "01-02", "新华社", "北京", "3月4日电", "人民网讯(", "日报", "消息(", "日消息", "讯", "本报讯",
    "来源", "源", "主办", "版权所有", "原标题:", "标题:", "首页", "一版", "字体", "扫一扫", "记者", "王小明",
    "通讯员", "推动企业复工复产取得新成效", "“", "。", "!", "?", ",", "——", "·", "|", "丨", "[转帖]",
    "【组图】", "#", "开工", "电视台", "公众号", "网址:", "http://a.cn/1", "召开", "发布会", "\n", "\r", " ",
    "\n\n", "全市规上工业企业" * 8,
]  # fmt: skip


@settings(max_examples=500)
@given(text=st.lists(st.sampled_from(HEADS), max_size=16).map("".join))
@example(text="全市企业复工\n发布日期 2020-02-03\n")
def test_what_a_head_says_is_found_without_the_first_looks(text: str) -> None:
    found = metadata.find_dateline(text)
    every_character = frozenset(map(chr, range(0x20000)))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_MAY_BE_DATED", "_DATED_LABEL_SIGN", "_SENDING", "_BYLINE_SIGN", "_TELLING_SIGN"):
            patch.setattr(metadata, name, ALWAYS)
        for name in ("_MEDIUM_ENDS", "_KIND_BEGINS"):
            patch.setattr(metadata, name, every_character)
        patch.setattr(metadata, "_is_all_body", lambda _: False)
        assert metadata.find_dateline(text) == found


LABELS = [
    "来源",
    "来 源",
    "源",
    "稿源",
    "出处",
    "微信公众号名称",
    "供稿单位",
    "原标题",
    "标题",
    " 标题",
    "题",
    "本文转载自",
]
NAMES = [
    ":",
    ": ",
    " :",
    "\n:",
    "清源日报",
    "新",
    "[",
    "甲" * 30,
    "。",
    ",",
    "(",
    "\n",
    " ",
    "主办",
    "版权所有",
    "清源网",
]


def signs_of(text: str) -> metadata._Signs:
    (found,) = metadata._signs_in_each(codepoints.EvenRow([text]))
    return found[0] if found else metadata._Signs(text, 0, len(text))


@settings(max_examples=500)
@given(text=st.lists(st.sampled_from([*LABELS, *NAMES]), max_size=16).map("".join))
@example(text="来源:出处:清源日报")
def test_labels_are_found_at_their_colons_as_by_a_search_of_the_whole(text: str) -> None:
    signs = signs_of(text)
    sources = metadata._sources(text, signs.labels.get("来源", ()), 0, len(text))
    assert [match.span() for match in sources] == [match.span() for match in metadata._SOURCE.finditer(text)]
    titles = [found.start for found in metadata._labelled_titles(text, signs.labels.get("题", ()), len(text))]
    labelled = [match.start("value") for match in metadata._LABELLED_TITLE.finditer(text)]
    assert titles[len(titles) - len(labelled) :] == labelled
    assert signs.is_owned or not metadata._COPYRIGHT.search(text)


@settings(max_examples=300)
@given(name=st.from_regex(metadata._MEDIUM_LINE, fullmatch=True).filter(lambda name: len(name) <= 24))
def test_every_medium_ends_as_media_do(name: str) -> None:
    assert metadata._is_medium(name)


@given(
    text=st.lists(
        st.sampled_from(["2019", "-1", "-19", "00", "年", "2月", " ", "20", "1", ".", "٣", "𝟏"]), max_size=12
    ).map("".join)
)
@example(text="2𝟏 2019\u3000年 ٣月 1")
@example(text="1999-1-2019-1-2019-1-1")
def test_full_dates_are_those_that_one_search_finds(text: str) -> None:
    assert signs_of(text).days == [match.start() for match in metadata._FULL_DAY.finditer(text)]


@settings(max_examples=300)
@given(
    text=st.lists(
        st.sampled_from(["日", "电", "讯", "消", "息", "(", " ", "\x85", "1", "-1", "-𝟏", "01:", "𠀾"]), max_size=12
    ).map("".join)
)
def test_signs_of_an_agency_are_those_that_a_search_of_the_whole_finds(text: str) -> None:
    signs = signs_of(text)
    assert signs.sent == [match.end() for match in metadata._SENT.finditer(text)]
    assert signs.named == [match.end() for match in metadata._NAMED.finditer(text)]
    assert signs.has_clock == bool(metadata._SHORT_CLOCK.search(text))


@settings(max_examples=300)
@given(
    parts=st.lists(st.sampled_from([*LABELS, *HEADS, "主办", "。", "甲" * 90]), max_size=60),
    cut=st.integers(0, 600),
)
def test_what_several_texts_say_is_what_each_says(parts: list[str], cut: int) -> None:
    text = "甲" * (2000 - cut) + "".join(parts)
    texts = ["𠀾" + "".join(parts), text, "", text[cut:]]
    together = list(metadata.find_dateline_in_each(codepoints.EvenRow(texts)))
    assert together == [metadata.find_dateline(text) for text in texts]


@given(texts=st.lists(st.text(alphabet="復aé！€𠀾", max_size=4), max_size=4))
def test_texts_that_are_looked_at_together_look_as_they_do_one_by_one(texts: list[str]) -> None:
    for text, look in zip(texts, looks.look_at_each(codepoints.Row(texts)), strict=True):
        assert looks.look_at(text) is look or text == ""
        alone = codepoints.Characters(text).look(looks._table())
        assert (len(look), look.found) == (len(alone), alone.found)
        assert look.places(looks.SUSPECT | looks.LETTER) == alone.places(looks.SUSPECT | looks.LETTER)


@given(text=st.text(alphabet="復a於計𠀾", max_size=20))
def test_kinds_of_characters_are_told_in_one_look(text: str) -> None:
    table = codepoints.KindTable({"於": 2, "計": 3, "a": 1})
    kinds = {"於": b"\2", "計": b"\3", "a": b"\1", "𠀾": b"\0\0"}
    found = b"".join(kinds.get(mark, b"\0") for mark in text)
    assert codepoints.Characters.of(text).kinds(table) == found
    look = codepoints.Characters.of(text).look(table)
    assert len(look) == len(found)
    for bits in (1, 2, 3, 4):
        places = [place for place, kind in enumerate(found) if kind & bits]
        assert look.places(bits) == places
        assert bool(look.found & bits) == bool(places)
        assert look.has_crowd(bits, 3, 5) == any(b - a < 5 for a, b in zip(places, places[2:], strict=False))


# --- slips -----------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=300)
@given(text=st.text(alphabet="復产勑于a1 。！？,“”\u3000¶あЖ𠀾\u200b①", max_size=90))
def test_long_texts_are_classed_as_short_ones(text: str) -> None:
    assert ngrams._classifier().translate(text) == text.translate(ngrams.class_table())
    assert codes.simplified(text) == text.translate(codes.codes().translation)


@pytest.mark.parametrize("article", ARTICLES[:5])
def test_the_script_of_an_article_is_counted_character_by_character(article: str) -> None:
    table = codes.codes()
    written = str(opencc.OpenCC("s2t").convert(article))
    for text in (article, written, article + written, ""):
        assert codes.count_scripts(text) == (
            sum(map(table.only_traditional.__contains__, text)),
            sum(map(table.only_simplified.__contains__, text)),
        )


@settings(deadline=None, max_examples=300)
@given(
    pieces=st.lists(
        st.sampled_from(
            (
                "復(fù)",
                "产(chǎn)",
                "经(jīng)",
                "經(jīng)",
                "〇(líng)",
                "復(fu)",
                "工",
                "(",
                ")",
                "（",
                "）",
                "T(hé)",
                "hé)",
                "(fù)",
                "?zé)",
                "復(zhuangzhuā)",
                "。",
                "𠀾",
            )
        ),
        max_size=8,
    )
)
def test_annotations_that_do_not_fit_are_those_among_all_that_a_search_finds(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = re.findall(rf"[\u3400-\u9fff][(（][{annotated.PINYIN_LETTERS}]{{1,9}}[)）]", text)
    assert list(gate._bracketed(text)) == found
    assert list(gate._annotated(text)) == gate._ANNOTATED.findall(text)
    usual = annotated.Annotated.of(text)
    if usual and usual.is_narrow:
        behind = [match.span(1) for match in gate._behind_another(text, usual.lonely())]
        assert behind == [match.span(1) for match in gate._SECOND.finditer(text)]
        every = {text[start - 1 : end] for start, end in zip(usual.starts.tolist(), usual.ends.tolist(), strict=True)}
        lonely = list(gate._lonely(text, usual.lonely()))
        assert every.union(lonely) == set(gate._annotated(text))
        assert len(usual) + len(lonely) == len(list(gate._annotated(text)))
        assert {match.start() for _, pattern in gate._HALVES for match in pattern.finditer(text)} <= set(usual.halves)
    if usual and usual.is_balanced:
        assert (set(usual.unlike(annotated.Familiar())), len(usual)) == (set(found), len(found))
        assert usual.opened == text.count("(") == text.count(")")
        assert set(usual.halves) <= {at for at, mark in enumerate(text) if mark == "("}
        assert {match.start() for _, pattern in gate._HALVES for match in pattern.finditer(text)} <= set(usual.halves)
