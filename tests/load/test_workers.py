"""Workers: the same rows whoever reads, and what becomes of documents that one cannot read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from loading import OF_A_LOAD, content_of, one_line, query, write

from fugong import config, reader
from fugong.cli import EXIT_INTERRUPTED, EXIT_LOADED, EXIT_USAGE, main
from fugong.land.warehouse import Warehouse
from fugong.lexicon import Lexicon
from fugong.load import load
from fugong.read import Reason

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from kill_load import kill_loads

NAMES = [f"n{number:03}.txt" for number in range(40)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    articles = {
        name: f"截至3月{number % 28 + 1}日,青山县{number + 2}家规上工业企业开工率达{number + 50}.3%。\n"
        for number, name in enumerate(NAMES)
    }
    return write(tmp_path / "corpus", {**articles, "empty.txt": ""})


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers be started for few documents, in small tasks and chunks."""
    monkeypatch.setattr("fugong.workers._DOCUMENTS_FOR_WORKERS", 2)
    monkeypatch.setattr("fugong.load._TASK_DOCUMENTS", 3)
    monkeypatch.setattr("fugong.load._CHUNK_ITEMS", 16)


@pytest.fixture
def warehouses(tmp_path: Path) -> Iterator[tuple[Warehouse, Warehouse]]:
    with Warehouse(tmp_path / "one.duckdb") as one, Warehouse(tmp_path / "other.duckdb") as other:
        yield one, other


def test_workers_write_the_rows_that_one_process_writes_in_the_same_order(
    corpus: Path, warehouses: tuple[Warehouse, Warehouse], lexicon: Lexicon
) -> None:
    alone, together = warehouses
    load([corpus], alone, lexicon)
    load([corpus], together, lexicon, workers=3)
    assert content_of(together, without=OF_A_LOAD) == content_of(alone, without=OF_A_LOAD)
    for query_text in (
        "select document_key from raw.documents",
        "select document_key, mention_number, value_text from raw.number_mentions",
        "select load_id, item_number, source_path, reason from raw.set_aside",
        "select items_in, items_landed, items_set_aside from raw.loads",
    ):
        assert together.rows(query_text) == alone.rows(query_text)


def deadly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str) -> None:
    """Have every process that reads the text 要命 do `what`; workers are told by a module that they import."""
    write(
        tmp_path / "startup",
        {
            "sitecustomize.py": (
                "import os, signal, sys\n"
                "if 'fugong.nursery' in ' '.join(sys.orig_argv):\n"
                "    import fugong.reader as reader\n"
                "    original = reader.document_rows\n"
                "    def document_rows(**given):\n"
                "        if '要命' in given['normalised'].text:\n"
                f"            {what}\n"
                "        return original(**given)\n"
                "    reader.document_rows = document_rows\n"
            )
        },
    )
    monkeypatch.syspath_prepend(str(tmp_path / "startup"))


@pytest.mark.parametrize(
    ("what", "reason", "detail"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", Reason.READER_DIED, "died twice"),
        ("raise MemoryError", Reason.READING_FAILED, "MemoryError"),
        ("raise ValueError('two\\nlines')", Reason.READING_FAILED, r"ValueError: two\nlines"),
    ],
)
def test_a_document_that_a_worker_dies_of_is_set_aside_and_the_others_land(
    what: str,
    reason: Reason,
    detail: str,
    corpus: Path,
    tmp_path: Path,
    warehouses: tuple[Warehouse, Warehouse],
    lexicon: Lexicon,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(corpus, {"n007b.txt": "要命的文章。\n"})
    deadly(monkeypatch, tmp_path, what)
    warehouse, _ = warehouses
    summary = load([corpus], warehouse, lexicon, workers=2)
    assert (summary.landed, summary.items_set_aside, summary.items_in) == (len(NAMES), 2, len(NAMES) + 2)
    ((path, found, text),) = warehouse.rows(
        "select source_path, reason, detail from raw.set_aside where not contains(source_path, 'empty')"
    )
    assert (path, found) == (str(corpus / "n007b.txt"), reason)
    assert detail in text
    assert warehouse.rows("select count(*) from raw.document_sources") == [(len(NAMES),)]


def test_workers_that_cannot_be_started_are_one_line_and_set_nothing_aside(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("fugong.workers.sys.executable", "/bin/false")
    target = tmp_path / "w.duckdb"
    assert main(["load", "--quiet", "--workers", "2", "--warehouse", str(target), str(corpus)]) == EXIT_USAGE
    assert "--workers 1" in one_line(capsys)
    assert query(target, "select count(*) from raw.set_aside") == [(0,)]


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5"])
def test_a_number_of_workers_that_is_none_is_wrong_usage(
    number: str, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["load", f"--workers={number}", str(corpus)])
    assert ended.value.code == EXIT_USAGE
    assert "expected 1 or more" in capsys.readouterr().err


def test_a_text_that_takes_too_long_is_set_aside_and_the_others_land(
    corpus: Path, warehouses: tuple[Warehouse, Warehouse], lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(corpus, {"n007b.txt": "没完没了的文章。\n"})
    original = reader.document_rows

    def endless(**given: object) -> object:
        while "没完没了" in given["normalised"].text:  # type: ignore[attr-defined]
            pass
        return original(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "document_rows", endless)
    monkeypatch.setattr(reader, "_SECONDS_A_DOCUMENT", 0.5)
    monkeypatch.setattr(reader, "_SECONDS_A_TASK", 2.0)
    warehouse, _ = warehouses
    assert load([corpus], warehouse, lexicon).landed == len(NAMES)
    rows = warehouse.rows("select reason, detail from raw.set_aside where not contains(source_path, 'empty')")
    assert [reason for reason, _ in rows] == [Reason.TOO_SLOW]
    assert "of processor time" in rows[0][1]


def test_a_document_that_cannot_be_read_again_stays_as_it_was(
    corpus: Path, warehouses: tuple[Warehouse, Warehouse], lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse, _ = warehouses
    load([corpus], warehouse, lexicon)
    before = content_of(warehouse, without=OF_A_LOAD | {"text_fingerprint", "text_digest"})
    warehouse.rows("update raw.documents set text_fingerprint = '', text_digest = ''")
    original = reader.document_rows

    def failing(**given: object) -> object:
        if "达52.3%" in given["normalised"].text:  # type: ignore[attr-defined]
            raise ValueError
        return original(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "document_rows", failing)
    summary = load([corpus], warehouse, lexicon)
    assert (summary.rescanned, summary.unchanged, summary.items_set_aside) == (len(NAMES) - 1, len(NAMES), 1)
    assert [item.reason for item in summary.set_aside if not item.is_fatal_for_item] == [Reason.READING_FAILED]
    assert content_of(warehouse, without=OF_A_LOAD | {"text_fingerprint", "text_digest"}) == before
    assert warehouse.rows("select count(*) from raw.documents where text_fingerprint = ''") == [(1,)]


def test_ctrl_c_ends_cleanly_and_what_was_landed_stays(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Warehouse.replace_sources
    chunks: list[object] = []
    # Where tests run in the background, nobody is there to be interrupted by.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupted(self: Warehouse, sources: Sequence[tuple[str, str]], load_id: int) -> object:
        chunks.append(sources)
        if len(chunks) == 2:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        return original(self, sources, load_id)

    monkeypatch.setattr(Warehouse, "replace_sources", interrupted)
    target = tmp_path / "w.duckdb"
    try:
        assert main(["load", "--quiet", "--workers", "2", "--warehouse", str(target), str(corpus)]) == EXIT_INTERRUPTED
    finally:
        signal.signal(signal.SIGINT, before)
    assert "interrupted" in capsys.readouterr().err
    assert query(target, "select items_in, items_landed, items_set_aside, finished_at from raw.loads") == [
        (16, 15, 1, None)
    ]
    assert query(target, "select count(*) from raw.documents") == [(15,)]


def test_a_file_that_is_written_to_while_it_is_read_is_read_again_and_set_aside_if_that_goes_on(
    corpus: Path, warehouses: tuple[Warehouse, Warehouse], lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fugong.read import files

    original = files._read_within
    times = {"n001.txt": 1, "n002.txt": 2}

    def growing(path: Path, max_line_bytes: int) -> bytes | None:
        content = original(path, max_line_bytes)
        if times.get(path.name, 0):
            times[path.name] -= 1
            with path.open("a", encoding="utf-8") as file:
                file.write("又写了一行。\n")
        return content

    monkeypatch.setattr(files, "_read_within", growing)
    warehouse, _ = warehouses
    summary = load([corpus], warehouse, lexicon)
    assert [Path(item.source_path).name for item in summary.set_aside if item.reason is Reason.CHANGED_WHILE_READ] == [
        "n002.txt"
    ]
    assert warehouse.rows(
        "select raw_text like '%又写了一行。\n' from raw.documents join raw.document_sources using (document_key) "
        "where source_name = 'n001'"
    ) == [(True,)]
    assert load([corpus], warehouse, lexicon).landed == 1


def test_loads_that_are_killed_go_on_and_leave_what_an_undisturbed_load_leaves(tmp_path: Path) -> None:
    outcome = kill_loads(tmp_path, kills=4, seed=5, documents=40, workers=2)
    assert outcome.problems == []
    assert outcome.kills == 4


def test_a_full_disk_is_one_clear_line_and_the_next_load_goes_on(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "full" / "w.duckdb"
    run_full = (
        "import resource, sys, fugong.load\n"
        "from fugong.cli import main\n"
        "fugong.load._CHUNK_ITEMS = 4\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (160_000,) * 2)\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = ["load", "--quiet", "--workers", "1", "--warehouse", str(target), str(corpus)]
    done = subprocess.run([sys.executable, "-c", run_full, *command], capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if "set_aside" not in line]
    assert (done.returncode, len(lines)) == (EXIT_USAGE, 1), done.stderr
    assert lines[0].startswith("fugong: the warehouse cannot be written (")
    with Warehouse(config.work_path(target)) as opened:
        ((landed,),) = opened.rows("select count(*) from raw.documents")
        assert 0 < landed < len(NAMES)
        assert opened.rows("select items_landed, finished_at from raw.loads") == [(landed, None)]
    assert main(command) == EXIT_LOADED
    assert query(target, "select count(*) from raw.documents") == [(len(NAMES),)]
