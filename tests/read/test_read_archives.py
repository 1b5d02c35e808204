"""Archives: read in place, member by member; what is hostile or damaged is on record, the rest is read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import PAGE, TEXT, Outcome, json_lines, read, read_pipe, tar_of, zip_of

from fugong.read import Limits, Reason, read_paths

MEMBERS: dict[str, bytes | str] = {
    "新闻/a.txt": TEXT,
    "新闻/b.html": PAGE.encode("gbk"),
    "records.jsonl": json_lines({"id": "n-1", "text": TEXT}),
    "packed.txt.gz": gzip.compress(TEXT.encode()),
    "README.md": "…",
    ".hidden.txt": "…",
    "__MACOSX/a.txt": "…",
}
PACKERS = {
    "a.zip": zip_of,
    "a.tar": tar_of,
    "a.tar.gz": lambda members: gzip.compress(tar_of(members)),
    "a.tgz": lambda members: gzip.compress(tar_of(members)),
    "a.tar.bz2": lambda members: bz2.compress(tar_of(members)),
    "a.tar.xz": lambda members: lzma.compress(tar_of(members)),
    "a.tar.zst": lambda members: pa.compress(tar_of(members), codec="zstd", asbytes=True),
    "a.gz": lambda members: gzip.compress(tar_of(members)),
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def read_archive(corpus: Path, name: str, content: bytes, limits: Limits | None = None) -> Outcome:
    (corpus / name).write_bytes(content)
    return read(corpus / name, limits=limits)


@pytest.mark.parametrize("name", PACKERS)
def test_members_are_read_in_their_place(corpus: Path, name: str) -> None:
    (corpus / name).write_bytes(PACKERS[name](MEMBERS))
    outcome = read(corpus)
    assert outcome.rows == []
    assert outcome.ends == [
        f"{name}!/新闻/a.txt",
        f"{name}!/新闻/b.html",
        f"{name}!/records.jsonl#line=1",
        f"{name}!/packed.txt.gz",
    ]
    assert outcome.names == ["a", "b", "n-1", "packed"]
    assert outcome.texts == [TEXT, PAGE, TEXT, TEXT]
    assert [file.name for file in corpus.iterdir()] == [name]


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_manifest_in_an_archive_works_as_in_a_folder(corpus: Path, name: str, is_first: bool) -> None:
    rows = "path,title,published_at\na.txt,开工,2020-03-10\nscan.dat,扫描,\nnone.txt,,\n../up.txt,,\nb.txt,,2020-99\n"
    manifest: dict[str, bytes | str] = {"x/Manifest.csv": rows}
    others: dict[str, bytes | str] = {"x/a.txt": TEXT, "x/scan.dat": TEXT, "x/b.txt": TEXT, "a.txt": "别的。"}
    (corpus / name).write_bytes(PACKERS[name](manifest | others if is_first else others | manifest))
    outcome = read(corpus)
    assert [(source.source_name, source.title, source.published_at) for source in outcome.sources] == [
        ("a", "开工", "2020-03-10"),
        ("scan", "扫描", None),
        ("b", None, None),
        ("a", None, None),
    ]
    assert sorted(outcome.reasons) == [
        Reason.BAD_MANIFEST_DATE,
        Reason.MANIFEST_ROW_WITHOUT_FILE,
        Reason.OUTSIDE_FOLDER,
    ]


@pytest.mark.parametrize("name", PACKERS)
def test_archives_come_through_the_standard_input(name: str) -> None:
    outcome = read_pipe(PACKERS[name](MEMBERS))
    assert (outcome.names, outcome.rows) == (["a", "b", "n-1", "packed"], [])


@pytest.mark.parametrize("pack", [zip_of, tar_of], ids=["zip", "tar"])
@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/abs.txt", "C:\\evil.txt", "..\\evil.txt", "//h/x.txt"]
)
def test_names_that_lead_out_are_refused(corpus: Path, pack, name: str) -> None:  # type: ignore[no-untyped-def]
    outcome = read_archive(corpus, f"a.{'zip' if pack is zip_of else 'tar'}", pack({name: TEXT, "good.txt": TEXT}))
    assert (outcome.names, outcome.reasons) == (["good"], [Reason.OUTSIDE_FOLDER])


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_archive_are_refused(corpus: Path, kind: bytes) -> None:
    (corpus / "secret.txt").write_text("不该读的。", encoding="utf-8")
    evil = tar_of({"link.txt": b""}, type=kind, linkname="../secret.txt")
    outcome = read_archive(corpus, "a.tar", evil[:512] + tar_of({"good.txt": TEXT}))
    assert (outcome.names, outcome.reasons) == (["good"], [Reason.UNREADABLE_FILE])


def test_links_in_a_zip_archive_are_refused(corpus: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", TEXT)
    outcome = read_archive(corpus, "a.zip", file.getvalue())
    assert (outcome.names, outcome.reasons) == (["good"], [Reason.UNREADABLE_FILE])


def test_what_needs_a_password_is_refused(corpus: Path) -> None:
    content = bytearray(zip_of({"secret.txt": TEXT, "good.txt": TEXT}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    outcome = read_archive(corpus, "a.zip", bytes(content))
    assert (outcome.names, outcome.reasons) == (["good"], [Reason.ENCRYPTED_MEMBER])


def test_an_unknown_method_of_packing_is_on_record(corpus: Path) -> None:
    content = bytearray(zip_of({"odd.txt": TEXT, "good.txt": TEXT}))
    content[content.index(b"PK\x01\x02") + 10] = 99
    outcome = read_archive(corpus, "a.zip", bytes(content))
    assert (outcome.names, outcome.reasons) == (["good"], [Reason.DAMAGED_FILE])


@pytest.mark.parametrize("pack", [zip_of, tar_of], ids=["zip", "tar"])
def test_archives_within_archives_are_refused(corpus: Path, pack) -> None:  # type: ignore[no-untyped-def]
    inner = {"a.zip": zip_of({"x.txt": TEXT}), "b.tar.gz": b"", "c.gz": gzip.compress(tar_of({"x.txt": TEXT}))}
    outcome = read_archive(corpus, f"o.{'zip' if pack is zip_of else 'tar'}", pack(inner | {"good.txt": TEXT}))
    assert (outcome.names, outcome.reasons) == (["good"], [Reason.NESTED_ARCHIVE] * 3)


def test_a_member_that_unpacks_to_too_much_is_refused_and_costs_no_memory(corpus: Path) -> None:
    bomb = {f"{number}.txt": bytes(60_000_000) for number in range(3)}
    (corpus / "a.zip").write_bytes(zip_of({"good.txt": TEXT} | bomb))
    tracemalloc.start()
    outcome = read(corpus)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert outcome.names == ["good"]
    assert set(outcome.reasons) == {Reason.ARCHIVE_BOMB}
    assert peak < 80_000_000


def test_many_members_of_the_same_few_bytes_are_a_bomb(corpus: Path) -> None:
    limits = Limits(free_bytes=100_000, max_ratio=20)
    outcome = read_archive(corpus, "a.zip", zip_of({f"{n}.txt": "复工。\n" * 3000 for n in range(50)}), limits)
    assert 1 <= len(outcome.sources) < 10
    assert outcome.reasons[-1] == Reason.ARCHIVE_BOMB
    assert outcome.rows[-1].source_path.endswith("a.zip")


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_a_head_of_many_megabytes_is_refused(corpus: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, 50_000_000
    content = tar_of({"good.txt": TEXT})[:1024] + info.tobuf() + bytes(50_000_000)
    tracemalloc.start()
    outcome = read_archive(corpus, "a.tar.gz", gzip.compress(content, 1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert outcome.names == ["good"]
    assert len(outcome.reasons) == 1
    assert peak < 80_000_000


def test_too_many_members_are_refused(corpus: Path) -> None:
    members: dict[str, bytes | str] = {f"{number}.txt": TEXT for number in range(9)}
    for name, content in (("a.zip", zip_of(members)), ("a.tar", tar_of(members))):
        outcome = read_archive(corpus, name, content, Limits(max_members=5))
        assert (len(outcome.sources), outcome.reasons) == (5, [Reason.ARCHIVE_BOMB])


def test_a_member_too_large_for_an_article_is_refused(corpus: Path) -> None:
    limits = Limits(max_file_bytes=1000)
    members: dict[str, bytes | str] = {
        "large.txt": TEXT * 50,
        "packed.txt.gz": gzip.compress(TEXT.encode() * 50),
        "g.txt": TEXT,
    }
    for name, content in (("a.zip", zip_of(members)), ("a.tar", tar_of(members))):
        outcome = read_archive(corpus, name, content, limits)
        assert (outcome.names, outcome.reasons) == (["g"], [Reason.OVERSIZED_FILE] * 2)


def test_a_name_that_stands_twice_is_read_once(corpus: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a.txt", TEXT)
            archive.writestr("a.txt", "二。")
    outcome = read_archive(corpus, "a.zip", file.getvalue())
    assert (outcome.texts, outcome.reasons) == ([TEXT], [Reason.DUPLICATE_FILE])


def test_names_are_read_in_the_encoding_of_their_system_and_stay_on_one_line(corpus: Path) -> None:
    content = zip_of({"xx.txt": TEXT}).replace(b"xx.txt", "复".encode("gbk") + b".txt")
    assert read_archive(corpus, "gbk.zip", content).ends == ["gbk.zip!/复.txt"]
    odd: dict[str, bytes | str] = {"a\nb.txt": TEXT, 'it\'s "q".txt': TEXT, "\u202ea.txt": TEXT}
    assert read_archive(corpus, "a.tar", tar_of(odd)).ends == [
        "a.tar!/a\\nb.txt",
        'a.tar!/it\'s "q".txt',
        "a.tar!/\\u202ea.txt",
    ]


@pytest.mark.parametrize("name", PACKERS)
def test_an_archive_that_is_cut_off_gives_what_came_before(corpus: Path, name: str) -> None:
    members: dict[str, bytes | str] = {f"{n}.txt": f"{n * 7919}{TEXT}" * 30 for n in range(200)}
    content = PACKERS[name](members)
    outcome = read_archive(corpus, name, content[: len(content) * 2 // 3])
    if name == "a.zip":
        # Its directory stands at the end.
        assert outcome.sources == []
    elif name not in ("a.tar.xz", "a.tar.bz2"):
        assert 0 < len(outcome.sources) < 200
    assert outcome.reasons[-1] == Reason.DAMAGED_FILE


def test_a_tar_archive_that_is_damaged_in_the_middle_says_so(corpus: Path) -> None:
    content = bytearray(tar_of({f"{n}.txt": TEXT for n in range(9)}))
    content[4 * 1024 : 4 * 1024 + 200] = b"\xff" * 200
    outcome = read_archive(corpus, "a.tar", bytes(content))
    assert (outcome.names, outcome.reasons) == (["0", "1", "2", "3"], [Reason.DAMAGED_FILE])


@pytest.mark.parametrize("size", [b"\xff" * 12, b"\x80" + b"\xff" * 11, b"77777777777\0", b"-0000000100\0"])
def test_sizes_that_make_no_sense_end_the_archive(corpus: Path, size: bytes) -> None:
    content = bytearray(tar_of({"a.txt": TEXT, "b.txt": TEXT}))
    content[124:136] = size
    content[148:156] = b" " * 8
    content[148:156] = f"{sum(content[:512]):06o}\0 ".encode()
    outcome = read_archive(corpus, "a.tar", bytes(content))
    assert outcome.sources == []
    assert outcome.rows


def test_a_member_whose_check_sum_is_wrong_is_refused(corpus: Path) -> None:
    content = bytearray(zip_of({"bad.txt": TEXT, "good.txt": TEXT}, zipfile.ZIP_STORED))
    content[content.index("青山".encode())] ^= 1
    outcome = read_archive(corpus, "a.zip", bytes(content))
    assert (outcome.names, outcome.reasons) == (["good"], [Reason.DAMAGED_FILE])


def test_a_size_in_the_directory_that_is_wrong_harms_only_its_member(corpus: Path) -> None:
    content = bytearray(zip_of({"bad.txt": TEXT, "good.txt": TEXT}))
    at = content.index(b"PK\x01\x02")
    content[at + 20 : at + 28] = struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF)
    outcome = read_archive(corpus, "a.zip", bytes(content))
    assert "good" in outcome.names
    assert outcome.rows


def test_an_archive_without_articles_is_on_record(corpus: Path) -> None:
    for name, content in (("a.zip", zip_of({"README.md": "…"})), ("a.tar", tar_of({})), ("b.zip", zip_of({}))):
        assert read_archive(corpus, name, content).reasons == [Reason.EMPTY_FOLDER]
    assert read_archive(corpus, "c.zip", b"").reasons == [Reason.DAMAGED_FILE]
    assert read_archive(corpus, "d.zip", zip_of({"scan.pdf": b"x"})).reasons == [Reason.UNSUPPORTED_TYPE]


def test_parquet_in_an_archive(corpus: Path) -> None:
    file = io.BytesIO()
    pq.write_table(pa.table({"text": [TEXT]}), file)
    assert read_archive(corpus, "a.zip", zip_of({"p.parquet": file.getvalue()})).ends == ["a.zip!/p.parquet#row=1"]


def test_a_packed_text_that_is_a_copy_of_a_file_is_only_a_copy(corpus: Path) -> None:
    (corpus / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "a.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    outcome = read(corpus)
    assert (outcome.ends, outcome.reasons) == (["a.txt"], [Reason.DUPLICATE_FILE])


def test_a_packed_text_that_is_cut_off_is_not_taken_for_a_whole_one(corpus: Path) -> None:
    content = gzip.compress("".join(f"{n * 7919}{TEXT}\n" for n in range(9000)).encode())
    outcome = read_archive(corpus, "a.txt.gz", content[: len(content) // 2])
    assert (outcome.sources, outcome.reasons) == ([], [Reason.DAMAGED_FILE])


@pytest.mark.parametrize("pack", [tar_of, lambda members: gzip.compress(tar_of(members), 1)], ids=["tar", "tar.gz"])
def test_memory_hardly_grows_with_the_members(corpus: Path, pack) -> None:  # type: ignore[no-untyped-def]
    def peak(name: str, count: int) -> int:
        (corpus / name).write_bytes(pack({f"{n}.txt": f"{n}{TEXT}" * 20 for n in range(count)}))
        tracemalloc.start()
        assert sum(1 for _ in read_paths([corpus / name])) == count
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak("w.tar", 10)
    few, many = peak("f.tar", 500), peak("m.tar", 5000)
    # A number for each name, so that one that stands twice is known.
    assert many < few + 300 * 4500
