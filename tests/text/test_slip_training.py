"""The counts that `slips.ngrams` learns, and the file they are kept in."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from fugong.text.slips import find_slips
from fugong.text.slips.model import language_model
from fugong.text.slips.ngrams import BOUNDARY, ModelFileError, NgramCounts, load, pack, save, train

TEXTS = ["谌钰霏说，谌钰霏认为企业要复工。", "企业要复工，96%的企业要复工。", "谌钰霏来了"]


def test_the_order_of_the_texts_does_not_matter() -> None:
    assert train(TEXTS) == train(reversed(TEXTS))


def test_the_same_counts_give_the_same_bytes_and_come_back_from_the_file(tmp_path: Path) -> None:
    counts = train(TEXTS)
    save(counts, tmp_path / "one")
    save(train(reversed(TEXTS)), tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert load(tmp_path / "one") == counts


def seen(counts: NgramCounts, context: str) -> dict[str, float]:
    followers = counts.followers(context)
    return dict(followers.counts) if followers else {}


def test_figures_latin_words_and_ends_of_lines_are_known_as_one_sign_each() -> None:
    counts = train(["开工3家开工345家Abc企\n复\n工"])
    assert seen(counts, "工") == {"0": 2.0, BOUNDARY: 1.0}
    assert seen(counts, "0") == {"家": 2.0}
    assert seen(counts, "A") == {"企": 1.0}
    assert seen(counts, "复") == {BOUNDARY: 1.0}
    assert seen(counts, "复" + BOUNDARY) == {}


def test_counts_are_kept_closely_however_large() -> None:
    for times in (1, 7, 60, 900):
        (count,) = seen(train(["复工，" * times]), "复").values()
        assert count == pytest.approx(times, rel=0.07)


def test_what_is_left_out_still_counts_for_the_whole() -> None:
    packed = pack({"复": 10.0, "复工": 9.0, "复产": 1.0}, (0, 2))
    followers = packed.followers("复")
    assert followers is not None
    assert followers.total == 10
    assert set(followers.counts) == {"工"}


@pytest.mark.parametrize(
    "content", [b"", b"no model", gzip.compress(b"fugong-ngrams 1 12\n"), gzip.compress(b"fugong-ngrams 2 x\n")]
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
    taught = language_model().with_trained(train(TEXTS))
    assert taught.cost(name) < language_model().cost(name)


def test_a_model_may_be_given_to_the_repair() -> None:
    raw = "當時可急壞了我們!绷私獾竭@一情況，企業很快復工。"
    model = language_model().with_trained(train([]))
    assert [edit.replacement for edit in find_slips(raw, model).edits] == ["。”了解到這"]
