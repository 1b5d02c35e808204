"""Runs the other systems over texts, in an environment of their own: JSON comes in by stdin, JSON goes out by stdout.

In: `{"texts": {name: text}, "rounds": n}`. Out: for each system its version, its finds in each text (start, text,
value, unit), and the CPU seconds of its fastest round over all texts. Units are written as the labels write them; a
system that only says "a number" gives none. compare.py starts this file; nothing of the project is imported here.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

Find = tuple[int, str, float, str]
System = Callable[[str], list[Find]]

# What somebody writes in an afternoon: a number, perhaps with a multiplier, and one of the frequent units.
_MULTIPLIERS = {"": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "万亿": 1_000_000_000_000}
_UNITS = {
    "%": "percent",
    "％": "percent",
    "个百分点": "percentage_point",
    "元": "CNY",
    "吨": "tonne",
    "千瓦时": "kWh",
    "度": "kWh",
    **dict.fromkeys(
        ("家", "户", "个", "项", "人", "名", "位", "只", "件", "所", "支", "场", "条", "座", "台", "次"), "count"
    ),
}
_NUMBER = re.compile(
    r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)(万亿|[十百千万亿]?)[余多]?"
    f"({'|'.join(sorted(_UNITS, key=len, reverse=True))})"
)
_LOOKS_LIKE_A_NUMBER = re.compile("[0-9０-９百千万亿]")
# Where a sentence or clause ends, JioNLP's amounts end, too: with half-width commas it reads beyond them.
_PIECE = re.compile(r"[^，,;；。！？!?、\n]+")


def plain_regex(text: str) -> list[Find]:
    """Return numbers with a unit, by one regular expression."""
    return [
        (
            match.start(),
            match[0],
            round(float(match[1].replace(",", "")) * _MULTIPLIERS[match[2]], 6),
            _UNITS[match[3]],
        )
        for match in _NUMBER.finditer(text)
    ]


def jionlp_money() -> System:
    """Return JioNLP's extractor of money, given the text clause by clause, which reads it best."""
    import jionlp

    def find(text: str) -> list[Find]:
        finds = []
        for piece in _PIECE.finditer(text):
            for found in jionlp.ner.extract_money(piece[0], with_parsing=True):
                detail = found["detail"]
                amounts = detail["num"] if isinstance(detail["num"], list) else [detail["num"]]
                for amount in amounts:
                    with contextlib.suppress(TypeError, ValueError):
                        unit = "CNY" if detail["case"] == "元" else f"other:{detail['case']}"
                        finds.append((piece.start() + found["offset"][0], found["text"], float(amount), unit))
        return finds

    return find


def recognizers(has_numbers: bool) -> System:
    """Return Recognizers-Text for Chinese: currency, percentages and dimensions, with plain numbers or without.

    Of its plain numbers those are left out that belong to a date or to one of the others, and numerals like 一 and 两
    without a digit or a multiplier, which are rarely meant as numbers.
    """
    from recognizers_date_time import DateTimeRecognizer
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import Culture, NumberWithUnitRecognizer

    with_unit, number = NumberWithUnitRecognizer(Culture.Chinese), NumberRecognizer(Culture.Chinese)
    currency, dimension = with_unit.get_currency_model(), with_unit.get_dimension_model()
    percentage, plain = number.get_percentage_model(), number.get_number_model()
    dates = DateTimeRecognizer(Culture.Chinese).get_datetime_model()
    dimension_units = {"Ton": "tonne", "Kilowatt hour": "kWh"}

    def found(model: Any, text: str, unit_of: Callable[[dict[str, Any]], str]) -> Iterator[tuple[int, int, Find]]:
        for result in model.parse(text):
            value = (result.resolution or {}).get("value")
            with contextlib.suppress(TypeError, ValueError):
                amount = float(str(value).rstrip("%"))
                yield result.start, result.end, (result.start, result.text, amount, unit_of(result.resolution))

    def find(text: str) -> list[Find]:
        results = [
            *found(currency, text, lambda said: said.get("isoCurrency") or f"other:{said['unit']}"),
            *found(percentage, text, lambda said: "percent"),
            *found(dimension, text, lambda said: dimension_units.get(said["unit"], f"other:{said['unit']}")),
        ]
        if has_numbers:
            taken = [(start, end) for start, end, _ in results]
            taken += [(result.start, result.end) for result in dates.parse(text)]
            results += [
                (start, end, find)
                for start, end, find in found(plain, text, lambda said: "")
                if _LOOKS_LIKE_A_NUMBER.search(find[1])
                and not any(start <= other_end and other_start <= end for other_start, other_end in taken)
            ]
        return sorted(find for _, _, find in results)

    return find


SYSTEMS: dict[str, tuple[str, Callable[[], System]]] = {
    "plain regular expression": ("", lambda: plain_regex),
    "JioNLP, money": ("jionlp", jionlp_money),
    "Recognizers-Text, units": ("recognizers-text-suite", lambda: recognizers(has_numbers=False)),
    "Recognizers-Text, units and numbers": ("recognizers-text-suite", lambda: recognizers(has_numbers=True)),
}


def measured(make: Callable[[], System], texts: dict[str, str], rounds: int) -> dict[str, Any]:
    """Return what a system finds and the CPU seconds of its fastest round; or the error that keeps it from running."""
    try:
        # What a package prints when it is imported must not get into our JSON.
        with contextlib.redirect_stdout(sys.stderr):
            find = make()
            finds = {name: find(text) for name, text in texts.items()}
            best = float("inf")
            for _ in range(rounds):
                begin = time.process_time()
                for text in texts.values():
                    find(text)
                best = min(best, time.process_time() - begin)
    except Exception as error:  # A system that fails is a row of the table, not the end of it.
        return {"error": f"{type(error).__name__}: {error}"}
    return {"finds": finds, "seconds": best}


def main() -> None:
    """Measure every system on the texts given."""
    given = json.load(sys.stdin)
    report = {}
    for name, (package, make) in SYSTEMS.items():
        report[name] = measured(make, given["texts"], given["rounds"])
        with contextlib.suppress(Exception):
            report[name]["version"] = version(package)
    json.dump(report, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
