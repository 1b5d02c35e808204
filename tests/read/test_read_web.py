"""Web archives: pages and texts with their addresses, never the day of the crawl as that of publication."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from reading import PAGE, TEXT, Outcome, read, read_pipe, warc_of, zip_of

from fugong.read import Limits, Reason


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def read_warc(corpus: Path, content: bytes, name: str = "w.warc", limits: Limits | None = None) -> Outcome:
    (corpus / name).write_bytes(content)
    return read(corpus, limits=limits)


@pytest.mark.parametrize("name", ["w.warc", "w.warc.gz"])
def test_pages_are_sources_with_their_address(corpus: Path, name: str) -> None:
    content = warc_of(PAGE.encode("gbk"), PAGE.encode(), is_packed=name.endswith("gz"))
    outcome = read_warc(corpus, content, name)
    assert outcome.rows == []
    assert outcome.texts == [PAGE, PAGE]
    assert outcome.names == ["0000-1", "0000-2"]
    assert [source.url for source in outcome.sources] == ["https://news.example.org/1", "https://news.example.org/2"]
    assert [source.published_at for source in outcome.sources] == [None, None]
    assert outcome.ends[0] == f"{name}#offset=0"
    second = int(outcome.ends[1].rpartition("=")[2])
    assert content[second:].startswith(b"\x1f\x8b" if name.endswith("gz") else b"WARC/1.")


def test_records_packed_into_one_member_have_a_place_each(corpus: Path) -> None:
    outcome = read_warc(corpus, gzip.compress(warc_of(PAGE.encode(), PAGE.encode())), "w.warc.gz")
    assert outcome.ends[0] == "w.warc.gz#offset=0"
    assert outcome.ends[1].startswith("w.warc.gz#offset=0+")


def test_conversions_are_texts(corpus: Path) -> None:
    outcome = read_warc(corpus, warc_of(TEXT.encode(), kind="conversion"), "w.warc.wet.gz")
    assert (outcome.texts, outcome.rows) == ([TEXT], [])


@pytest.mark.parametrize("kind", ["warcinfo", "metadata", "request"])
def test_other_records_are_passed_over(corpus: Path, kind: str) -> None:
    outcome = read_warc(corpus, warc_of(TEXT.encode(), kind=kind) + warc_of(PAGE.encode()))
    assert (outcome.texts, outcome.rows) == ([PAGE], [])
    assert read_warc(corpus, warc_of(TEXT.encode(), kind=kind)).reasons == [Reason.EMPTY_FILE]


def test_pictures_are_passed_over_and_pages_that_were_not_found_are_on_record(corpus: Path) -> None:
    picture = warc_of(b"\x89PNG\r\n\x1a\n", headers=[("Content-Type", "image/png")])
    missing = warc_of(PAGE.encode(), status="404 Not Found")
    outcome = read_warc(corpus, picture + missing + warc_of(PAGE.encode()))
    assert (outcome.texts, outcome.reasons) == ([PAGE], [Reason.UNSUPPORTED_TYPE])
    assert "404" in outcome.rows[0].detail


@pytest.mark.parametrize("is_chunked", [True, False])
@pytest.mark.parametrize("packing", ["gzip", "deflate", "identity", "gzip, but was unpacked when it was stored"])
def test_pages_are_unpacked_as_they_were_sent(corpus: Path, packing: str, is_chunked: bool) -> None:
    import zlib

    body = {"gzip": gzip.compress, "deflate": zlib.compress}.get(packing, bytes)(PAGE.encode())
    if is_chunked:
        body = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (9, body[:9], len(body) - 9, body[9:])
    headers = [("Content-Type", "text/html"), ("Content-Encoding", packing.partition(",")[0])]
    headers += [("Transfer-Encoding", "chunked")] * is_chunked
    outcome = read_warc(corpus, warc_of(body, headers=headers))
    assert (outcome.texts, outcome.rows) == ([PAGE], [])


def test_a_page_that_unpacks_to_too_much_is_refused(corpus: Path) -> None:
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    bomb = warc_of(gzip.compress(bytes(100_000_000)), headers=headers)
    outcome = read_warc(corpus, bomb + warc_of(PAGE.encode()))
    assert (outcome.texts, outcome.reasons) == ([PAGE], [Reason.OVERSIZED_FILE])
    assert read_warc(corpus, warc_of(b"x" * 9000), limits=Limits(max_file_bytes=5000)).reasons == [
        Reason.OVERSIZED_FILE
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"WARC-Type: response", b"WARC-Typ"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"Content-Length: ", b"Content-Long: "),
        (b"WARC-Target-URI: ", b"WARC-Target-URL: "),
        (b"WARC/1", b"WARD/1"),
    ],
)
def test_a_bad_record_does_not_harm_the_next(corpus: Path, before: bytes, after: bytes) -> None:
    first = warc_of(PAGE.encode())
    assert before in first
    outcome = read_warc(corpus, first.replace(before, after, 1) + warc_of(b"", PAGE.encode()))
    assert outcome.texts[-1] == PAGE
    assert outcome.names[-1] == "0000-2"


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize("share", [0.1, 0.45, 0.55, 0.9])
def test_an_archive_that_is_cut_off_says_so(corpus: Path, is_packed: bool, share: float) -> None:
    content = warc_of(PAGE.encode(), PAGE.encode(), is_packed=is_packed)
    outcome = read_warc(corpus, content[: int(len(content) * share)])
    assert len(outcome.sources) < 2
    assert outcome.reasons == [Reason.DAMAGED_FILE]


def test_a_head_without_end_costs_no_memory(corpus: Path) -> None:
    outcome = read_warc(corpus, b"WARC/1.0\r\n" + b"X: y\r\n" * 2_000_000 + warc_of(PAGE.encode()))
    assert outcome.reasons[0] == Reason.DAMAGED_FILE
    outcome = read_warc(corpus, b"WARC/1.0\r\nX: " + b"y" * 30_000_000 + b"\n" + warc_of(PAGE.encode()))
    assert outcome.texts == [PAGE]


def test_a_web_archive_in_a_pipe_or_an_archive(corpus: Path) -> None:
    content = warc_of(PAGE.encode(), is_packed=True)
    assert read_pipe(content).names == ["0000-1"]
    (corpus / "z.zip").write_bytes(zip_of({"w.warc.gz": content}))
    assert read(corpus).ends == ["z.zip!/w.warc.gz#offset=0"]
