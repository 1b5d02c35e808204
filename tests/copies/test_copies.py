from __future__ import annotations

from pathlib import Path
from random import Random

import duckdb
import pytest

from fugong.lexicon import Lexicon
from fugong.text.decode import salvage

from .groups import ROOT, grouped, keys, model, normalised
from .reposts import REPOSTS, next_bulletin

_SHORTEST = 200


@pytest.fixture(scope="module")
def articles(lexicon: Lexicon) -> dict[str, str]:
    """The sample articles, normalised; the few that say almost nothing left out."""
    files = sorted(Path(ROOT / "corpus").glob("*.*t*"))
    raw = {file.stem: salvage(file.read_bytes()).text for file in files if file.suffix in (".txt", ".html")}
    texts = normalised(raw, lexicon.boilerplate)
    return {name: text for name, text in texts.items() if len(text) >= _SHORTEST}


def family(articles: dict[str, str], lexicon: Lexicon) -> dict[str, str]:
    """The articles, everything that others made of them, and their next bulletins."""
    made = {
        f"{name}/{kind}": repost(text, Random(name))
        for name, text in articles.items()
        for kind, repost in REPOSTS.items()
    }
    bulletins = {f"{name}/next bulletin": next_bulletin(text, Random(name)) for name, text in articles.items()}
    return articles | normalised(made | bulletins, lexicon.boilerplate)


@pytest.fixture(scope="module")
def texts(articles: dict[str, str], lexicon: Lexicon) -> dict[str, str]:
    return family(articles, lexicon)


@pytest.fixture(scope="module")
def found(texts: dict[str, str]) -> dict[str, str]:
    return keys(grouped(texts))


@pytest.mark.parametrize("kind", [kind for kind in REPOSTS if "half" not in kind])
def test_a_repost_belongs_to_its_article(kind: str, articles: dict[str, str], found: dict[str, str]) -> None:
    assert [name for name in articles if found[f"{name}/{kind}"] != found[name]] == []


# A half with hardly any of its article's figures is left alone: it would link the article with the next bulletin.
@pytest.mark.parametrize(("half", "share"), [("first half", 0.9), ("second half", 0.8)])
def test_most_halves_belong_to_their_article(
    half: str, share: float, articles: dict[str, str], found: dict[str, str]
) -> None:
    assert sum(found[f"{name}/{half}"] == found[name] for name in articles) >= share * len(articles)


def test_a_bulletin_with_other_figures_belongs_to_no_other(articles: dict[str, str], found: dict[str, str]) -> None:
    assert [name for name in articles if found[f"{name}/next bulletin"] == found[name]] == []


def test_different_articles_are_never_one_group(articles: dict[str, str], found: dict[str, str]) -> None:
    assert len({found[name] for name in articles}) == len(articles)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_loading_does_not_change_the_groups(
    seed: int, texts: dict[str, str], found: dict[str, str]
) -> None:
    assert keys(grouped(texts, Random(seed).shuffle)) == found


@pytest.mark.parametrize("seed", range(3))
def test_documents_added_later_split_no_group(seed: int, texts: dict[str, str], found: dict[str, str]) -> None:
    loaded_first = Random(seed).sample(sorted(texts), len(texts) // 2)
    before = keys(grouped({name: texts[name] for name in loaded_first}))
    after: dict[str, set[str]] = {}
    for name, key in before.items():
        after.setdefault(key, set()).add(found[name])
    assert {key: keys_later for key, keys_later in after.items() if len(keys_later) > 1} == {}


def test_articles_of_other_groups_do_not_change_a_group(
    articles: dict[str, str], texts: dict[str, str], found: dict[str, str]
) -> None:
    first = next(iter(articles))
    alone = {name: text for name, text in texts.items() if name.partition("/")[0] == first}
    assert keys(grouped(alone)) == {name: found[name] for name in alone}


def pairs_of_a_bucket(size: int) -> int:
    connection = duckdb.connect()
    connection.execute(
        f"""
        create table bld_wording as
        select 'd' || i as document_key, md5('d' || i) as wording_key from range({size}) as t (i);
        create table bld_touched_wording as select wording_key from bld_wording;
        create table base_document_bands as
        select document_key, 1 as band_number, 7 as band_hash from bld_wording;
        """
    )
    ((pairs,),) = connection.execute(f"select count(*) from ({model('bld_copy_candidate')})").fetchall()
    return int(pairs)


def test_in_a_small_bucket_each_is_paired_with_each() -> None:
    assert [pairs_of_a_bucket(size) for size in (1, 2, 3, 17)] == [0, 1, 3, 17 * 16 // 2]


def test_the_pairs_of_a_crowded_bucket_grow_in_proportion() -> None:
    assert pairs_of_a_bucket(2000) - pairs_of_a_bucket(1000) == 16 * 1000


@pytest.mark.parametrize(("steps", "groups"), [(8, 1), (9, 2)])
def test_copies_of_copies_are_followed_eight_steps(steps: int, groups: int) -> None:
    connection = duckdb.connect()
    connection.execute(
        f"""
        create table bld_copy_pair as
        select i::varchar as wording_key, (i + 1)::varchar as other_wording_key, true as is_copy
        from range({steps}) as t (i);
        """
    )
    found = connection.execute(f"select distinct group_key from ({model('bld_wording_group')})").fetchall()
    assert len(found) == groups
