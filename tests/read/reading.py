"""What tests of formats share: articles, and a look at what reading them gave."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fugong.read import FieldNames, Kind, Limits, ReadOptions, SetAside, Source, read_paths

TEXT = "截至3月9日,青山县186家规上工业企业开工率达97.3%。"
PAGE = f"<html><body><h1>复工</h1><p>{TEXT}</p></body></html>"


class Outcome:
    """The sources and rows of one run; of every row, what must hold is checked."""

    def __init__(self, items: Sequence[Source | SetAside]) -> None:
        self.sources = [item for item in items if isinstance(item, Source)]
        self.rows = [item for item in items if isinstance(item, SetAside)]
        for row in self.rows:
            assert row.detail.isprintable()
            assert row.source_path in row.detail or row.source_path.isprintable() is False
        paths = [source.source_path for source in self.sources]
        assert len(set(paths)) == len(paths)

    @property
    def names(self) -> list[str]:
        return [source.source_name for source in self.sources]

    @property
    def texts(self) -> list[str]:
        return [source.decoded.text for source in self.sources]

    @property
    def ends(self) -> list[str]:
        """How the paths of the sources end, behind the folder."""
        return [source.source_path.rpartition("corpus/")[2] for source in self.sources]

    @property
    def reasons(self) -> list[str]:
        return [str(row.reason) for row in self.rows]


def read(*paths: Path, limits: Limits | None = None, kind: Kind | None = None, **fields: str) -> Outcome:
    options = ReadOptions(FieldNames(fields), kind)
    return Outcome(list(read_paths(paths, limits=limits or Limits(), options=options)))


def read_pipe(content: bytes, kind: Kind | None = None, **fields: str) -> Outcome:
    options = ReadOptions(FieldNames(fields), kind)
    return Outcome(list(read_paths([Path("-")], options=options, standard_input=io.BytesIO(content))))


def json_lines(*records: Any) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def zip_of(members: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tar_of(members: Mapping[str, bytes | str], mode: str = "w", **attributes: Any) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for attribute, value in attributes.items():
                setattr(info, attribute, value)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def warc_of(
    *pages: bytes,
    is_packed: bool = False,
    status: str = "200 OK",
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html"),),
    kind: str = "response",
) -> bytes:
    """Write a web archive by hand, byte for byte as crawlers do."""
    made = []
    for number, page in enumerate(pages, 1):
        if kind == "response":
            head = "".join(f"{name}: {value}\r\n" for name, value in headers)
            page = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + page
        fields = {
            "WARC-Type": kind,
            "WARC-Record-ID": f"<urn:uuid:0000-{number}>",
            "WARC-Date": "2020-03-18T00:00:00Z",
            "WARC-Target-URI": f"https://news.example.org/{number}",
            "Content-Type": "application/http; msgtype=response" if kind == "response" else "text/plain",
            "Content-Length": str(len(page)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        record = f"WARC/1.0\r\n{lines}\r\n".encode() + page + b"\r\n\r\n"
        made.append(gzip.compress(record) if is_packed else record)
    return b"".join(made)
