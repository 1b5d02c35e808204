"""`fugong train-lm`: what it learns from, and what its model changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fugong.cli import main
from fugong.text.pipeline import normalise
from fugong.text.slips.model import language_model, use_trained
from fugong.text.slips.ngrams import load
from fugong.train import undamaged

CLEAN = "谌钰霏介绍，企业已经复工。\n谌钰霏说，订单比去年多。\n"
DAMAGED = "當時可急壞了我們!绷私獾竭@一情況，企業很快復工。\n第二天，工人都回來了。\n"


@pytest.fixture(autouse=True)
def _built_in_model_afterwards() -> Iterator[None]:
    yield
    use_trained(None)


def test_only_lines_that_came_through_whole_teach() -> None:
    lines = list(undamaged(normalise(CLEAN + DAMAGED, ())))
    assert lines == ["谌钰霏介绍,企业已经复工。", "谌钰霏说,订单比去年多。", "第二天,工人都回来了。"]


def test_a_line_with_a_character_that_could_not_be_read_teaches_nothing() -> None:
    assert list(undamaged(normalise(CLEAN.replace("已", "\ufffd"), ()))) == ["谌钰霏说,订单比去年多。"]


def test_the_order_of_the_articles_does_not_matter(tmp_path: Path) -> None:
    for name, text in (("a.txt", CLEAN), ("b.txt", DAMAGED)):
        (tmp_path / name).write_text(text, "utf-8")
    one, two = tmp_path / "one.gz", tmp_path / "two.gz"
    assert main(["train-lm", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--output", str(one), "--quiet"]) == 0
    assert main(["train-lm", str(tmp_path / "b.txt"), str(tmp_path / "a.txt"), "--output", str(two), "--quiet"]) == 0
    assert one.read_bytes() == two.read_bytes()
    assert "霏" in load(one).followers("谌钰").counts  # type: ignore[union-attr]


def test_a_trained_model_is_used_where_it_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article, model = tmp_path / "a.txt", tmp_path / "model.gz"
    article.write_text(CLEAN, "utf-8")
    assert main(["train-lm", str(article), "--output", str(model), "--quiet"]) == 0
    before = language_model().cost("谌钰霏")
    assert main(["explain", str(article), "--language-model", str(model)]) == 0
    assert language_model().cost("谌钰霏") < before


@pytest.mark.parametrize("command", ["load", "explain"])
def test_a_file_that_is_no_model_is_named(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article, model = tmp_path / "a.txt", tmp_path / "model.gz"
    article.write_text(CLEAN, "utf-8")
    model.write_bytes(b"no model")
    assert main([command, str(article), "--language-model", str(model)]) != 0
    assert str(model) in capsys.readouterr().err


def test_without_anything_to_learn_no_model_is_written(tmp_path: Path) -> None:
    assert main(["train-lm", str(tmp_path / "nothing.txt"), "--output", str(tmp_path / "model.gz"), "--quiet"]) == 1
    assert not (tmp_path / "model.gz").exists()
