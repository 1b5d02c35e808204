"""A language model of one's own: on record with what was read by it, and never mixed with another one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from loading import OF_A_LOAD, content_of, one_line, query, write

from fugong import config
from fugong.cli import EXIT_LOADED, EXIT_USAGE, main
from fugong.dbt_plugin import Plugin
from fugong.land.warehouse import Warehouse, WarehouseError
from fugong.lexicon import Lexicon
from fugong.load import TrainedModel, load
from fugong.text.slips.model import use_trained
from fugong.text.slips.ngrams import save, train

SEEDS = Path(__file__).parents[2] / "seeds"
# A slip that is read only by a model that knows the name 谌钰霏.
SLIPPED = "當時可急壞了我們!绷私馇榭龅娜耸勤阮邛,企業很快復工。\n第二天，工人都回來了。\n"
READ = "了解情况的人是谌钰霏"
ARTICLES = {"a.txt": SLIPPED, "b.txt": "我市新开工项目12个。\n"}
TAUGHT = "谌钰霏说，订单比去年多。\n知道这件事的人是谌钰霏，她说企业已经复工。\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Use seeds that a test may change, and the built-in model afterwards."""
    folder = tmp_path / "project"
    shutil.copytree(SEEDS, folder / "seeds")
    (folder / "dbt_project.yml").touch()
    monkeypatch.setenv(config.PROJECT_VARIABLE, str(folder))
    monkeypatch.delenv(config.WAREHOUSE_VARIABLE, raising=False)
    yield folder
    use_trained(None)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", ARTICLES)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "names.gz"
    save(train([TAUGHT * 5], 4), path)
    return path


@pytest.fixture
def other_model(tmp_path: Path) -> Path:
    path = tmp_path / "other.gz"
    save(train(["企业已经复工。\n"], 4), path)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "house" / "w.duckdb"


def run(target: Path, *arguments: object) -> int:
    return main(["load", "--warehouse", str(target), "--quiet", *map(str, arguments)])


def is_read(target: Path) -> bool:
    """Tell whether the slip was read, as it is by the model of the tests alone."""
    ((found,),) = query(target, f"select bool_or(contains(normalised_text, '{READ}')) from raw.documents")
    return bool(found)


def fingerprints(target: Path) -> list[tuple[object, ...]]:
    return query(target, "select distinct language_model_fingerprint from raw.documents order by 1")


def change_the_seeds(project: Path) -> None:
    with (project / "seeds" / "units.csv").open("a", encoding="utf-8") as file:
        file.write("石,other:shi,1,physical,,2\n")


def open_by_dbt(target: Path) -> None:
    with duckdb.connect(str(config.work_path(target))) as connection:
        Plugin("fugong", {}).configure_connection(connection)


def test_the_model_of_a_load_is_on_record_with_the_load_and_each_document(
    corpus: Path, target: Path, model: Path
) -> None:
    assert run(target, corpus, "--language-model", model) == EXIT_LOADED
    assert is_read(target)
    fingerprint = TrainedModel.read(model).fingerprint
    assert query(target, "select language_model_fingerprint, language_model_path from raw.loads") == [
        (fingerprint, str(model))
    ]
    assert fingerprints(target) == [(fingerprint,)]


def test_a_load_without_a_model_of_ones_own_records_none(corpus: Path, target: Path) -> None:
    assert run(target, corpus) == EXIT_LOADED
    assert not is_read(target)
    assert query(target, "select language_model_fingerprint, language_model_path from raw.loads") == [(None, None)]
    assert fingerprints(target) == [(None,)]


def test_the_fingerprint_is_that_of_the_content_wherever_the_file_lies(model: Path, other_model: Path) -> None:
    copy = write(model.parent / "elsewhere", {"copy.gz": model.read_bytes()}) / "copy.gz"
    assert TrainedModel.read(copy).fingerprint == TrainedModel.read(model).fingerprint
    assert TrainedModel.read(other_model).fingerprint != TrainedModel.read(model).fingerprint


def test_a_warehouse_keeps_its_model_while_its_file_is_there(
    corpus: Path, tmp_path: Path, target: Path, model: Path
) -> None:
    run(target, corpus / "b.txt", "--language-model", model)
    assert run(target, corpus) == EXIT_LOADED
    assert is_read(target)
    assert query(target, "select items_landed, documents_rescanned from raw.loads order by load_id") == [(1, 0), (1, 0)]


def test_the_model_of_one_warehouse_does_not_reach_the_next_one(
    corpus: Path, tmp_path: Path, target: Path, model: Path
) -> None:
    run(target, corpus, "--language-model", model)
    other = tmp_path / "other.duckdb"
    assert run(other, corpus) == EXIT_LOADED
    assert not is_read(other)


def test_documents_that_changed_seeds_have_read_again_are_read_by_the_same_model(
    corpus: Path, target: Path, model: Path, project: Path
) -> None:
    run(target, corpus, "--language-model", model)
    use_trained(None)
    change_the_seeds(project)
    open_by_dbt(target)
    assert query(target, "select max(documents_rescanned) from raw.loads") == [(2,)]
    assert is_read(target)
    assert len(fingerprints(target)) == 1


@pytest.mark.parametrize("is_gone", [True, False], ids=["gone", "changed"])
def test_without_the_model_it_was_loaded_with_nothing_is_read_and_one_line_says_which_it_was(
    is_gone: bool, corpus: Path, target: Path, model: Path, other_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(target, corpus / "a.txt", "--language-model", model)
    fingerprint = TrainedModel.read(model).fingerprint
    if is_gone:
        model.unlink()
    else:
        other_model.replace(model)
    capsys.readouterr()
    assert run(target, corpus) == EXIT_USAGE
    line = one_line(capsys)
    assert str(model) in line
    assert fingerprint in line
    assert "--language-model FILE" in line
    assert query(target, "select count(*) from raw.documents") == [(1,)]
    assert query(target, "select count(*) from raw.loads") == [(1,)]
    assert is_read(target)


def test_dbt_stops_too_where_documents_would_be_read_again_without_their_model(
    corpus: Path, target: Path, model: Path, project: Path
) -> None:
    run(target, corpus, "--language-model", model)
    model.unlink()
    # Nothing is to be read, so nothing is amiss.
    open_by_dbt(target)
    change_the_seeds(project)
    with pytest.raises(WarehouseError, match=rf"^[^\n]*{model.name}[^\n]*--language-model FILE[^\n]*$"):
        open_by_dbt(target)
    assert is_read(target)


def test_a_model_that_was_moved_is_known_by_its_content(
    corpus: Path, tmp_path: Path, target: Path, model: Path
) -> None:
    run(target, corpus / "a.txt", "--language-model", model)
    moved = model.rename(tmp_path / "moved.gz")
    assert run(target, corpus / "a.txt", "--language-model", moved) == EXIT_LOADED
    assert query(target, "select items_unchanged, documents_rescanned from raw.loads where load_id = 2") == [(1, 0)]
    # From now on it is found there.
    assert run(target, corpus) == EXIT_LOADED
    assert is_read(target)


def test_another_model_reads_all_documents_again_so_that_the_order_of_loading_does_not_matter(
    corpus: Path, tmp_path: Path, target: Path, model: Path, other_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(target, corpus / "a.txt")
    assert main(["load", "--warehouse", str(target), str(corpus), "--language-model", str(model)]) == EXIT_LOADED
    assert "; 1 documents read again" in capsys.readouterr().out
    assert is_read(target)
    at_once = tmp_path / "at_once.duckdb"
    run(at_once, corpus, "--language-model", model)
    with Warehouse(config.work_path(target)) as one, Warehouse(config.work_path(at_once)) as two:
        assert content_of(one, without=OF_A_LOAD) == content_of(two, without=OF_A_LOAD)
    assert run(target, corpus, "--language-model", other_model) == EXIT_LOADED
    assert not is_read(target)
    assert fingerprints(target) == [(TrainedModel.read(other_model).fingerprint,)]


def test_after_a_load_that_was_cut_off_the_next_one_goes_on_by_the_same_model(
    corpus: Path, target: Path, model: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = TrainedModel.read(model)
    monkeypatch.setattr("fugong.load._CHUNK_ITEMS", 1)

    def cut_off_after_one(name: str) -> None:
        raise KeyboardInterrupt

    with Warehouse(config.work_path(target)) as warehouse:
        load([corpus], warehouse, lexicon)
        with pytest.raises(KeyboardInterrupt):
            load([], warehouse, lexicon, cut_off_after_one, trained)
        away = model.rename(model.with_name("away.gz"))
        with pytest.raises(WarehouseError, match=trained.fingerprint):
            load([], warehouse, lexicon)
        away.rename(model)
        assert load([], warehouse, lexicon).rescanned == 1
    assert is_read(target)
    assert fingerprints(target) == [(trained.fingerprint,)]


def test_a_model_that_cannot_be_read_leaves_no_warehouse_behind(
    corpus: Path, tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.gz").write_bytes(b"no model")
    assert run(target, corpus, "--language-model", tmp_path / "broken.gz") == EXIT_USAGE
    assert "broken.gz" in one_line(capsys)
    assert not config.work_path(target).exists()
