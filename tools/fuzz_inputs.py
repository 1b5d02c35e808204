"""Load thousands of broken and hostile inputs, and tell which of them crash, hang, or leave no trace.

    python tools/fuzz_inputs.py --count 10000 --seed 1 --work FOLDER

Every input goes through the whole loader into a scratch warehouse. It must end within the time limit, raise nothing,
and be on record: as a document, as a row of what was set aside, or both; and the ledger must add up. Inputs follow from
the seed and their number alone. Those that fail are kept in FOLDER/failed. Exit code 1 if any did.
"""

from __future__ import annotations

import argparse
import bz2
import csv
import gzip
import io
import json
import logging
import lzma
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fugong import config
from fugong.land.warehouse import Warehouse
from fugong.lexicon import load_lexicon
from fugong.load import load
from fugong.text.pipeline import normalise

SENTENCES = (
    "截至3月9日,青山县186家规上工业企业开工率达97.3%。",
    "目前,纺织、服装、家具3个行业复工率分别为95%、91.5%和88%。",
    "我市新开工项目12个,总投资近37亿元,其中市级重点项目5个。",
    "记者从市发改委获悉,全市重点项目复工率达到85%以上,比上周提高11.3个百分点。",
    "國家發改委表示,各地工業企業復工復產情況良好,平均開工率為98.6%。",
    "银行向348家企业发放贷款9.03亿元(jiǔ diǎn líng sān yì yuán)。",
)
ODD_TEXTS: tuple[Callable[[random.Random], str], ...] = (
    lambda chance: "复工率达" + "9" * chance.randint(30, 20_000) + "%。",
    lambda chance: "投资" + "1,000," * chance.randint(10, 3000) + "亿元。",
    lambda chance: "投资" + "零一二三四五六七八九十百千万亿" * chance.randint(10, 500) + "元。",
    lambda chance: "达0." + "0" * 5000 + "1%。截至99999年99月99日,复工率-0%,1e999家。",
    lambda chance: "".join(chr(chance.randrange(32)) for _ in range(chance.randint(1, 300))) + SENTENCES[0],
    lambda chance: SENTENCES[1] + "\x00\x1b[31m\u202e\ufeff\u2028\x85" * chance.randint(1, 50),
    lambda chance: "".join(chr(chance.choice((0xFFFD, 0xE000, 0x10FFFF, 0x300, 0x200D, 0xFE0F))) for _ in range(900)),
    lambda chance: "、".join(["企业"] * chance.randint(100, 5000)) + "分别为" + "、".join(["9%"] * 2000) + "。",
    lambda chance: "(" * chance.randint(100, 20_000) + SENTENCES[0],
    lambda chance: "".join(f"{character}(xiè)" for character in SENTENCES[3]) * chance.randint(1, 30),
    lambda chance: "锟斤拷" * chance.randint(1, 3000) + SENTENCES[4],
    lambda chance: SENTENCES[4].encode().decode("gbk", "replace") * chance.randint(1, 50),
    lambda chance: "<div>" * chance.randint(1000, 60_000) + SENTENCES[0],
    lambda chance: "<html><body>" + "<table><tr><td>" * chance.randint(100, 5000) + SENTENCES[0] + "</body></html>",
    lambda chance: "<html><body>" + "<p>" + "<b><i>" * 3000 + SENTENCES[2] + "</p>" * 9 + "<!--" * 500,
    lambda chance: "<!DOCTYPE html><html><head><title>" + "题" * 9000 + "</title><body><script>" + "<" * 9000,
    lambda chance: "&" * 3000 + "&#x110000;&#0;&#xD800;&amp;amp;" * 300 + SENTENCES[5],
    lambda chance: "\r" * 5000 + SENTENCES[1] + "\u3000" * 5000,
    lambda chance: "截至" * 3000 + "3月9日" * chance.randint(10, 2000) + "。",
)


def article(chance: random.Random) -> str:
    """Make up a text, now and then a strange one."""
    if chance.random() < 0.25:
        return chance.choice(ODD_TEXTS)(chance)
    return "\n".join(chance.choices(SENTENCES, k=chance.randint(1, 8)))


def page(chance: random.Random) -> str:
    """Make up an HTML page."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in article(chance).split("\n"))
    return (
        f"<html><head><meta charset='{chance.choice(('utf-8', 'gbk', 'big5', 'x'))}'><title>复工</title></head>"
        f"<body><div class='content'><h1>复工</h1>{body}</div></body></html>"
    )


def records(chance: random.Random) -> list[dict[str, Any]]:
    """Make up records, with what may stand in them."""
    odd: tuple[Any, ...] = (
        None,
        "",
        5,
        1.5,
        True,
        [],
        {},
        ["a", 1],
        {"x": {"y": 1}},
        10**400,
        "\ud800",
        "\0",
        "x" * 3000,
    )
    made = []
    for number in range(chance.randint(1, 5)):
        record: dict[str, Any] = {"id": f"n{number}", "text": article(chance), "url": "https://news.example.org/1"}
        record |= {
            "title": "复工",
            "date": chance.choice(("2020-03-09", "1583712000", "2020/13/45", "昨天", "0000-00-00")),
        }
        if chance.random() < 0.3:
            record[chance.choice(list(record))] = chance.choice(odd)
        made.append(record)
    return made


def as_json_lines(chance: random.Random) -> bytes:
    """Write records as JSON lines."""
    lines = [json.dumps(record, ensure_ascii=chance.random() < 0.5) for record in records(chance)]
    if chance.random() < 0.2:
        lines.insert(
            chance.randrange(len(lines)), chance.choice(("{", "[" * 100_000, "null", "NaN", '{"a":' * 5000, "1" * 9000))
        )
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def as_csv(chance: random.Random) -> bytes:
    """Write records as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", "text", "url", "title", "date"], delimiter=chance.choice(",\t;"))
    writer.writeheader()
    for record in records(chance):
        if not isinstance(record["id"], int):
            writer.writerow(record)
    return text.getvalue().encode("utf-8", "backslashreplace")


def as_parquet(chance: random.Random) -> bytes:
    """Write records as Parquet."""
    file = io.BytesIO()
    rows = [
        {name: str(value).encode("utf-8", "replace").decode() for name, value in record.items()}
        for record in records(chance)
    ]
    pq.write_table(pa.Table.from_pylist(rows), file, compression=chance.choice(("snappy", "zstd", "none", "gzip")))
    return file.getvalue()


def member_name(chance: random.Random) -> str:
    """Make up the name of a member, often a nasty one."""
    return chance.choice(
        (
            "a.txt",
            "x/b.html",
            "新闻/三月.txt",
            "../../etc/passwd",
            "/abs.txt",
            "C:\\x.txt",
            "..\\y.txt",
            "a\nb.txt",
            'it\'s "q".txt',
            "",
            "/",
            "a/",
            "x" * 300 + ".txt",
            "manifest.csv",
            "d.jsonl",
            "e.csv",
            "f.zip",
            "g.tar",
            "h.gz",
            "i.parquet",
            "j.warc",
            ".hidden.txt",
            "a/./b.txt",
            "a//b.txt",
            "CON.txt",
            "\u202ecod.txt",
            "a.txt\x00.exe",
            "k.txt.gz",
            "l.pdf",
        )
    )


def member_content(chance: random.Random) -> bytes:
    """Make up what a member holds."""
    kind = chance.randrange(9)
    if kind == 0:
        return as_json_lines(chance)
    if kind == 1:
        return gzip.compress(article(chance).encode("utf-8", "replace"))
    if kind == 2:
        return b'path,title,published_at\na.txt,x,2020-03\n../up.txt,,\nnone.txt,,\n"broken'
    if kind == 3:
        return bytes(chance.choice((40_000_000, 1000)))
    return (page(chance) if kind == 4 else article(chance)).encode("utf-8", "replace")


def as_zip(chance: random.Random) -> bytes:
    """Write an archive that may hold anything."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for _ in range(chance.randint(0, 6)):
            info = zipfile.ZipInfo(member_name(chance) or "empty")
            info.external_attr = chance.choice((0, 0o100644, 0o120777, 0o060000)) << 16
            info.compress_type = chance.choice((0, 8, 12, 14))
            archive.writestr(info, member_content(chance))
    content = bytearray(file.getvalue())
    if chance.random() < 0.2 and (at := content.find(b"PK\x01\x02")) >= 0:
        # Encrypted, or of a method that nobody knows, or with sizes that are not so.
        where, what = chance.choice(
            ((8, b"\x01\x00"), (10, b"\x63\x00"), (20, b"\xff\xff\xff\x7f"), (24, b"\xff\xff\xff\xff"))
        )
        content[at + where : at + where + len(what)] = what
    return bytes(content)


def as_tar(chance: random.Random) -> bytes:
    """Write an archive that may hold anything."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=chance.choice((0, 1, 2))) as archive:
        for _ in range(chance.randint(0, 6)):
            info = tarfile.TarInfo((member_name(chance) or "empty").replace("\0", "")[:90])
            info.type = (
                chance.choice((*[tarfile.REGTYPE] * 6, *b"12345678gxLKSV".__iter__()))
                if chance.random() < 0.5
                else tarfile.REGTYPE
            )
            if isinstance(info.type, int):
                info.type = bytes((info.type,))
            content = member_content(chance)
            info.size = len(content)
            info.linkname = "../../etc/passwd"
            archive.addfile(info, io.BytesIO(content))
    content_bytes = bytearray(file.getvalue())
    if chance.random() < 0.3:
        # A size that is negative, or larger than everything, with a check sum that holds.
        content_bytes[124:136] = chance.choice(
            (b"\xff" * 12, b"\x80" + b"\xff" * 11, b"77777777777\0", b"-0000000100\0")
        )
        content_bytes[148:156] = b" " * 8
        content_bytes[148:156] = f"{sum(content_bytes[:512]):06o}\0 ".encode()
    return bytes(content_bytes)


def as_warc(chance: random.Random, *, is_packed: bool = False) -> bytes:
    """Write a web archive."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=is_packed)
    for _ in range(chance.randint(1, 4)):
        body = page(chance).encode(chance.choice(("utf-8", "gb18030")), "replace")
        headers = [("Content-Type", chance.choice(("text/html; charset=gbk", "text/html", "image/png", "text/plain")))]
        if chance.random() < 0.3:
            body = gzip.compress(body if chance.random() < 0.8 else bytes(80_000_000))
            headers.append(("Content-Encoding", chance.choice(("gzip", "deflate", "br"))))
        if chance.random() < 0.3:
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
            headers.append(("Transfer-Encoding", "chunked"))
        http = StatusAndHeaders(chance.choice(("200 OK", "404 No", "banana", "")), headers, protocol="HTTP/1.1")
        kind = chance.choice(("response", "response", "conversion", "warcinfo", "resource", "metadata"))
        arguments = {"http_headers": http} if kind == "response" else {"warc_content_type": "text/plain"}
        writer.write_record(
            writer.create_warc_record("https://news.example.org/1", kind, payload=io.BytesIO(body), **arguments)
        )
    return file.getvalue()


def zip_bomb(chance: random.Random) -> bytes:
    """Write an archive whose members all are the same few bytes, which unpack to millions."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(chance.randint(1, 3)):
            archive.writestr(f"{number}.txt", bytes(60_000_000))
    return file.getvalue()


def pax_bomb(chance: random.Random) -> bytes:
    """Write an archive with a head of many megabytes."""
    info = tarfile.TarInfo("x")
    info.type = chance.choice((tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XGLTYPE))
    info.size = 50_000_000
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(50_000_000) + bytes(1024), 1)


MAKERS: tuple[tuple[str, Callable[[random.Random], bytes]], ...] = (
    (".txt", lambda chance: article(chance).encode("utf-8", "surrogatepass")),
    ("", lambda chance: article(chance).encode("utf-8", "surrogatepass")),
    (".html", lambda chance: page(chance).encode("utf-8", "surrogatepass")),
    (".jsonl", as_json_lines),
    (".jsonl.gz", lambda chance: gzip.compress(as_json_lines(chance))),
    (".jsonl.zst", lambda chance: pa.compress(as_json_lines(chance), codec="zstd", asbytes=True)),
    (".jsonl.bz2", lambda chance: bz2.compress(as_json_lines(chance))),
    (".txt.xz", lambda chance: lzma.compress(article(chance).encode("utf-8", "replace"))),
    (".json", lambda chance: json.dumps(records(chance), indent=chance.choice((None, 1))).encode()),
    (".csv", as_csv),
    (".parquet", as_parquet),
    (".zip", as_zip),
    (".tar", as_tar),
    (".tar.gz", lambda chance: gzip.compress(as_tar(chance), 1)),
    (".tgz", lambda chance: gzip.compress(as_tar(chance), 1)),
    (".warc", as_warc),
    (".warc.gz", lambda chance: as_warc(chance, is_packed=True)),
    (".gz", lambda chance: gzip.compress(gzip.compress(as_tar(chance), 1), 1)),
)
RARE: tuple[tuple[str, Callable[[random.Random], bytes]], ...] = ((".zip", zip_bomb), (".tar.gz", pax_bomb))
ENCODINGS = ("gb18030", "big5", "utf-16", "utf-32", "utf-16-be", "latin-1", "shift_jis", "euc-kr", "utf-7", "cp037")


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Break `content` in one of many ways, or leave it."""
    if not content:
        return content
    at = chance.randrange(len(content))
    length = chance.randint(1, max(1, min(len(content) // 4, 5000)))
    way = chance.randrange(10)
    if way == 0:
        return content[:at]
    if way in (1, 2):
        flipped = bytearray(content)
        for _ in range(chance.choice((1, 2, 20, max(1, len(content) // 100)))):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    if way == 3:
        return content[:at] + chance.randbytes(length) + content[at:]
    if way == 4:
        return content[:at] + content[at + length :]
    if way == 5:
        return content[:at] + content[at : at + length] * chance.randint(2, 20) + content[at + length :]
    if way == 6:
        return content[:at] + bytes(length) + content[at + length :]
    if way == 7:
        return content + chance.randbytes(length)
    if way == 8:
        # A length in a binary format that is absurd.
        wild = struct.pack(chance.choice(("<I", "<Q", ">I", ">q")), chance.choice((0, 0x7FFFFFFF, 0xFFFFFFFF)))
        return content[:at] + wild + content[at + len(wild) :]
    return content


def make(seed: int, number: int, folder: Path) -> Path:
    """Write input `number` of this seed into the folder and return its path."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311
    ending, maker = chance.choice(RARE if chance.random() < 0.005 else MAKERS)
    content = maker(chance)
    if ending in (".txt", "", ".html", ".jsonl", ".csv", ".json") and chance.random() < 0.25:
        content = content.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")
    content = mutated(content, chance)
    if chance.random() < 0.1:
        ending = chance.choice(MAKERS)[0]
    names = (
        "n",
        "it's",
        'say "so"',
        "two\nlines",
        "三月",
        "a;drop table",
        "%s{}",
        "-",
        " ",
        "a\\b",
        "\x1b[0m",
        "x" * 180,
    )
    path = folder / f"{number}{chance.choice(names)}{ending}"
    try:
        path.write_bytes(content)
    except OSError:
        path = folder / f"{number}{ending}"
        path.write_bytes(content)
    return path


def run_child(seed: int, first: int, end: int, together: int, work: Path) -> None:
    """Load the inputs from `first` to `end`; say on standard output what became of each.

    So many are loaded at once; those of a load that fails are loaded again one by one.
    """
    logging.disable(logging.CRITICAL)
    lexicon = load_lexicon(config.project_dir() / "seeds")
    # The first damaged text of a process pays for what is compiled then, and must not be taken for a hang.
    normalise(SENTENCES[3].encode().decode("gbk", "replace") + "锟斤拷" + SENTENCES[3], lexicon.boilerplate)
    with Warehouse(work / f"fuzz-{first}.duckdb") as warehouse:
        for begin in range(first, end, together):
            numbers = range(begin, min(end, begin + together))
            for number in numbers:
                make(seed, number, emptied(work / "in" / str(number)))
            print(f"start {begin}", flush=True)
            verdict = "several" if len(numbers) > 1 else ""
            if verdict:
                began = time.process_time()
                verdict = judged(numbers, work, warehouse, lexicon)
                seconds = time.process_time() - began
            if verdict.startswith("ok"):
                for number in numbers:
                    print(
                        f"end {number} {seconds:.2f} {verdict if number == begin else 'ok landed=0 aside=0 -'}",
                        flush=True,
                    )
                    shutil.rmtree(work / "in" / str(number))
                continue
            for number in numbers:
                print(f"start {number}", flush=True)
                began = time.process_time()
                verdict = judged([number], work, warehouse, lexicon)
                print(f"end {number} {time.process_time() - began:.2f} {verdict}", flush=True)
                if verdict.startswith("ok"):
                    shutil.rmtree(work / "in" / str(number))


def emptied(folder: Path) -> Path:
    """Return the folder, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def judged(numbers: Sequence[int], work: Path, warehouse: Warehouse, lexicon: Any) -> str:
    """Load some inputs, by their name or found in their folder, and say what became of them."""
    folders = [work / "in" / str(number) for number in numbers]
    given = [
        path if number % 2 else folder
        for number, folder in zip(numbers, folders, strict=True)
        for path in folder.iterdir()
    ]
    try:
        return outcome(given, folders, warehouse, lexicon)
    except BaseException as error:  # A crash is what is looked for, whatever it is.
        traceback.print_exc()
        return f"crash {type(error).__name__}"


def outcome(given: Sequence[Path], folders: Sequence[Path], warehouse: Warehouse, lexicon: Any) -> str:
    """Load inputs and check that each is on record."""
    summary = load(given, warehouse, lexicon)
    ledger = warehouse.rows(
        "select items_in, items_landed, items_unchanged, items_set_aside from raw.loads where load_id = ?",
        [summary.load_id],
    )
    aside = warehouse.rows(
        "select source_path, is_document_lost, detail from raw.set_aside where load_id = ?", [summary.load_id]
    )
    sources = warehouse.rows("select source_path from raw.document_sources where load_id = ?", [summary.load_id])
    if ledger != [(summary.items_in, summary.landed, summary.unchanged, summary.items_set_aside)]:
        return f"bad ledger {ledger}"
    if (len(aside), sum(row[1] for row in aside)) != (len(summary.set_aside), summary.items_set_aside):
        return f"bad set_aside {len(aside)} {len(summary.set_aside)}"
    if any(len(row[2].splitlines()) != 1 for row in aside):
        return "bad detail of several lines"
    if len(sources) != summary.landed or len(set(sources)) != summary.landed:
        return f"bad sources {len(sources)} for {summary.landed} landed"
    paths = [row[0] for row in (*sources, *aside)]
    for folder in folders:
        where = str(folder.resolve())
        if not any(path == where or path.startswith(where + "/") for path in paths):
            return f"no trace of {folder.name}"
    reasons = sorted({str(item.reason) for item in summary.set_aside})
    return f"ok landed={summary.landed} aside={len(summary.set_aside)} {','.join(reasons) or '-'}"


def run(arguments: argparse.Namespace) -> int:
    """Load all inputs in child processes; return the exit code."""
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    first, last = arguments.first, arguments.first + arguments.count
    reasons: Counter[str] = Counter()
    failures: list[str] = []
    slowest: tuple[float, int] = (0.0, -1)
    deadline = time.monotonic() + arguments.minutes * 60
    landed = done = 0
    while first < last and time.monotonic() < deadline:
        end = min(last, first + arguments.chunk)
        current, current_cpu = first, 0.0
        child = subprocess.Popen(  # noqa: S603
            [
                sys.executable,
                __file__,
                "--child",
                str(first),
                str(end),
                "--seed",
                str(arguments.seed),
                "--work",
                str(work),
                "--together",
                str(arguments.together),
            ],
            stdout=subprocess.PIPE,
            stderr=(work / "errors.log").open("ab"),
        )
        assert child.stdout is not None  # noqa: S101
        os.set_blocking(child.stdout.fileno(), False)
        buffered = b""
        began = time.monotonic()
        is_inside = False
        while True:
            piece = child.stdout.read()
            if piece:
                buffered += piece
                *lines, buffered = buffered.split(b"\n")
                for line in lines:
                    word, number, *rest = line.decode().split(" ", 2)
                    current, is_inside = int(number), word == "start"
                    began, current_cpu = time.monotonic(), cpu_seconds(child.pid)
                    if word == "end":
                        seconds, _, verdict = rest[0].partition(" ")
                        done += 1
                        slowest = max(slowest, (float(seconds), current))
                        if float(seconds) > arguments.seconds:
                            failures.append(f"{current} hang {seconds} s")
                        if verdict.startswith("ok"):
                            landed += int(verdict.split("landed=")[1].split()[0])
                            reasons.update(verdict.split(" ", 3)[3].split(","))
                        else:
                            failures.append(f"{current} {verdict}")
                        current += 1
                continue
            if piece == b"" and child.poll() is not None:
                if child.returncode and current < end:
                    failures.append(f"{current} died with {child.returncode}")
                    current += 1
                break
            is_late = is_inside and cpu_seconds(child.pid) - current_cpu > arguments.seconds + 2
            if is_late or time.monotonic() - began > 300:
                child.send_signal(signal.SIGKILL)
                child.wait()
                failures.append(f"{current} hang")
                current += 1
                break
            time.sleep(0.05)
        first = max(current, first + 1) if current < end else end
        for file in work.glob("fuzz-*.duckdb*"):
            file.unlink()
    for failure in failures:
        print(failure)
        number = failure.split()[0]
        if (work / "in" / number).exists():
            shutil.copytree(work / "in" / number, work / "failed" / number, dirs_exist_ok=True)
    print(
        f"{done:,} inputs, {landed:,} documents, {len(failures)} failures; "
        f"the slowest took {slowest[0]:.1f} s (input {slowest[1]})"
    )
    for reason, count in reasons.most_common():
        print(f"{count:7,} loads with {reason}")
    return 1 if failures else 0


def cpu_seconds(process: int) -> float:
    """Return the CPU time that a process has used, 0 if it is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=1000, help="how many inputs")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="CPU time that an input may take")
    parser.add_argument("--minutes", type=float, default=600, help="when to stop")
    parser.add_argument("--chunk", type=int, default=500, help="inputs a process and warehouse")
    parser.add_argument("--together", type=int, default=10, help="inputs a load")
    parser.add_argument("--work", type=Path, required=True, help="a folder for scratch files")
    parser.add_argument("--child", nargs=2, type=int, metavar=("FIRST", "END"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        run_child(arguments.seed, *arguments.child, arguments.together, arguments.work)
        return 0
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
