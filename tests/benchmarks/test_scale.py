"""The corpora of the benchmarks at scale: the same for the same seed, and labelled with what their texts state."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.scale.article import article, material
from benchmarks.scale.corpus import ARTICLES_NAME, TRUTH_NAME, Order, labels, made, write_folders, write_records
from benchmarks.scale.damage import FORMS, published
from benchmarks.scale.slots import SLOTS
from benchmarks.scale.templates import TemplateError, compile_template

from damage.simulator import damage
from damage.sites import PINYIN_ONLY, PLAIN_TRADITIONAL
from fugong.lexicon import Lexicon
from fugong.text.decode import decode
from fugong.text.pipeline import normalise

SEED = 7
ARTICLES = [article(SEED, number) for number in range(400)]
HEDGES = {"gt": ("超过", "逾", "超", "余", "多"), "ge": ("以上", "不低于"), "approx": ("近", "约", "接近", "左右")}
UNITS = {"%": "percent", "元": "CNY", "吨": "tonne", "千瓦时": "kWh", "个百分点": "percentage_point"}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def read_value(written: str) -> float:
    """Return the value of a number with its unit, written without Chinese numerals."""
    digits = "".join(character for character in written if character.isdecimal() or character == ".")
    factor = 10_000 if "万" in written else 100_000_000 if "亿" in written else 1
    return float(Decimal(digits) * factor)


def test_a_corpus_is_the_beginning_of_a_larger_one(tmp_path: Path) -> None:
    write_folders(Order(20, SEED), tmp_path / "small")
    write_folders(Order(60, SEED), tmp_path / "large")
    small, large = contents(tmp_path / "small" / ARTICLES_NAME), contents(tmp_path / "large" / ARTICLES_NAME)
    files = {name: content for name, content in small.items() if name.endswith(".txt")}
    assert len(files) == 20
    assert all(large[name] == content for name, content in files.items())
    assert len([name for name in large if name.endswith(".txt")]) == 60


@pytest.mark.parametrize("compression", ["", "gz", "zst"])
def test_the_same_seed_gives_the_same_bytes(compression: str, tmp_path: Path) -> None:
    for run in ("one", "two"):
        write_records(Order(30, SEED, documents_a_shard=20), tmp_path / run, compression)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert len(contents(tmp_path / "one" / ARTICLES_NAME)) == 2


def test_another_seed_gives_other_articles() -> None:
    assert not {one.text for one in ARTICLES} & {article(SEED + 1, number).text for number in range(len(ARTICLES))}


def test_files_and_records_say_the_same(tmp_path: Path) -> None:
    order = Order(25, SEED)
    write_folders(order, tmp_path / "files")
    write_records(order, tmp_path / "records", "gz")
    records = [
        json.loads(line)
        for path in sorted((tmp_path / "records" / ARTICLES_NAME).iterdir())
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    folder = tmp_path / "files" / ARTICLES_NAME / "0000"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        described = {Path(row["path"]).stem: row for row in csv.DictReader(file)}
    assert len(records) == len(described) == 25
    for record in records:
        row = described[record["id"]]
        assert {name: row[name] for name in ("title", "publisher", "url", "published_at")} == {
            name: record[name] for name in ("title", "publisher", "url", "published_at")
        }
        assert decode((folder / f"{record['id']}.txt").read_bytes()).text == record["text"]
    assert (tmp_path / "files" / TRUTH_NAME).read_bytes() == (tmp_path / "records" / TRUTH_NAME).read_bytes()


def test_a_figure_stands_where_the_truth_says_and_has_its_value() -> None:
    figures = [(one, figure) for one in ARTICLES for figure in one.figures]
    assert len(figures) > 3000
    for one, figure in figures:
        written = one.text[figure.start : figure.end]
        assert read_value(written) == pytest.approx(figure.value), written
        assert figure.value > 0
        hedges = HEDGES.get(figure.comparator, ())
        assert not hedges or written.startswith(hedges) or any(hedge in written for hedge in hedges), written
        assert figure.comparator != "eq" or not any(hedge in written for all_ in HEDGES.values() for hedge in all_)
        ending = next(
            (unit for word, unit in UNITS.items() if written.removesuffix("以上").removesuffix("左右").endswith(word)),
            None,
        )
        assert ending is None or ending == figure.unit, written


def test_no_digit_of_an_article_is_without_a_label_unless_it_tells_a_date() -> None:
    for one in ARTICLES:
        spans = [(figure.start, figure.end) for figure in one.figures]
        for index, character in enumerate(one.text):
            if character.isdecimal() and not any(start <= index < end for start, end in spans):
                around = one.text[max(0, index - 6) : index + 8]
                assert any(mark in around for mark in "年月日:-—") or "5G" in around, around


def test_a_figure_is_of_a_place_that_the_article_names() -> None:
    names = {place.name: place for places in material().places.values() for place in places}
    for one in ARTICLES:
        for figure in one.figures:
            if figure.place and figure.place not in one.text:
                # Said of the article's own place by another word: its name stands at the latest in the title.
                assert names[figure.place].short_name in one.title + one.text


def test_articles_are_about_many_places_and_years_and_of_the_wanted_length() -> None:
    sizes = [len(one.text.encode()) for one in ARTICLES]
    assert 900 < sum(sizes) / len(sizes) < 1150
    assert len({one.published_at[:4] for one in ARTICLES}) == 17
    assert len({figure.place for one in ARTICLES for figure in one.figures}) > 400
    longer = [len(article(SEED, number, 3000).text.encode()) for number in range(200)]
    assert 2700 < sum(longer) / len(longer) < 3400


def test_each_kind_of_figure_has_sixty_sentences_or_more() -> None:
    counts = {kind: len(templates) for kind, templates in material().templates.items()}
    assert all(counts[kind] >= 60 for kind in ("rates", "funds", "projects", "others", "filler"))


def test_a_copy_says_what_an_earlier_article_says_later_and_counts_for_nothing() -> None:
    corpus = list(made(Order(1500, SEED, documents_with_truth=1500)))
    copies = [(one, carried) for one, carried in corpus if one.copy_of is not None]
    assert 15 < len(copies) < 50
    for one, carried in copies:
        assert one.copy_of is not None
        original = corpus[one.copy_of][0]
        assert original.copy_of is None and original.number < one.number
        assert original.text.startswith(one.text)
        assert one.published_at > original.published_at or len(one.published_at) == len("2020-03")
        assert all(label.get("optional") for label in labels(one, carried))


@pytest.mark.parametrize(("form", "site"), [("annotated", PINYIN_ONLY), ("traditional", PLAIN_TRADITIONAL)])
def test_the_table_of_a_site_does_what_the_simulator_does(form: str, site: Any) -> None:
    for one in ARTICLES[:40]:
        text = "".join(character for character in one.text if _has_code(character, site))
        assert published(text, (), 1, form).text == damage(text, seed=1, site=site).text


def _has_code(character: str, site: Any) -> bool:
    try:
        damage(character, seed=0, site=site)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("form", FORMS)
def test_damage_leaves_every_figure_readable_that_is_not_optional(form: str, lexicon: Lexicon) -> None:
    left = 0
    for one in ARTICLES[:60]:
        spans = [(figure.start, figure.end) for figure in one.figures]
        carried = published(one.text, spans, one.number, form)
        normalised = normalise(carried.text.encode(carried.encoding).decode(carried.encoding), lexicon.boilerplate)
        for span, (start, end) in zip(carried.spans, spans, strict=True):
            if span is not None:
                raw = carried.text[span[0] : span[1]]
                digits = [character for character in one.text[start:end] if character in "0123456789.%"]
                assert [character for character in raw if character in "0123456789.%"] == digits
                plain = normalise(raw, lexicon.boilerplate).text.strip()
                assert plain in (one.text[start:end], one.text[start:end].strip()), raw
                assert plain in normalised.text
                left += 1
    assert left > 300


def test_most_articles_come_plain_some_annotated_a_few_slipped() -> None:
    forms = Counter(published("全市开工。", (), seed).form for seed in range(2000))
    assert 1200 < forms["plain"] < 1500 and 350 < forms["annotated"] < 530
    assert 130 < forms["traditional"] < 270 and 10 < forms["slipped"] < 60


@pytest.mark.parametrize("source", ["{nothing}", "(开工", "开工)", "开工|复工", "{A"])
def test_a_template_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(TemplateError):
        compile_template(source, SLOTS)


def test_alternatives_may_stand_in_alternatives() -> None:
    from benchmarks.scale.teller import Teller

    told = set()
    place = material().places["prefecture"][0]
    for number in range(60):
        from datetime import date

        teller = Teller(Random(number), place, date(2020, 3, 20), is_month_only=False)
        teller.tell(compile_template("甲(乙|丙(丁|)戊)", SLOTS))
        told.add(teller.text())
    assert told == {"甲乙", "甲丙丁戊", "甲丙戊"}
