"""The counts that `slips.train` learns, and the file they are kept in."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from fugong.text.slips import find_slips
from fugong.text.slips.model import word_model
from fugong.text.slips.train import ModelFileError, NgramCounts, load, save, train

TEXTS = ["谌钰霏说，谌钰霏认为企业要复工。", "企业要复工，96%的企业要复工。", "谌钰霏来了"]


def test_the_order_of_the_texts_does_not_matter() -> None:
    assert train(TEXTS) == train(reversed(TEXTS))


def test_the_same_counts_give_the_same_bytes_and_come_back_from_the_file(tmp_path: Path) -> None:
    counts = train(TEXTS)
    save(counts, tmp_path / "one")
    save(train(reversed(TEXTS)), tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert load(tmp_path / "one") == counts


def test_sequences_do_not_reach_across_figures_or_lines() -> None:
    counts = train(["开工3家开工3家", "复\n工复\n工"]).counts
    assert "开工" in counts
    assert not any(character.isdigit() or character == "\n" for piece in counts for character in piece)
    assert "复工" not in counts


@pytest.mark.parametrize(
    "content", [b"", b"no model", gzip.compress(b"fugong-ngrams 0 12\n"), gzip.compress(b"fugong-ngrams 1 x\n")]
)
def test_a_file_of_another_kind_or_version_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model"
    path.write_bytes(content)
    with pytest.raises(ModelFileError):
        load(path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing")


def test_a_trained_model_knows_the_names_it_was_taught() -> None:
    name = "谌钰霏"
    taught = word_model().with_trained(train(TEXTS))
    assert taught.cost(name) < word_model().cost(name)


def test_a_model_may_be_given_to_the_repair() -> None:
    raw = "當時可急壞了我們!绷私獾竭@一情況，企業很快復工。"
    model = word_model().with_trained(NgramCounts({}, 1))
    assert [edit.replacement for edit in find_slips(raw, model).edits] == ["。”了解到這"]
