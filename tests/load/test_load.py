"""The load: what lands, what stays, what is set aside, and that nothing is ever half done."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from loading import ARTICLES, CONTENT_TABLES, MANIFEST, OF_A_LOAD, Loader, content_of, write

from fugong.fingerprints import Fingerprints, fingerprints_of
from fugong.land import tables
from fugong.land.warehouse import Warehouse, WarehouseError
from fugong.lexicon import Lexicon, load_lexicon
from fugong.load import LoadSummary, load
from fugong.read import Reason

SEEDS = Path(__file__).parents[2] / "seeds"


def outcome(summary: LoadSummary) -> tuple[int, int, int]:
    return summary.landed, summary.unchanged, summary.items_set_aside


def test_every_file_lands_once_and_the_ledger_adds_up(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    summary = run(corpus, corpus / "gone.txt")
    assert outcome(summary) == (3, 0, 2)
    rows = warehouse.rows(
        "select load_id, items_in, items_landed, items_unchanged, items_set_aside, documents_rescanned from raw.loads"
    )
    assert rows == [(1, 5, 3, 0, 2, 0)]
    assert warehouse.rows("select count(*) from raw.documents") == [(3,)]
    assert warehouse.rows("select count(*) from raw.set_aside where is_document_lost") == [(2,)]


def test_what_is_found_lands_with_its_place_in_the_raw_text(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    run(corpus)
    found = warehouse.rows(
        "select value_text, substr(raw_text, raw_start + 1, raw_end - raw_start) "
        "from raw.number_mentions join raw.documents using (document_key) order by all"
    )
    assert [row[0] for row in found] == ["12个", "186家", "3个", "88%", "91.5%", "95%", "97.3%", "近37亿元"]
    assert all(written == raw for written, raw in found)
    for table in ("sentences", "clauses", "date_mentions", "place_mentions", "term_mentions", "list_items"):
        assert warehouse.rows(f"select count(*) > 0 from raw.{table}") == [(True,)], table


def test_the_same_files_again_are_unchanged_and_no_row_changes(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    write(corpus, {"manifest.csv": MANIFEST})
    run(corpus)
    before = content_of(warehouse)
    assert outcome(run(corpus)) == (0, 3, 0)
    assert content_of(warehouse) == before
    assert warehouse.rows("select load_id, items_in, items_unchanged from raw.loads order by 1") == [
        (1, 3, 0),
        (2, 3, 3),
    ]


def test_another_order_and_other_folders_give_the_same_keys_and_rows(
    corpus: Path, tmp_path: Path, warehouse: Warehouse, run: Loader
) -> None:
    run(corpus)
    elsewhere = write(tmp_path / "far" / "away", ARTICLES)
    with Warehouse(tmp_path / "other.duckdb") as other:
        for name in sorted(ARTICLES, reverse=True):
            run(elsewhere / name, into=other)
        without = OF_A_LOAD | {"source_path"}
        assert content_of(other, without=without) == content_of(warehouse, without=without)


def test_a_changed_file_is_a_new_document_and_the_old_one_stays_as_no_longer_current(
    corpus: Path, warehouse: Warehouse, run: Loader
) -> None:
    run(corpus)
    versioned = {"is_current", "retired_load_id", "replaced_by_key"}
    before = content_of(warehouse, without=versioned)
    write(corpus, {"a.txt": ARTICLES["a.txt"].replace("97.3%", "98.1%")})
    assert outcome(run(corpus)) == (1, 2, 0)
    assert warehouse.rows(
        "select is_current, contains(raw_text, '98.1%'), contains(raw_text, '97.3%') from raw.document_sources "
        "join raw.documents using (document_key) where source_name = 'a' order by 1"
    ) == [(False, False, True), (True, True, False)]
    after = content_of(warehouse, without=versioned)
    for table in CONTENT_TABLES:
        assert set(map(repr, before[table.name])) <= set(map(repr, after[table.name])), table.name


def test_a_file_that_is_changed_back_is_current_again(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    run(corpus)
    write(corpus, {"a.txt": "改过一次。\n"})
    run(corpus)
    write(corpus, {"a.txt": ARTICLES["a.txt"]})
    assert outcome(run(corpus)) == (1, 2, 0)
    current = warehouse.rows(
        "select raw_text from raw.document_sources join raw.documents using (document_key) "
        "where is_current and source_name = 'a'"
    )
    assert current == [(ARTICLES["a.txt"],)]
    assert warehouse.rows("select count(*) from raw.documents") == [(4,)]


def test_a_changed_description_replaces_the_old_one_and_reads_no_document_again(
    corpus: Path, warehouse: Warehouse, run: Loader
) -> None:
    write(corpus, {"manifest.csv": MANIFEST})
    run(corpus)
    documents = warehouse.rows("select * from raw.documents order by 1")
    assert warehouse.rows("select place_text from raw.metadata_places where field = 'title'") == [("大庆市",)]
    write(corpus, {"manifest.csv": MANIFEST.replace("大庆市开工忙", "芜湖市开工忙").replace("03-10", "03-11")})
    assert outcome(run(corpus)) == (1, 2, 0)
    described = warehouse.rows("select title, published_at from raw.document_sources where source_name = 'a'")
    assert described == [("芜湖市开工忙", "2020-03-11")]
    assert warehouse.rows("select place_text from raw.metadata_places where field = 'title'") == [("芜湖市",)]
    assert warehouse.rows("select * from raw.documents order by 1") == documents


def test_a_title_of_the_manifest_that_is_traditional_or_has_readings_names_its_place(
    corpus: Path, warehouse: Warehouse, run: Loader
) -> None:
    write(corpus, {"manifest.csv": MANIFEST.replace("大庆市开工忙", "齊齊哈爾市與蘇(sū)州市開工忙")})
    run(corpus)
    places = warehouse.rows(
        "select place_text, start_position from raw.metadata_places where field = 'title' order by place_number"
    )
    assert places == [("齐齐哈尔市", 0), ("苏州市", 6)]
    titles = warehouse.rows("select title from raw.document_sources where source_name = 'a'")
    assert titles == [("齊齊哈爾市與蘇(sū)州市開工忙",)]


def test_the_same_name_and_content_in_two_folders_is_one_document(
    tmp_path: Path, warehouse: Warehouse, run: Loader
) -> None:
    for folder in ("x", "y"):
        write(tmp_path / "twice" / folder, {"a.txt": ARTICLES["a.txt"]})
    summary = run(tmp_path / "twice")
    assert outcome(summary) == (1, 0, 1)
    assert [item.reason for item in summary.set_aside] == [Reason.DUPLICATE_FILE]
    # Another load may name the other path: the document is known, its second source is not.
    assert outcome(run(tmp_path / "twice" / "y")) == (1, 0, 0)
    assert warehouse.rows("select count(*) from raw.documents") == [(1,)]
    assert warehouse.rows("select count(*) from raw.document_sources where is_current") == [(2,)]


def test_the_same_content_under_another_name_is_a_document_of_its_own(
    tmp_path: Path, warehouse: Warehouse, run: Loader
) -> None:
    folder = write(tmp_path / "copies", {"a.txt": ARTICLES["a.txt"], "b.txt": ARTICLES["a.txt"]})
    assert outcome(run(folder)) == (2, 0, 0)
    assert warehouse.rows("select count(*), count(distinct raw_text) from raw.documents") == [(2, 1)]


@pytest.mark.parametrize(
    "name", ['it\'s "a" file.txt', "line\nbreak.txt", "百分%20之;--.txt", "x'); drop table raw.documents; --.txt"]
)
def test_any_name_of_a_file_is_just_a_name(name: str, tmp_path: Path, warehouse: Warehouse, run: Loader) -> None:
    folder = write(tmp_path / "names", {name: ARTICLES["a.txt"]})
    assert outcome(run(folder)) == (1, 0, 0)
    assert warehouse.rows("select source_name, source_path from raw.document_sources") == [
        (Path(name).stem, str(folder / name))
    ]
    assert outcome(run(folder)) == (0, 1, 0)


def bad_inputs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Path]]:
    """Make every kind of bad input and return the paths to load for each."""
    noise = bytes(range(128, 256)) * 3
    manifests = folder / "manifests"
    write(manifests / "row", {"manifest.csv": "path,title\nnot-there.txt,无\n"})
    write(manifests / "date", {"d.txt": "日期不对。", "manifest.csv": "path,published_at\nd.txt,2020-02-30\n"})
    files = write(
        folder,
        {
            "empty.txt": "",
            "binary.txt": b"%PDF-1.4\x00\x00\x01",
            "undecodable.txt": noise,
            "long.txt": "复" * (50 * 1024 * 1024 // 3),
            "locked.txt": "锁着。",
            "twice.txt": "两次。",
        },
    )
    original = Path.open

    def guarded(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return original(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", guarded)
    return {
        Reason.MISSING_PATH: [files / "missing.txt"],
        Reason.UNREADABLE_FILE: [files / "locked.txt"],
        Reason.EMPTY_FILE: [files / "empty.txt"],
        Reason.BINARY_FILE: [files / "binary.txt"],
        Reason.UNDECODABLE_TEXT: [files / "undecodable.txt"],
        Reason.MANIFEST_ROW_WITHOUT_FILE: [manifests / "row"],
        Reason.BAD_MANIFEST_DATE: [manifests / "date"],
        Reason.DUPLICATE_FILE: [files / "twice.txt", files / "twice.txt"],
        Reason.OVERSIZED_LINE: [files / "long.txt"],
    }


def test_every_bad_input_is_one_line_and_one_row_and_the_other_files_load(
    corpus: Path,
    tmp_path: Path,
    warehouse: Warehouse,
    run: Loader,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write(tmp_path / "before", {"old.txt": "早就装好的。\n"})
    run(tmp_path / "before")
    before = content_of(warehouse)
    bad = bad_inputs(tmp_path / "bad", monkeypatch)
    summary = run(corpus, *(path for paths in bad.values() for path in paths))

    rows = warehouse.rows(
        "select reason, source_path, detail, is_document_lost from raw.set_aside order by item_number"
    )
    assert sorted(row[0] for row in rows) == sorted(bad)
    assert {reason for reason, _, _, is_lost in rows if not is_lost} == {Reason.BAD_MANIFEST_DATE}
    assert all(len(detail.splitlines()) == 1 for _, _, detail, _ in rows)
    assert sorted(record.getMessage() for record in caplog.records) == sorted(
        f"set_aside reason={reason} {detail}" for reason, _, detail, _ in rows
    )
    # The three good files, the undated one, and the one given twice.
    assert outcome(summary) == (5, 0, 8)
    assert warehouse.rows("select items_in, items_landed, items_set_aside from raw.loads where load_id = 2") == [
        (13, 5, 8)
    ]
    after = content_of(warehouse)
    assert all(set(map(repr, before[name])) <= set(map(repr, after[name])) for name in before)


def test_a_file_of_many_bad_records_does_not_fill_the_screen_and_all_are_on_record(
    tmp_path: Path, warehouse: Warehouse, run: Loader, caplog: pytest.LogCaptureFixture
) -> None:
    lines = [*['{"headline": "复工"}'] * 40, '{"text": "全县复工率为87%。"}']
    path = tmp_path / "dump.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    summary = run(path)
    assert outcome(summary) == (1, 0, 40)
    assert warehouse.rows("select count(distinct source_path) from raw.set_aside") == [(40,)]
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 6
    assert "#line=5: " in told[4]
    assert "dump.jsonl: 35 more of its records" in told[5]


def test_a_file_that_is_broken_in_places_lands_and_is_on_record(
    corpus: Path, warehouse: Warehouse, run: Loader, caplog: pytest.LogCaptureFixture
) -> None:
    content = "全县复工率为87%。\n".encode("gbk") + b"\xff" + "我市新开工项目12个。\n".encode("gbk")
    write(corpus, {"broken.txt": content})
    assert outcome(run(corpus)) == (4, 0, 0)
    assert warehouse.rows("select load_id, reason, source_path, is_document_lost from raw.set_aside") == [
        (1, Reason.BROKEN_TEXT, str(corpus / "broken.txt"), False)
    ]
    assert "broken.txt: byte 18 is the first that does not fit gb18030" in caplog.records[0].getMessage()
    assert warehouse.rows(
        "select raw_text, byte_count, detected_encoding from raw.documents where contains(raw_text, '全县复工率')"
    ) == [("全县复工率为87%。\n\ufffd我市新开工项目12个。\n", len(content), "gb18030")]
    assert outcome(run(corpus)) == (0, 4, 0)


def test_a_load_of_nothing_but_bad_input_loses_nothing_and_stands_in_the_ledger(
    corpus: Path, tmp_path: Path, warehouse: Warehouse, run: Loader
) -> None:
    run(corpus)
    before = content_of(warehouse)
    assert outcome(run(tmp_path / "gone.txt")) == (0, 0, 1)
    assert content_of(warehouse) == before
    assert warehouse.rows("select max(load_id) from raw.loads") == [(2,)]


def test_another_lexicon_reads_the_stored_documents_again_without_their_files(
    corpus: Path, tmp_path: Path, warehouse: Warehouse, run: Loader
) -> None:
    write(corpus, {"d.txt": "全县产出精米8石。\n"})
    run(corpus)
    keys = warehouse.rows("select document_key from raw.documents order by 1")
    assert warehouse.rows("select count(*) from raw.number_mentions where unit = 'other:shi'") == [(0,)]
    shutil.rmtree(corpus)
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    with (seeds / "units.csv").open("a", encoding="utf-8") as file:
        file.write("石,other:shi,1,physical,,2\n")
    other = load_lexicon(seeds)
    new = write(tmp_path / "new", {"e.txt": "又一篇。\n"})
    summary = run(new, by=other)
    assert (summary.rescanned, *outcome(summary)) == (4, 1, 0, 0)
    assert warehouse.rows("select value_text from raw.number_mentions where unit = 'other:shi'") == [("8石",)]
    stored = warehouse.rows("select document_key from raw.documents where not contains(raw_text, '又一篇') order by 1")
    assert stored == keys
    assert warehouse.rows("select distinct lexicon_fingerprint from raw.documents") == [(other.fingerprint,)]
    assert warehouse.rows("select count(*) from raw.document_sources") == [(5,)]
    assert run(new, by=other).rescanned == 0


def other_text_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the text steps be others than those that read the documents until now."""

    def changed(lexicon: Lexicon) -> Fingerprints:
        return replace(fingerprints_of(lexicon), text="other")

    monkeypatch.setattr("fugong.load.fingerprints_of", changed)


def test_reading_again_keeps_the_places_of_a_manifest(
    corpus: Path, warehouse: Warehouse, run: Loader, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(corpus, {"manifest.csv": MANIFEST})
    run(corpus)
    before = content_of(warehouse, without=OF_A_LOAD | {"text_fingerprint"})
    other_text_steps(monkeypatch)
    monkeypatch.setattr("fugong.reader.language_model", lambda: pytest.fail("a document could not be read"))
    warehouse.rows("update raw.documents set text_digest = ''")
    assert run(corpus).rescanned == 3
    after = content_of(warehouse, without=OF_A_LOAD | {"text_fingerprint"})
    assert after == before


def fail_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let every insertion into the table fail, as a full disk would."""
    original = Warehouse._append

    def failing(self: Warehouse, table: tables.Table, values: Any) -> None:
        if table.name == name:
            raise OSError("no space left on device")
        original(self, table, values)

    monkeypatch.setattr(Warehouse, "_append", failing)


def test_a_batch_that_fails_leaves_nothing_behind(
    corpus: Path, tmp_path: Path, warehouse: Warehouse, run: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(corpus / "a.txt")
    before = content_of(warehouse)
    write(corpus, {"a.txt": "改过的。\n"})
    with monkeypatch.context() as patch:
        fail_at(patch, "document_sources")
        with pytest.raises(OSError, match="no space left"):
            run(corpus)
    assert content_of(warehouse) == before
    assert warehouse.rows("select count(*) from raw.set_aside") == [(0,)]
    assert outcome(run(corpus)) == (3, 0, 0)


def test_reading_again_that_fails_leaves_the_old_reading(
    corpus: Path, warehouse: Warehouse, run: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(corpus)
    before = content_of(warehouse)
    with monkeypatch.context() as patch:
        other_text_steps(patch)
        warehouse.rows("update raw.documents set text_digest = ''")
        before = content_of(warehouse)
        fail_at(patch, "sentences")
        with pytest.raises(OSError, match="no space left"):
            run(corpus)
    assert content_of(warehouse) == before


def test_small_batches_give_what_one_large_batch_gives(
    corpus: Path, tmp_path: Path, warehouse: Warehouse, run: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    run(corpus, corpus / "gone.txt")
    monkeypatch.setattr("fugong.load._CHUNK_ITEMS", 1)
    with Warehouse(tmp_path / "small.duckdb") as small:
        assert outcome(run(corpus, corpus / "gone.txt", into=small)) == (3, 0, 2)
        assert content_of(small, without=OF_A_LOAD) == content_of(warehouse, without=OF_A_LOAD)
        numbers = small.rows("select item_number from raw.set_aside order by 1")
        assert numbers == [(1,), (2,)]


def test_progress_names_each_item_once(corpus: Path, warehouse: Warehouse, lexicon: Lexicon) -> None:
    names: list[str] = []
    load([corpus], warehouse, lexicon, names.append)
    assert names == ["a.txt", "b.txt", "c.txt"]


def test_every_landed_table_and_column_carries_a_comment(warehouse: Warehouse) -> None:
    missing = warehouse.rows(
        "select table_name, column_name from duckdb_columns() where schema_name = 'raw' and coalesce(comment, '') = ''"
    )
    assert missing == []
    assert warehouse.rows("select count(*) from duckdb_tables() where schema_name = 'raw' and comment is null") == [
        (0,)
    ]


def test_the_keys_of_the_landed_tables_are_unique(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    write(corpus, {"manifest.csv": MANIFEST})
    run(corpus)
    run(corpus, corpus / "gone.txt")
    for table in tables.TABLES:
        keys = ", ".join(table.key)
        twice = warehouse.rows(f"select {keys} from {table.qualified_name} group by {keys} having count(*) > 1")
        assert twice == [], table.name


def test_tables_of_an_older_loader_are_made_anew_and_their_documents_read_again(
    corpus: Path, tmp_path: Path, lexicon: Lexicon
) -> None:
    path = tmp_path / "w.duckdb"
    with Warehouse(path) as opened:
        load([corpus], opened, lexicon)
        wanted = content_of(opened, without=OF_A_LOAD)
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table raw.number_mentions drop column left_raw_start")
        connection.execute("drop table raw.clauses")
        connection.execute("delete from raw.sentences")
        connection.execute("alter table raw.sentences alter sentence_text set not null")
    with Warehouse(path) as opened:
        assert load([], opened, lexicon).rescanned == len(ARTICLES)
        assert content_of(opened, without=OF_A_LOAD) == wanted


def test_only_of_long_texts_are_sentences_and_clauses_stored_as_well(
    tmp_path: Path, warehouse: Warehouse, run: Loader
) -> None:
    sentence = "全市452家企业中有434家复工,开工率达96%。"
    short, long = tmp_path / "short.txt", tmp_path / "long.txt"
    short.write_text(sentence, encoding="utf-8")
    long.write_text(f"{sentence}\n" * 1_000, encoding="utf-8")
    run(short, long)

    def stored(table: str, column: str, name: str) -> set[object]:
        rows = warehouse.rows(
            f"select distinct {column} from raw.{table} inner join raw.document_sources using (document_key) "
            "where source_name = ?",
            [name],
        )
        return {text for (text,) in rows}

    assert stored("sentences", "sentence_text", "short") == stored("clauses", "clause_text", "short") == {None}
    assert stored("sentences", "sentence_text", "long") == {sentence}
    assert stored("clauses", "clause_text", "long") == {"全市452家企业中有434家复工", "开工率达96%"}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("document_sources", "url"),
        ("loads", "language_model_path"),
        # Nobody knows which model read these documents.
        ("documents", "language_model_fingerprint"),
    ],
)
def test_a_table_that_cannot_be_filled_again_with_other_columns_is_one_clear_line(
    table: str, column: str, corpus: Path, tmp_path: Path, lexicon: Lexicon
) -> None:
    path = tmp_path / "w.duckdb"
    with Warehouse(path) as opened:
        load([corpus], opened, lexicon)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"alter table raw.{table} drop column {column}")
    with pytest.raises(WarehouseError, match=rf"^the warehouse was written by another version .*raw\.{table} .*$"):
        Warehouse(path)


def test_the_dbt_plugin_lands_the_sample_corpus_once_and_reads_again_by_changed_seeds(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fugong.dbt_plugin import Plugin

    project = tmp_path / "project"
    shutil.copytree(SEEDS, project / "seeds")
    (project / "dbt_project.yml").touch()
    monkeypatch.setenv("FUGONG_PROJECT_DIR", str(project))
    monkeypatch.setenv("FUGONG_CORPUS", str(corpus))
    plugin = Plugin("fugong", {})

    def loads_after_opening() -> list[Any]:
        with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
            plugin.configure_connection(connection)
            return connection.execute(
                "select items_landed, documents_rescanned from raw.loads order by load_id"
            ).fetchall()

    assert loads_after_opening() == [(len(ARTICLES), 0)]
    assert loads_after_opening() == [(len(ARTICLES), 0)]
    with (project / "seeds" / "units.csv").open("a", encoding="utf-8") as file:
        file.write("石,other:shi,1,physical,,2\n")
    assert loads_after_opening() == [(len(ARTICLES), 0), (0, len(ARTICLES))]


def test_a_load_that_was_cut_off_keeps_its_number(tmp_path: Path, warehouse: Warehouse, run: Loader) -> None:
    empty = write(tmp_path / "bad", {"empty.txt": ""})
    assert run(empty).load_id == 1
    warehouse.rows("delete from raw.loads")
    assert run(empty).load_id == 2
    assert warehouse.rows("select load_id, item_number from raw.set_aside order by 1") == [(1, 1), (2, 1)]


def queued(warehouse: Warehouse) -> set[tuple[Any, ...]]:
    """Return name, content and load of each document in the queue."""
    rows = warehouse.rows(
        "select (select any_value(source_name) from raw.document_sources where document_key = queue.document_key), "
        "raw_text, queue.load_id from raw.build_queue as queue join raw.documents using (document_key)"
    )
    assert len(rows) == len(set(rows))
    return set(rows)


def test_a_load_queues_what_it_landed_and_nothing_that_it_found_unchanged(
    corpus: Path, warehouse: Warehouse, run: Loader
) -> None:
    run(corpus)
    assert queued(warehouse) == {(Path(name).stem, text, 1) for name, text in ARTICLES.items()}
    warehouse.rows("delete from raw.build_queue")
    run(corpus)
    assert queued(warehouse) == set()
    write(corpus, {"d.txt": "又一篇。\n"})
    run(corpus)
    assert queued(warehouse) == {("d", "又一篇。\n", 3)}


def test_a_document_is_queued_when_its_path_holds_another_one(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    run(corpus)
    warehouse.rows("delete from raw.build_queue")
    write(corpus, {"a.txt": "改过一次。\n"})
    run(corpus)
    assert queued(warehouse) == {("a", "改过一次。\n", 2), ("a", ARTICLES["a.txt"], 2)}


def test_a_document_that_is_described_anew_is_queued(corpus: Path, warehouse: Warehouse, run: Loader) -> None:
    run(corpus)
    warehouse.rows("delete from raw.build_queue")
    write(corpus, {"manifest.csv": MANIFEST})
    run(corpus)
    assert queued(warehouse) == {("a", ARTICLES["a.txt"], 2)}


def test_a_document_that_is_read_again_and_described_anew_is_queued_once(
    corpus: Path, warehouse: Warehouse, run: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(corpus)
    write(corpus, {"manifest.csv": MANIFEST})
    other_text_steps(monkeypatch)
    warehouse.rows("update raw.documents set text_digest = ''")
    run(corpus)
    assert queued(warehouse) == {(Path(name).stem, text, load) for name, text in ARTICLES.items() for load in (1, 2)}


def test_a_warehouse_without_a_queue_gets_one_that_holds_every_document_and_reads_none_again(
    corpus: Path, tmp_path: Path, lexicon: Lexicon
) -> None:
    path = tmp_path / "w.duckdb"
    with Warehouse(path) as opened:
        load([corpus], opened, lexicon)
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table raw.build_queue")
    with Warehouse(path) as opened:
        assert {row[1] for row in queued(opened)} == set(ARTICLES.values())
        assert load([], opened, lexicon).rescanned == 0


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.1234567%", "0.123457"),
        ("0." + "0" * 5000 + "1%", "0.000000"),
        ("9" * 20 + "%", "9" * 20 + ".000000"),
        ("9" * 33 + "%", None),
        ("9" * 5000 + "万亿元", None),
    ],
    ids=["seven places", "almost nothing", "twenty digits", "33 digits", "5,000 digits"],
)
def test_a_number_with_more_digits_than_the_table_holds_stops_nothing(
    tmp_path: Path, warehouse: Warehouse, run: Loader, written: str, value: str | None
) -> None:
    summary = run(write(tmp_path / "absurd", {"a.txt": f"我市复工率为{written},新开工项目12个。\n"}))
    assert outcome(summary) == (1, 0, 0)
    found = [
        str(row[0]) for row in warehouse.rows("select number_value from raw.number_mentions order by start_position")
    ]
    assert found == [*([value] if value else []), "12.000000"]
