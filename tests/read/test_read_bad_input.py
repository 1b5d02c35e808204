"""Bad input: one clear line each, a row each, and the other files are read all the same."""

import os
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from fugong.read import Limits, Reason, SetAside, Source, read_paths

GOOD = "今天，又有三家工厂恢复了生产。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    return folder


def read_beside_good(corpus: Path, *paths: Path, limits: Limits | None = None) -> SetAside:
    """Read the folder (or the paths given and the good file); return the one row, after checking what must hold."""
    given = [corpus / "good.txt", *paths] if paths else [corpus]
    items = list(read_paths(given, limits=limits or Limits()))
    assert [item.source_name for item in items if isinstance(item, Source)] == ["good"]
    (row,) = (item for item in items if isinstance(item, SetAside))
    assert row.is_fatal_for_item
    assert row.detail.startswith(f"{row.source_path}: ")
    assert len(row.detail.splitlines()) == 1
    assert row.detail.isprintable()
    return row


def test_a_missing_path(corpus: Path) -> None:
    row = read_beside_good(corpus, corpus / "gone.txt")
    assert row.reason == Reason.MISSING_PATH
    assert row.source_path.endswith("gone.txt")
    assert "no such file or folder" in row.detail


def test_a_path_below_a_file(corpus: Path) -> None:
    assert read_beside_good(corpus, corpus / "good.txt" / "x").reason == Reason.UNREADABLE_FILE


def test_a_file_that_may_not_be_read(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "locked.txt").write_text("锁着的。", encoding="utf-8")
    original = Path.open

    def guarded(self: Path, *arguments: object, **options: object) -> object:
        if self.name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return original(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", guarded)
    row = read_beside_good(corpus)
    assert row.reason == Reason.UNREADABLE_FILE
    assert "locked.txt: cannot be read (Permission denied)" in row.detail


def test_a_folder_that_may_not_be_listed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "locked").mkdir()
    original = os.scandir

    def guarded(path: Path) -> Iterator[os.DirEntry[str]]:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(os, "scandir", guarded)
    row = read_beside_good(corpus)
    assert (row.reason, row.source_path) == (Reason.UNREADABLE_FILE, str(corpus.resolve() / "locked"))


@pytest.mark.parametrize("by_name", [True, False])
def test_a_link_that_leads_nowhere(corpus: Path, by_name: bool) -> None:
    link = corpus / "dead.txt"
    link.symlink_to(corpus / "gone.txt")
    row = read_beside_good(corpus, *([link] if by_name else []))
    assert row.reason == Reason.UNREADABLE_FILE
    assert "dead.txt: a link" in row.detail


def test_a_link_that_leads_to_itself(corpus: Path) -> None:
    (corpus / "loop.txt").symlink_to(corpus / "loop.txt")
    assert read_beside_good(corpus).reason == Reason.UNREADABLE_FILE
    assert read_beside_good(corpus, corpus / "loop.txt").reason == Reason.UNREADABLE_FILE


def test_a_link_out_of_the_folder_is_not_followed(corpus: Path) -> None:
    (corpus.parent / "secret.txt").write_text("不该读的。", encoding="utf-8")
    (corpus / "link.txt").symlink_to(corpus.parent / "secret.txt")
    row = read_beside_good(corpus)
    assert row.reason == Reason.OUTSIDE_FOLDER
    assert "link.txt" in row.detail


def test_a_named_pipe_does_not_hang(corpus: Path) -> None:
    os.mkfifo(corpus / "pipe.txt")
    row = read_beside_good(corpus)
    assert row.reason == Reason.UNREADABLE_FILE
    assert "pipe.txt" in row.detail


@pytest.mark.parametrize(
    "content",
    [b"", b" \r\n\t", "\u3000\u3000\n".encode(), b"\xef\xbb\xbf", "\ufeff\u3000\n".encode("utf-16-le"), b"\x1a"],
)
def test_an_empty_file(corpus: Path, content: bytes) -> None:
    (corpus / "empty.txt").write_bytes(content)
    row = read_beside_good(corpus)
    assert row.reason == Reason.EMPTY_FILE
    assert "empty.txt" in row.detail


def test_an_empty_folder(corpus: Path) -> None:
    (corpus.parent / "bare").mkdir()
    (corpus.parent / "bare" / "README.md").write_text("空的。", encoding="utf-8")
    row = read_beside_good(corpus, corpus.parent / "bare")
    assert row.reason == Reason.EMPTY_FOLDER
    assert ".txt" in row.detail


def test_a_binary_file(corpus: Path) -> None:
    (corpus / "scan.txt").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    row = read_beside_good(corpus)
    assert row.reason == Reason.BINARY_FILE
    assert "scan.txt" in row.detail and "PDF" in row.detail


def test_an_undecodable_file(corpus: Path) -> None:
    (corpus / "broken.txt").write_bytes(GOOD.encode() + b"\xff" * 9 + GOOD.encode())
    row = read_beside_good(corpus)
    assert row.reason == Reason.UNDECODABLE_TEXT
    assert "broken.txt: not read: byte 44 does not fit: expected Chinese text in UTF-8" in row.detail


@pytest.mark.parametrize("content", [b"\xff", b" \xff\n", b"\xef\xbb\xbf\xff"])
def test_a_file_of_nothing_but_a_broken_byte_is_no_text(corpus: Path, content: bytes) -> None:
    (corpus / "broken.txt").write_bytes(content)
    assert read_beside_good(corpus).reason == Reason.UNDECODABLE_TEXT


@pytest.mark.parametrize(
    ("content", "broken_at", "lost"),
    [
        (GOOD.encode() + b"\xff" + GOOD.encode() + b"\xfe", 45, 2),
        ((GOOD * 2).encode("gbk")[:-1], 58, 1),
        (GOOD.encode("gbk") + b"\0" + GOOD.encode("gbk"), 30, 1),
        (GOOD.encode() + b"\n" + GOOD.encode("gbk"), 46, 0),
    ],
    ids=["wrong bytes", "cut off", "a zero", "two encodings"],
)
def test_a_file_that_is_broken_in_places_is_read_and_said_to_be(
    corpus: Path, content: bytes, broken_at: int, lost: int
) -> None:
    (corpus / "broken.txt").write_bytes(content)
    notice, *sources = read_paths([corpus])
    assert isinstance(notice, SetAside)
    assert notice.reason == Reason.BROKEN_TEXT
    assert not notice.is_fatal_for_item
    assert f"broken.txt: byte {broken_at} is the first that does not fit" in notice.detail
    assert f"U+FFFD ({lost} in all)" in notice.detail
    assert [item.source_name for item in sources if isinstance(item, Source)] == ["broken", "good"]
    broken = sources[0]
    assert isinstance(broken, Source)
    assert broken.content == content
    assert broken.decoded.text.count("\ufffd") == lost
    assert broken.decoded.text.replace("\ufffd", "").replace("\n", "").startswith(GOOD)


def test_a_copy_of_a_broken_file_is_only_a_copy(corpus: Path) -> None:
    for folder in (corpus, corpus / "sub"):
        folder.mkdir(exist_ok=True)
        (folder / "broken.txt").write_bytes(GOOD.encode() + b"\xff")
    reasons = [item.reason for item in read_paths([corpus]) if isinstance(item, SetAside)]
    assert reasons == [Reason.BROKEN_TEXT, Reason.DUPLICATE_FILE]


def test_a_file_given_twice(corpus: Path) -> None:
    row = read_beside_good(corpus, corpus / "." / "good.txt")
    assert row.reason == Reason.DUPLICATE_FILE
    assert "more than once" in row.detail


def test_the_same_name_and_content_in_two_folders_is_one_document(corpus: Path) -> None:
    (corpus / "sub").mkdir()
    (corpus / "sub" / "good.txt").write_text(GOOD, encoding="utf-8")
    row = read_beside_good(corpus)
    assert row.reason == Reason.DUPLICATE_FILE
    assert row.source_path.endswith("sub/good.txt")


def test_the_same_content_under_two_names_is_two_documents(corpus: Path) -> None:
    (corpus / "later.txt").write_text(GOOD, encoding="utf-8")
    items = list(read_paths([corpus]))
    assert [item.source_name for item in items if isinstance(item, Source)] == ["good", "later"]
    assert not [item for item in items if isinstance(item, SetAside)]


def test_a_file_name_with_a_line_break_keeps_its_row_on_one_line(corpus: Path) -> None:
    (corpus / "two\nlines.txt").write_bytes(b"")
    items = [item for item in read_paths([corpus]) if isinstance(item, SetAside)]
    assert [len(item.detail.splitlines()) for item in items] == [1]
    assert "two\\nlines.txt" in items[0].detail


def test_a_single_line_of_fifty_megabytes_costs_neither_time_nor_memory(corpus: Path) -> None:
    (corpus / "huge.txt").write_bytes("复工".encode() * (50_000_000 // 6))
    tracemalloc.start()
    began = time.process_time()
    row = read_beside_good(corpus)
    took = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert row.reason == Reason.OVERSIZED_LINE
    assert "huge.txt" in row.detail
    # It stops at the limit of 8 MiB; decoding all of it would take 50 MB for the bytes and 33 MB for the text.
    assert peak < 20_000_000
    assert took < 2


def test_a_file_beyond_the_limit_is_not_opened(corpus: Path) -> None:
    with (corpus / "huge.txt").open("wb") as file:
        file.truncate((64 << 20) + 1)
    row = read_beside_good(corpus)
    assert row.reason == Reason.OVERSIZED_FILE
    assert "67,108,865 bytes" in row.detail


def test_nothing_but_bad_input_gives_rows_and_no_source(tmp_path: Path) -> None:
    (item,) = read_paths([tmp_path / "gone"])
    assert isinstance(item, SetAside)
