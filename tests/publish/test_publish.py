"""Publication: whole or not at all, whatever happens; and back again."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from pathlib import Path

import duckdb
import pytest
from small import CONFIG, kept, published, shown, state, write

from fugong import config
from fugong.publish import files
from fugong.publish.builds import Changes, PublishError, Shelf, listing
from fugong.publish.swap import code_fingerprint, publish, rollback
from fugong.publish.work import writing

FACTS = (
    "create or replace table fct_quantities as "
    "select 'k' || i as quantity_key, i as value, 'x' as evidence_text from range(100) r(i)"
)
BULK = "create table bulk as select i, hash(i) as h from range(3000000) r(i)"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return tmp_path / "house" / "w.duckdb"


def test_what_is_published_is_the_work_file_and_cannot_be_written_to(public: Path) -> None:
    state(public, 1)
    build = published(public)
    assert shown(public) == [(1,)]
    assert stat.S_IMODE(public.stat().st_mode) == 0o444
    assert (build.build_id, build.row_counts, build.is_compacted) == (1, {"main.states": 3}, False)
    assert Shelf(public).current(Shelf(public).builds()) == build


def test_every_client_from_1_4_on_can_open_it(public: Path) -> None:
    state(public, 1)
    published(public)
    query = "select tags['storage_version'] from duckdb_databases() where path is not null"
    assert shown(public, query) == [("v1.4.0+",)]


def test_a_file_of_another_storage_version_is_not_published(public: Path) -> None:
    state(public, 1)
    published(public)
    config.work_path(public).unlink()
    with duckdb.connect(str(config.work_path(public)), config={"storage_compatibility_version": "v1.2.0"}) as opened:
        opened.execute("create table states as select 2 as number")
        with pytest.raises(PublishError, match=r"storage version v1\.\S+, and not v1\.4\.0"):
            publish(opened, public)
    assert shown(public) == [(1,)]
    assert kept(public) == [1]


def test_the_work_file_goes_on_while_the_public_one_stays(public: Path) -> None:
    state(public, 1)
    published(public)
    state(public, 2)
    assert shown(public) == [(1,)]
    published(public)
    assert shown(public) == [(2,)]


def test_the_last_builds_are_kept_and_the_newest_takes_no_room_of_its_own(public: Path) -> None:
    for number in range(1, 8):
        state(public, number)
        published(public, keep=3)
    assert kept(public) == [5, 6, 7]
    assert Shelf(public).file(7).samefile(public)
    assert sorted(path.name for path in Shelf(public).folder.iterdir()) == ["5", "6", "7"]


def test_going_back_publishes_the_build_before_and_then_the_one_before_that(public: Path) -> None:
    for number in (1, 2, 3):
        state(public, number)
        published(public)
    work = config.work_path(public).read_bytes()
    assert rollback(public).build_id == 2
    assert shown(public) == [(2,)]
    assert rollback(public).build_id == 1
    assert shown(public) == [(1,)]
    with pytest.raises(PublishError, match="no build before 1"):
        rollback(public)
    assert rollback(public, 3).build_id == 3
    assert shown(public) == [(3,)]
    assert config.work_path(public).read_bytes() == work


def test_a_build_that_is_public_again_is_not_deleted_as_an_old_one(public: Path) -> None:
    for number in range(1, 4):
        state(public, number)
        published(public)
    rollback(public, 1)
    Shelf(public).prune(1)
    assert kept(public) == [1, 3]


def test_going_back_to_what_is_not_kept_names_what_is(public: Path) -> None:
    state(public, 1)
    published(public)
    with pytest.raises(PublishError, match=r"no build 7 is kept \(kept: 1\)"):
        rollback(public, 7)


def test_a_kept_build_that_was_written_to_is_not_published_again(public: Path) -> None:
    for number in (1, 2):
        state(public, number)
        published(public)
    file = Shelf(public).file(1)
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute("delete from states")
    with pytest.raises(PublishError, match="was written to since"):
        rollback(public)
    assert shown(public) == [(2,)]


def test_a_public_file_that_no_build_made_is_kept_with_what_stands_in_its_log(public: Path) -> None:
    public.parent.mkdir()
    # Killed: its last transaction stands in the log alone.
    script = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1], config={'storage_compatibility_version': 'v1.4.0'});"
        "c.execute('create table states as select 1 as number'); c.execute('checkpoint');"
        "c.execute('update states set number = 8'); os._exit(0)"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", script, str(public)]) == 0
    assert files.log_of(public).exists()
    with writing(public, "a test") as work:
        assert duckdb.connect(str(work)).execute("select number from states").fetchall() == [(8,)]
    state(public, 9)
    published(public)
    assert shown(public) == [(9,)]
    assert not files.log_of(public).exists()
    found, _ = Shelf(public).builds()
    assert found.is_found
    rollback(public)
    assert shown(public) == [(8,)]


def test_a_log_beside_the_public_file_is_moved_aside(public: Path) -> None:
    state(public, 1)
    published(public)
    files.log_of(public).write_bytes(b"of another file")
    state(public, 2)
    published(public)
    assert not files.log_of(public).exists()
    assert shown(public) == [(2,)]


def test_a_work_file_that_is_gone_begins_as_a_copy_of_the_public_one(public: Path) -> None:
    state(public, 1)
    published(public)
    config.work_path(public).unlink()
    with writing(public, "a test") as work:
        assert stat.S_IMODE(work.stat().st_mode) == 0o644
    state(public, 2)
    assert shown(public) == [(1,)]


def test_a_work_file_that_is_there_is_left_as_it_is(public: Path) -> None:
    state(public, 1)
    published(public)
    state(public, 2)
    before = config.work_path(public).read_bytes()
    with writing(public, "a test") as work:
        assert work.read_bytes() == before


def test_a_file_whose_blocks_are_free_is_written_anew_with_its_keys_comments_and_views(public: Path) -> None:
    write(
        public,
        "create schema raw",
        "create table raw.t (number integer primary key, word varchar not null, check (number >= 0))",
        "insert into raw.t select i, i from range(10000) r(i)",
        "comment on table raw.t is 'of numbers'",
        "comment on column raw.t.word is 'the number''s word'",
        "create view words as select word from w.raw.t",
        "comment on view words is 'of words'",
        BULK,
    )
    # Where the last blocks of a file are free it is cut off; these are in the middle.
    write(public, "create table last as select 1 as i", "drop table bulk")
    build = published(public)
    assert build.is_compacted
    assert build.size_bytes < config.work_path(public).stat().st_size / 2
    assert shown(public, "select comment from duckdb_tables() where table_name = 't'") == [("of numbers",)]
    assert shown(public, "select comment from duckdb_columns() where column_name = 'word' and table_name = 't'") == [
        ("the number's word",)
    ]
    assert shown(public, "select comment from duckdb_views() where view_name = 'words'") == [("of words",)]
    assert shown(public, "select count(*) from words") == [(10000,)]
    constraints = "select constraint_type from duckdb_constraints() where table_name = 't' order by 1"
    assert shown(public, constraints) == [("CHECK",), ("NOT NULL",), ("NOT NULL",), ("PRIMARY KEY",)]
    # The next publication has nothing to compact: the work file goes on from the compacted one.
    with writing(public, "a test") as work:
        assert work.stat().st_size == build.size_bytes
    assert not published(public).is_compacted


def test_a_work_file_that_was_written_to_since_goes_on_itself(public: Path) -> None:
    write(public, BULK)
    write(public, "create table last as select 1 as i", "drop table bulk")
    assert published(public).is_compacted
    write(public, "create table later as select 1 as i")
    with writing(public, "a test") as work, duckdb.connect(str(work)) as connection:
        assert connection.execute("select i from later").fetchall() == [(1,)]


def test_new_changed_and_withdrawn_facts_are_counted_against_the_public_ones(public: Path) -> None:
    write(public, FACTS)
    assert published(public).changes is None
    write(
        public,
        "delete from fct_quantities where value < 7",
        "update fct_quantities set value = -value where value between 50 and 52",
        "insert into fct_quantities select 'n' || i, i, 'x' from range(5) r(i)",
    )
    assert published(public).changes == Changes(new=5, changed=3, withdrawn=7)
    assert published(public).changes == Changes(0, 0, 0)
    # Beside what is public, whatever was built last.
    rollback(public, 1)
    assert published(public).changes == Changes(new=5, changed=3, withdrawn=7)


def test_only_the_documents_that_were_built_are_compared_where_nothing_else_can_differ(public: Path) -> None:
    write(public, FACTS, "alter table fct_quantities add column document_key varchar")
    write(public, "update fct_quantities set document_key = 'd' || value // 10", "create schema raw")
    write(public, "create table raw.built as from (values ('d3', 1), ('d4', 1)) as runs (document_key, run_number)")
    # Nobody says what the first one holds.
    published(public)
    write(public, "update fct_quantities set value = -value where value = 40")
    assert published(public, built_documents="raw.built").changes == Changes(0, 1, 0)
    # Of d3 and of d4; that d4 was built again nobody says.
    write(public, "update fct_quantities set evidence_text = '', value = -value where value in (33, 34, 41)")
    write(public, "update raw.built set run_number = 2 where document_key = 'd3'")
    assert published(public, built_documents="raw.built").changes == Changes(0, 2, 0)
    write(public, "update fct_quantities set value = -value where value in (-33, 42)")
    assert published(public, built_documents="raw.built").changes == Changes(0, 0, 0)
    rollback(public)
    assert published(public, built_documents="raw.built").changes == Changes(0, 2, 0)


def test_a_correction_by_hand_is_one_change_and_what_it_replaced_is_no_new_fact(public: Path) -> None:
    write(public, FACTS, "alter table fct_quantities add column superseded_by_key varchar")
    published(public)
    (key,) = shown(public, "select quantity_key from fct_quantities where value = 33")[0]
    corrected = [
        f"insert into fct_quantities by name select 'before' as quantity_key, value, '{key}' as superseded_by_key "
        "from fct_quantities where value = 33",
        f"update fct_quantities set value = 34 where quantity_key = '{key}'",
    ]
    write(public, *corrected)
    assert published(public).changes == Changes(new=0, changed=1, withdrawn=0)
    write(public, f"delete from fct_quantities where '{key}' in (quantity_key, superseded_by_key)")
    assert published(public).changes == Changes(new=0, changed=0, withdrawn=1)


def test_a_value_that_becomes_unknown_is_a_change(public: Path) -> None:
    write(public, FACTS)
    published(public)
    write(public, "update fct_quantities set value = null where value = 3")
    assert published(public).changes == Changes(0, 1, 0)


def test_a_new_column_changes_no_fact(public: Path) -> None:
    write(public, FACTS)
    published(public)
    write(public, "alter table fct_quantities add column further integer default 1")
    assert published(public).changes == Changes(0, 0, 0)


def test_a_copy_that_lacks_a_row_or_its_end_is_not_published(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state(public, 1)
    published(public)
    older = public.with_name("older")
    shutil.copyfile(config.work_path(public), older)
    write(public, "insert into states values (2, 3, 4)")

    def outdated(source: Path, target: Path) -> None:
        shutil.copyfile(older, target)
        os.truncate(target, source.stat().st_size)

    monkeypatch.setattr(files, "copy", outdated)
    with pytest.raises(PublishError, match=r"main\.states has 3 rows, and should have 4"):
        published(public)

    def cut_off(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[: 1 << 15])

    monkeypatch.setattr(files, "copy", cut_off)
    with pytest.raises(PublishError, match="has 32,768 bytes, and should have "):
        published(public)
    monkeypatch.undo()
    assert shown(public) == [(1,)]
    assert kept(public) == [1]


@pytest.mark.parametrize("fails", ["copy", "link", "sync"])
def test_a_full_disk_leaves_the_old_file_nothing_else_and_one_line(
    fails: str, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state(public, 1)
    published(public)
    state(public, 2)

    def full(*paths: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, fails, full)
    with pytest.raises(PublishError, match=r"w\.duckdb: not published, .*: No space left on device$"):
        published(public)
    monkeypatch.undo()
    assert shown(public) == [(1,)]
    assert not list(public.parent.glob("**/*.publishing"))
    published(public)
    assert shown(public) == [(2,)]


def test_a_copy_that_runs_out_of_room_says_so(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(1 << 20))
    # A limit on the size of files, inherited by the process that copies.
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, hard))
    try:
        with pytest.raises(OSError, match=r"no copy could be made: .*(File too large|code -25)"):
            files.copy(source, tmp_path / "target")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_no_second_name_can_be_given_the_file_is_copied(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    for number in (1, 2):
        state(public, number)
        published(public)
    assert not Shelf(public).file(2).samefile(public)
    assert stat.S_IMODE(public.stat().st_mode) == 0o444
    current = Shelf(public).current(Shelf(public).builds())
    assert current is not None
    assert current.build_id == 2
    rollback(public)
    assert shown(public) == [(1,)]


def test_what_a_publication_that_was_cut_off_has_left_is_cleared_away(public: Path) -> None:
    state(public, 1)
    published(public)
    folder = Shelf(public).folder
    (folder / ".new").mkdir()
    (folder / ".new" / public.name).write_bytes(b"half")
    (folder / "2").mkdir()
    published(public)
    assert sorted(path.name for path in folder.iterdir()) == ["1", "2"]
    assert kept(public) == [1, 2]


def test_two_warehouses_in_one_folder_have_builds_of_their_own(tmp_path: Path) -> None:
    one, other = tmp_path / "one.duckdb", tmp_path / "other.duckdb"
    for public, number in ((one, 1), (other, 2), (one, 3)):
        state(public, number)
        published(public)
    assert (kept(one), kept(other)) == ([1, 2], [1])
    rollback(one)
    assert (shown(one), shown(other)) == ([(1,)], [(2,)])


def test_the_list_marks_the_public_build_and_says_what_it_knows(public: Path) -> None:
    assert "no build was published yet" in listing(public, [], None)
    write(public, FACTS)
    published(public)
    write(public, "delete from fct_quantities where value = 1")
    published(public)
    rollback(public)
    shelf = Shelf(public)
    builds = shelf.builds()
    head, second, first = listing(public, builds, shelf.current(builds)).splitlines()
    assert " ".join(head.split()) == "build finished (UTC) load documents facts new changed withdrawn MB"
    assert second.split()[0] == "2"
    assert second.split()[3:9] == ["-", "-", "99", "0", "0", "1"]
    assert first.split()[:2] == ["▶", "1"]


def test_a_note_that_cannot_be_read_is_no_build(public: Path) -> None:
    state(public, 1)
    published(public)
    (Shelf(public).folder / "1" / "build.json").write_text(json.dumps({"build_id": "x"}), encoding="utf-8")
    assert kept(public) == []


def test_the_code_has_another_fingerprint_when_a_rule_changes(tmp_path: Path) -> None:
    for part in ("models", "macros", "seeds"):
        (tmp_path / part).mkdir()
    (tmp_path / "dbt_project.yml").touch()
    (tmp_path / "seeds" / "units.csv").write_text("a\n", encoding="utf-8")
    before = code_fingerprint(tmp_path)
    assert code_fingerprint(tmp_path) == before
    (tmp_path / "seeds" / "units.csv").write_text("b\n", encoding="utf-8")
    assert code_fingerprint(tmp_path) != before


def test_what_is_not_committed_is_not_published(public: Path) -> None:
    state(public, 1)
    with duckdb.connect(str(config.work_path(public)), config=CONFIG) as connection:
        other = connection.cursor()
        other.execute("begin")
        other.execute("insert into states values (2, 3, 4)")
        publish(connection, public)
    assert shown(public, "select number, count(*) from states group by number") == [(1, 3)]
