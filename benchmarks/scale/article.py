"""Articles: article `number` of a seed is the same in a corpus of any size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.scale import words
from benchmarks.scale.places import FIRST_YEAR, LAST_YEAR, Place, read_places
from benchmarks.scale.slots import SLOTS, person
from benchmarks.scale.teller import Figure, Teller
from benchmarks.scale.templates import Template, read_templates

ROOT = Path(__file__).resolve().parents[2]
_PROSE = Path(__file__).with_name("prose")
_COPY_RATE = 0.02
# How many articles before an article it may be a copy of.
_COPY_REACH = 1000
_FIRST_DAY, _LAST_DAY = date(FIRST_YEAR, 2, 1), date(LAST_YEAR, 12, 31)
# A sentence states a figure of its paragraph's kind, else it is one without figures.
_FIGURE_RATE = 0.62
_KINDS = ("rates", "funds", "projects", "others")
_KIND_WEIGHTS = (0.32, 0.60, 0.80, 1.0)
_LEVELS = (("prefecture", 0.55), ("county", 0.80), ("province", 0.97), ("nation", 1.0))
DEFAULT_BYTES = 1000
_BYTES_PER_CHARACTER = 2.85


@dataclass(frozen=True, slots=True)
class Article:
    """A clean article, simplified; `figures` have their spans in `text`. A copy names the article it repeats."""

    number: int
    text: str
    title: str
    publisher: str
    published_at: str
    figures: tuple[Figure, ...]
    copy_of: int | None = None

    @property
    def name(self) -> str:
        """Return its name, in every corpus that holds it."""
        return f"a{self.number:07d}"

    @property
    def url(self) -> str:
        """Return its address, which leads nowhere."""
        return f"https://news.example.org/{self.name}"


@dataclass(frozen=True, slots=True)
class Material:
    """What articles are made of: places by level; templates by kind, all of them and those that need no parts."""

    places: dict[str, list[Place]]
    templates: dict[str, list[Template]]
    templates_without_parts: dict[str, list[Template]]


@cache
def material() -> Material:
    """Read the places of the seeds and the prose."""
    places: dict[str, list[Place]] = {}
    for place in read_places(ROOT / "seeds" / "divisions.csv"):
        places.setdefault(place.level, []).append(place)
    templates = {path.stem: read_templates(path, SLOTS) for path in sorted(_PROSE.glob("*.txt"))}
    without = {
        kind: [template for template in all_ if not {"S", "T"} & template.slots] for kind, all_ in templates.items()
    }
    return Material(places, templates, without)


def article(seed: int, number: int, average_bytes: int = DEFAULT_BYTES) -> Article:
    """Return article `number` (from 0) of `seed`, about `average_bytes` long on the average."""
    random = _random(seed, number)
    if number and random.random() < _COPY_RATE:
        original = _first(seed, number, random)
        return _reposted(article(seed, original, average_bytes), number, random)
    return _written(number, random, average_bytes)


def _random(seed: int, number: int) -> Random:
    return Random(seed * 0x9E3779B97F4A7C15 + number)


def _first(seed: int, number: int, random: Random) -> int:
    """Return the article that `number` copies: none that is a copy itself."""
    while True:
        number -= 1 + int(random.random() * min(number, _COPY_REACH))
        random = _random(seed, number)
        if not number or random.random() >= _COPY_RATE:
            return number


def _written(number: int, random: Random, average_bytes: int) -> Article:
    stuff = material()
    chance = random.random()
    level = next(level for level, limit in _LEVELS if chance < limit)
    place = random.choice(stuff.places[level])
    published = _FIRST_DAY + timedelta(days=int(random.random() * (_LAST_DAY - _FIRST_DAY).days))
    has_dateline = random.random() < 0.55
    is_month_only = not has_dateline and random.random() < 0.12
    teller = Teller(random, place, published, is_month_only=is_month_only)
    templates = stuff.templates if teller.children else stuff.templates_without_parts

    publisher = teller.one_of(words.PAPER_HEADS) + teller.one_of(words.PAPER_KINDS)
    teller.tell(teller.one_of(templates["titles"]))
    title = teller.text()
    if random.random() < 0.4:
        # The title is known from elsewhere only.
        teller.pieces.clear()
        teller.length = 0
    else:
        teller.write("\n")
    if has_dateline:
        _write_dateline(teller, publisher)
    teller.tell(teller.one_of(templates["leads"]))
    wanted = int(average_bytes / _BYTES_PER_CHARACTER * (0.35 + 0.65 * (random.random() + random.random())))
    told: set[int] = set()
    while teller.length < wanted:
        _write_paragraph(teller, templates, told)
    teller.write("\n")
    published_at = published.strftime("%Y-%m" if is_month_only else "%Y-%m-%d")
    return Article(number, teller.text(), title, publisher, published_at, tuple(teller.figures))


def _write_dateline(teller: Teller, publisher: str) -> None:
    """Write how the article says where and when it was written; a copy of its date stands in the metadata."""
    day, place = teller.published, teller.place
    where = place.name if place.level == "county" else place.short_name
    chance = teller.rand()
    if chance < 0.35 and place.level != "nation":
        teller.write(f"本报{where}{day.month}月{day.day}日讯(记者 {person(teller)}) ")
    elif chance < 0.6:
        teller.write(f"{publisher}讯(记者{person(teller)} 通讯员{person(teller)}) ")
    else:
        hour, minute = 7 + int(teller.rand() * 12), int(teller.rand() * 60)
        teller.write(f"{day.isoformat()} {hour:02d}:{minute:02d} 来源：{publisher}\n")


def _write_paragraph(teller: Teller, templates: dict[str, list[Template]], told: set[int]) -> None:
    chance = teller.rand()
    kind = next(kind for kind, limit in zip(_KINDS, _KIND_WEIGHTS, strict=True) if chance < limit)
    teller.begin_paragraph()
    teller.write("\n")
    for _ in range(1 + int(teller.rand() * 3)):
        of_kind = templates[kind if teller.rand() < _FIGURE_RATE else "filler"]
        template = of_kind[int(teller.rand() * len(of_kind))]
        if id(template) not in told:
            told.add(id(template))
            teller.tell(template)


def _reposted(original: Article, number: int, random: Random) -> Article:
    """Return the article as another site carries it: later, under another name, sometimes cut."""
    text = original.text
    ends = [index for index, character in enumerate(text) if character == "\n"]
    if len(ends) > 4 and random.random() < 0.4:
        text = text[: ends[-2] + 1]
    published_at = original.published_at
    if len(published_at) > len("2020-03"):
        published_at = (date.fromisoformat(published_at) + timedelta(days=1 + int(random.random() * 3))).isoformat()
    return replace(
        original,
        number=number,
        text=text,
        title=original.title if random.random() < 0.5 else f"{original.title}(转载)",
        publisher=random.choice(words.PAPER_HEADS) + random.choice(words.PAPER_KINDS),
        published_at=published_at,
        figures=tuple(figure for figure in original.figures if figure.end <= len(text)),
        copy_of=original.number,
    )
