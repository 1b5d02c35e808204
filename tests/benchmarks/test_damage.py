"""How the measurement of damage carries labels over: offsets, destroyed figures, pages, what counts as lost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "damage"))

from accuracy import VARIANTS, among, lost, read_articles, rows_of, without_title, written
from articles import Labelled, Traced, as_published, carried, damaged_by, dump, entities, layouts, located, page, quoted
from score import Report

from damage.sites import KEPT_MARKS, PINYIN_ONLY, SITES, TAKES_ALONG

TITLE, FIRST, SECOND = "江南开工", "厂长说，“机器在转。”当天复工企业近1200家。", "全市投资9.5亿元，复工率96%。"
TEXT = f"{TITLE}\n{FIRST}\n{SECOND}\n"


def label(number: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(number)
    return {
        "doc": "a",
        "raw_number": number,
        "raw_start": start,
        "raw_end": start + len(number),
        "quote": number,
    } | more


LABELS = (label("近1200家", line=0), label("9.5亿元", line=1), label("96%", line=2))
DESCRIBED = {"path": "a.txt", "published_at": "2020-03-18", "publisher": "江南日报"}
ARTICLE = Labelled("a", TEXT, LABELS, DESCRIBED)


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
def test_a_carried_label_stands_where_the_damage_left_its_number(site: Any) -> None:
    clean = Traced.whole(TEXT)
    damaged = damaged_by(site, clean, 1)
    rows = list(carried(LABELS, TEXT, damaged, damaged))
    assert [row["line"] for row in rows] == [0, 1, 2]
    for row, figure in zip(rows, ("1200", "9.5", "96%"), strict=True):
        assert damaged.text[row["raw_start"] : row["raw_end"]] == row["raw_text"]
        assert figure in row["raw_text"]
        assert len(row["raw_text"]) <= 24


def test_a_number_takes_its_hedge_and_its_unit_along_with_their_readings() -> None:
    damaged = damaged_by(PINYIN_ONLY, Traced.whole("完成投资近3億個"), 1)
    wanted = {"raw_number": "近3億個", "raw_start": 4, "raw_end": 8}
    assert [row["raw_text"] for row in carried([wanted], "完成投资近3億個", damaged, damaged)] == ["近3億個(gè)"]


def test_a_label_whose_digit_the_damage_took_along_is_dropped() -> None:
    text = "收益好。”共26340人，又有6人"
    damaged = damaged_by(TAKES_ALONG, Traced.whole(text), 1)
    wanted = [
        {"raw_number": number, "raw_start": text.index(number), "raw_end": text.index(number) + len(number)}
        for number in ("26340人", "6人")
    ]
    assert "?6340" in damaged.text
    assert [row["raw_text"] for row in carried(wanted, text, damaged, damaged)] == ["6人"]


def test_every_layout_holds_each_number_where_the_label_says() -> None:
    clean = Traced.whole(TEXT)
    for layout in layouts():
        for dressed in (page(ARTICLE, clean, layout, "gbk", entities("plain")), dump(ARTICLE, clean, layout)):
            rows = list(carried(LABELS, TEXT, clean, dressed))
            assert [row["raw_text"] for row in rows] == ["近1200家", "9.5亿元", "96%"], layout[0]


def test_a_page_says_its_charset_and_writes_characters_as_asked() -> None:
    layout = next(layout for layout in layouts() if layout[0] == "county.html")
    source = page(ARTICLE, Traced.whole(TEXT), layout, "big5", entities("decimal")).text
    assert 'charset="big5"' in source
    assert f"&#{ord('厂')};" in source
    assert "厂长说" not in source
    assert "2020-03-18" in source
    assert "江南日报" in source


def test_numbers_without_offsets_are_found_by_their_quotes_in_order() -> None:
    text = "甲厂3家，乙厂3家，丙厂复工率5%"
    labels = [
        {"quote": "甲厂3家", "raw_number": "3家"},
        {"quote": "乙厂3家", "raw_number": "3家"},
        {"quote": "丙厂…5%", "raw_number": "5%"},
        {"quote": "丁厂9家", "raw_number": "9家"},
    ]
    assert [row["raw_start"] for row in located(text, labels)] == [2, 7, 15]


def test_a_clean_article_is_simplified_and_has_marks_of_full_width_but_in_numbers() -> None:
    assert as_published("復工1,200家,占9.5%(上月)") == "复工1,200家，占9.5%（上月）"


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    for name in ("slips-kept", "page-big5", "dump-slips"):
        one = written([ARTICLE], name, 7, tmp_path / "one")
        other = written([ARTICLE], name, 7, tmp_path / "other")
        for file in one.folder.iterdir():
            assert file.read_bytes() == (other.folder / file.name).read_bytes()
        assert rows_of(one.labels) == rows_of(other.labels)


def test_each_variant_writes_the_article_in_its_encoding_with_what_is_known_of_it(tmp_path: Path) -> None:
    for name, variant in VARIANTS.items():
        made = written([ARTICLE], name, 1, tmp_path)
        (file,) = (path for path in made.folder.iterdir() if path.stem == "a")
        text = file.read_bytes().decode(variant.encoding)
        manifest = (made.folder / "manifest.csv").read_text(encoding="utf-8")
        assert "2020-03-18" in (text if file.suffix == ".html" else manifest)


def test_in_a_page_the_figures_of_the_title_are_optional_and_come_last() -> None:
    text = "复工12家\n全市复工12家，完成8%。"
    labels = [{"raw_start": start, "raw_end": start + 3, "line": line} for line, start in enumerate((2, 10, 16))]
    article = Labelled("a", text, tuple(labels), DESCRIBED)
    assert without_title(article, labels) == [labels[1], labels[2], labels[0] | {"optional": True}]


def test_what_a_variant_lost_is_not_asked_of_the_clean_articles_either() -> None:
    labels = [label("96%", line=0), label("9.5亿元", line=1), {"doc": "b", "line": 0}]
    kept = frozenset({("a", 0)})
    assert among(labels, kept) == [labels[0], labels[1] | {"optional": True}]


def test_only_what_the_clean_articles_got_right_counts_as_lost() -> None:
    clean, damaged = (
        Report(notes=["a missed x"]),
        Report(notes=["a missed x", "a missed x", "a  false   rate  3% (3 percent)  z"]),
    )
    assert lost(clean, damaged) == ["a missed x", "a  false   rate  3% (3 percent)  z"]
    assert lost(Report(notes=["a  false   rate  3% (3 percent)  other text"]), damaged) == ["a missed x"] * 2


def test_articles_are_read_with_their_labels_whatever_their_encoding(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_bytes("全市复工12家,完成8%".encode("gbk"))
    (tmp_path / "labels.jsonl").write_text(
        '{"doc": "a", "quote": "复工12家", "raw_number": "12家", "value": 12}\n', encoding="utf-8"
    )
    (article,) = read_articles(folder, tmp_path / "labels.jsonl")
    assert article.text == "全市复工12家，完成8%"
    assert article.labels[0]["raw_start"] == 4
    assert article.text[4:7] == "12家"


def test_sentences_are_quoted_and_their_numbers_found_inside() -> None:
    text = "全市复工12家。■二季度9家。“已经”完成8%。"
    seeds = [quoted(Traced.whole(text), seed) for seed in range(8)]
    assert {done.text for done in seeds} == {text, f"“全市复工12家。”{text[8:]}"}
    for done in seeds:
        start, end = done.find(4, 7) or (0, 0)
        assert done.text[start:end] == "12家"


def test_a_slip_is_traced_to_the_characters_it_was_made_of() -> None:
    damaged = damaged_by(KEPT_MARKS, Traced.whole("收益好。”他还说"), 3)
    assert damaged.find(3, 5) is not None
    assert damaged.text.startswith("收益好?")
    assert damaged.origins[3] == (3, 4)
