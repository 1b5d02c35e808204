"""Versions of a source, what is withdrawn when it is gone, and what is read again when something else reads it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loading import ARTICLES, MANIFEST, OF_A_LOAD, Loader, content_of, one_line, query, write

from fugong.cli import EXIT_LOADED, EXIT_USAGE, main
from fugong.fingerprints import Fingerprints, fingerprints_of
from fugong.land.warehouse import Warehouse
from fugong.lexicon import Lexicon, load_lexicon
from fugong.load import Prune, PruneError
from fugong.text.pipeline import NormalisedText

SEEDS = Path(__file__).parents[2] / "seeds"


def versions(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return name, whether current, first and retiring load, and the text that came instead, of each version."""
    return warehouse.rows(
        "select source_name, is_current, first_load_id, retired_load_id, "
        "(select raw_text from raw.documents where document_key = sources.replaced_by_key) "
        "from raw.document_sources as sources order by source_name, first_load_id"
    )


def test_a_version_knows_when_it_came_and_what_replaced_it(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    run(corpus / "a.txt")
    write(corpus, {"a.txt": "改过一次。\n"})
    run(corpus / "a.txt")
    write(corpus, {"a.txt": "改过两次。\n"})
    run(corpus / "a.txt")
    assert versions(warehouse) == [
        ("a", False, 1, 2, "改过一次。\n"),
        ("a", False, 2, 3, "改过两次。\n"),
        ("a", True, 3, None, None),
    ]


def test_a_version_that_is_described_anew_or_comes_back_keeps_its_first_load(
    corpus: Path, warehouse: Warehouse, run: Loader
) -> None:
    run(corpus / "a.txt")
    write(corpus, {"manifest.csv": MANIFEST})
    run(corpus / "a.txt")
    assert versions(warehouse) == [("a", True, 1, None, None)]
    write(corpus, {"a.txt": "改过一次。\n"})
    run(corpus / "a.txt")
    write(corpus, {"a.txt": ARTICLES["a.txt"]})
    run(corpus / "a.txt")
    assert versions(warehouse) == [("a", True, 1, None, None), ("a", False, 3, 4, ARTICLES["a.txt"])]


def test_what_is_gone_is_withdrawn_where_it_was_looked_for_and_nowhere_else(
    corpus: Path, tmp_path: Path, warehouse: Warehouse, run: Loader
) -> None:
    elsewhere = write(tmp_path / "corpus-2", {"x.txt": "别处的文章。\n", "y.txt": "别处的另一篇。\n"})
    run(corpus, elsewhere)
    rows = {table: content for table, content in content_of(warehouse).items() if table != "document_sources"}
    warehouse.rows("delete from raw.build_queue")
    (corpus / "b.txt").unlink()
    (elsewhere / "y.txt").unlink()
    assert run(corpus).withdrawn == 0
    summary = run(corpus, prune=Prune.WITHDRAW)
    assert (summary.withdrawn, summary.unchanged) == (1, 2)
    assert [row for row in versions(warehouse) if not row[1]] == [("b", False, 1, 3, None)]
    assert warehouse.rows("select items_in, items_unchanged, items_withdrawn from raw.loads where load_id = 3") == [
        (2, 2, 1)
    ]
    assert warehouse.rows("select raw_text from raw.build_queue join raw.documents using (document_key)") == [
        (ARTICLES["b.txt"],)
    ]
    # Its rows stay.
    assert {table: content for table, content in content_of(warehouse).items() if table != "document_sources"} == rows
    assert run(corpus, prune=Prune.WITHDRAW).withdrawn == 0


def test_what_was_withdrawn_and_comes_back_is_current_again_and_not_read_again(
    corpus: Path, warehouse: Warehouse, run: Loader
) -> None:
    run(corpus)
    (corpus / "b.txt").unlink()
    run(corpus, prune=Prune.WITHDRAW)
    documents = warehouse.rows("select * from raw.documents order by 1")
    write(corpus, {"b.txt": ARTICLES["b.txt"]})
    assert run(corpus, prune=Prune.WITHDRAW).landed == 1
    assert [row for row in versions(warehouse) if row[0] == "b"] == [("b", True, 1, None, None)]
    assert warehouse.rows("select * from raw.documents order by 1") == documents


def test_if_more_than_half_is_gone_nothing_is_withdrawn_unless_it_is_forced(
    corpus: Path, warehouse: Warehouse, run: Loader
) -> None:
    run(corpus)
    for name in ARTICLES:
        (corpus / name).unlink()
    write(corpus, {"d.txt": "又一篇。\n", "e.txt": "再一篇。\n"})
    with pytest.raises(PruneError, match=r"would withdraw 3 of the 5 sources in .*nothing was withdrawn"):
        run(corpus, prune=Prune.WITHDRAW)
    assert warehouse.rows("select count(*) from raw.document_sources where is_current") == [(5,)]
    assert warehouse.rows("select items_landed, items_withdrawn, finished_at is not null from raw.loads") == [
        (3, 0, True),
        (2, 0, True),
    ]
    assert run(corpus, prune=Prune.FORCE).withdrawn == 3
    assert warehouse.rows("select source_name from raw.document_sources where is_current order by 1") == [
        ("d",),
        ("e",),
    ]


def test_a_folder_that_is_missing_or_empty_withdraws_nothing(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    run(corpus)
    shutil.rmtree(corpus)
    assert run(corpus, prune=Prune.WITHDRAW).withdrawn == 0
    assert run(corpus, prune=Prune.FORCE).withdrawn == 0
    corpus.mkdir()
    assert run(corpus, prune=Prune.WITHDRAW).withdrawn == 0
    assert run(corpus, prune=Prune.FORCE).withdrawn == 3


def test_a_file_that_cannot_be_read_now_is_not_withdrawn(
    corpus: Path, warehouse: Warehouse, run: Loader, lexicon: Lexicon
) -> None:
    run(corpus)
    (corpus / "b.txt").write_bytes(b"")
    summary = run(corpus, prune=Prune.FORCE)
    assert (summary.withdrawn, summary.items_set_aside) == (0, 1)


def test_prune_on_the_command_line_is_one_clear_line_when_it_refuses(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "cli" / "w.duckdb"

    def fugong(*options: str) -> int:
        return main(["load", "--quiet", "--warehouse", str(target), *options, str(corpus)])

    assert fugong() == EXIT_LOADED
    (corpus / "a.txt").unlink()
    (corpus / "b.txt").unlink()
    assert fugong("--prune") == EXIT_USAGE
    assert "would withdraw 2 of the 3 sources" in one_line(capsys)
    assert query(target, "select count(*) from raw.document_sources where is_current") == [(3,)]
    assert fugong("--prune-force") == EXIT_LOADED
    assert query(target, "select count(*) from raw.document_sources where is_current") == [(1,)]


def nothing_to_read(texts: Iterable[str], cues: object) -> Iterator[NormalisedText]:
    assert list(texts) == []
    return iter(())


def test_another_lexicon_scans_the_stored_text_and_decodes_and_repairs_nothing(
    corpus: Path, tmp_path: Path, warehouse: Warehouse, run: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "<html><head><title>青山县开工忙</title></head><body><p>%s</p></body></html>"
    article = "截至3月9日(yuè),青山县186家规上(guī)工业企业开工率达97.3%,近6000个岗位招工。" * 6
    write(corpus, {"manifest.csv": MANIFEST, "page.html": page % article, "ruby.txt": article})
    run(corpus)
    # What another load of the same would write, under the fingerprints of another lexicon.
    before = content_of(warehouse, without=OF_A_LOAD | {"scan_fingerprint", "lexicon_fingerprint"})
    kept = {name: warehouse.rows(f"select * from raw.{name} order by all") for name in ("repairs", "document_bands")}

    def changed(lexicon: Lexicon) -> Fingerprints:
        return replace(fingerprints_of(lexicon), scan="other")

    monkeypatch.setattr("fugong.load.fingerprints_of", changed)
    monkeypatch.setattr("fugong.reader.normalise_all", nothing_to_read)
    warehouse.rows("delete from raw.build_queue")
    assert run(corpus).rescanned == 5
    assert content_of(warehouse, without=OF_A_LOAD | {"scan_fingerprint", "lexicon_fingerprint"}) == before
    assert kept == {name: warehouse.rows(f"select * from raw.{name} order by all") for name in kept}
    assert warehouse.rows("select distinct scan_fingerprint from raw.documents") == [("other",)]
    assert warehouse.rows("select count(*) from raw.build_queue") == [(5,)]
    assert run(corpus).rescanned == 0


def test_a_place_that_the_lexicon_gains_is_found_in_the_titles_of_manifests_too(
    corpus: Path, tmp_path: Path, warehouse: Warehouse, run: Loader
) -> None:
    write(corpus, {"manifest.csv": MANIFEST.replace("大庆市开工忙", "云中谷开工忙")})
    run(corpus)
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    with (seeds / "deictic_places.csv").open("a", encoding="utf-8") as file:
        header = (SEEDS / "deictic_places.csv").read_text(encoding="utf-8").splitlines()[0]
        file.write("云中谷" + "," * header.count(",") + "\n")
    assert warehouse.rows("select place_text from raw.metadata_places where field = 'title'") == []
    run(corpus, by=load_lexicon(seeds))
    assert warehouse.rows("select place_text from raw.metadata_places where field = 'title'") == [("云中谷",)]


def test_other_text_steps_that_give_the_same_text_change_no_row_and_queue_nothing(
    corpus: Path, warehouse: Warehouse, run: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(corpus)
    before = content_of(warehouse, without={"text_fingerprint"})
    warehouse.rows("delete from raw.build_queue")
    # The text of one document was another one, by the steps that read it then.
    (key,) = warehouse.rows("select document_key from raw.documents where contains(raw_text, '开工率')")[0]
    warehouse.rows(f"update raw.documents set text_digest = 'other' where document_key = '{key}'")

    def changed(lexicon: Lexicon) -> Fingerprints:
        return replace(fingerprints_of(lexicon), text="other")

    monkeypatch.setattr("fugong.load.fingerprints_of", changed)
    assert run(corpus).rescanned == 3
    assert warehouse.rows("select document_key, load_id from raw.build_queue") == [(key, 2)]
    after = content_of(warehouse, without={"text_fingerprint"})
    assert [row for row in after["documents"] if key not in row] == [
        row for row in before["documents"] if key not in row
    ]
    assert warehouse.rows("select distinct text_fingerprint from raw.documents") == [("other",)]
    assert run(corpus).rescanned == 0


def test_a_seed_of_the_text_steps_changes_their_fingerprint_and_another_seed_that_of_the_scan(
    tmp_path: Path, lexicon: Lexicon
) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")

    def after(seed: str) -> tuple[bool, bool]:
        path = tmp_path / "seeds" / f"{seed}.csv"
        content = path.read_bytes()
        path.write_bytes(content + content.splitlines(keepends=True)[-1])
        changed = fingerprints_of(load_lexicon(tmp_path / "seeds"))
        path.write_bytes(content)
        now = fingerprints_of(lexicon)
        return changed.text != now.text, changed.scan != now.scan

    assert after("boilerplate_cues") == (True, False)
    assert after("counted_nouns") == (False, True)
