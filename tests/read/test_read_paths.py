"""Files and folders: what is read, what is passed over, and in which order."""

import os
from itertools import permutations
from pathlib import Path

import pytest

from fugong.read import Limits, Reason, SetAside, Source, read_paths
from fugong.text.decode import Decoded


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def read(*paths: Path) -> tuple[list[Source], list[SetAside]]:
    items = list(read_paths(paths))
    return [item for item in items if isinstance(item, Source)], [item for item in items if isinstance(item, SetAside)]


def names(sources: list[Source]) -> list[str]:
    return [source.source_name for source in sources]


def test_a_file_given_by_name_is_one_source_with_its_bytes(tmp_path: Path) -> None:
    write(tmp_path, story="工厂开工了。\r\n")
    sources, aside = read(tmp_path / "story.txt")
    assert aside == []
    text = "工厂开工了。\r\n"
    expected = Source(str(tmp_path.resolve() / "story.txt"), "story", text.encode(), Decoded(text, "utf-8", 1.0))
    assert sources == [expected]


def test_a_folder_is_read_recursively_in_sorted_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    write(tmp_path, c="丙文", a="甲文")
    write(tmp_path / "b", z="乙文")
    sources, aside = read(tmp_path)
    assert (names(sources), aside) == (["a", "z", "c"], [])


def test_only_article_types_are_taken_from_a_folder(tmp_path: Path) -> None:
    for number, name in enumerate(["1.txt", "2.HTML", "3.htm", "4.shtml", "5.xhtml", "6.text", "seven"]):
        (tmp_path / name).write_text(f"第{number}篇", encoding="utf-8")
    sources, aside = read(tmp_path)
    assert (names(sources), aside) == (["1", "2", "3", "4", "5", "6", "seven"], [])


def test_companions_and_hidden_files_are_passed_over_without_a_word(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path, story="一篇报道", README="说明")
    write(tmp_path / ".git", hidden="隐藏")
    for name in (".hidden.txt", "notes.md", "LICENSE", "readme.html"):
        (tmp_path / name).write_text("不是报道", encoding="utf-8")
    sources, aside = read(tmp_path)
    assert (names(sources), aside) == (["story"], [])


def test_an_article_whose_name_only_begins_like_a_companion_is_read(tmp_path: Path) -> None:
    write(tmp_path, manifesto="宣言", readmefirst="先读")
    assert names(read(tmp_path)[0]) == ["manifesto", "readmefirst"]


def test_a_companion_given_by_name_is_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("这次是报道", encoding="utf-8")
    assert names(read(tmp_path / "README.md")[0]) == ["README"]


def test_a_file_of_another_type_is_set_aside_from_a_folder_but_read_by_name(tmp_path: Path) -> None:
    write(tmp_path, story="一篇报道")
    page = tmp_path / "page.asp"
    page.write_text("另一篇报道", encoding="utf-8")
    sources, aside = read(tmp_path)
    assert names(sources) == ["story"]
    assert [item.reason for item in aside] == [Reason.UNSUPPORTED_TYPE]
    sources, aside = read(tmp_path, page)
    assert (names(sources), aside) == (["page", "story"], [])


def test_the_outcome_does_not_depend_on_the_order_of_the_arguments(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path, a="同样的话", b="别的话")
    write(tmp_path / "sub", c="同样的话")
    paths = [tmp_path / "sub", tmp_path / "b.txt", tmp_path / "a.txt", tmp_path / "gone.txt", tmp_path / "b.txt"]
    outcomes = {tuple(read_paths(order)) for order in permutations(paths)}
    assert len(outcomes) == 1


def test_a_relative_and_an_absolute_path_name_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, story="一篇报道")
    monkeypatch.chdir(tmp_path)
    assert list(read_paths([Path("story.txt")])) == list(read_paths([tmp_path / "story.txt"]))


def test_a_subfolder_given_beside_its_folder_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", story="一篇报道")
    sources, aside = read(tmp_path / "sub", tmp_path)
    assert names(sources) == ["story"]
    assert [(item.source_path, item.reason) for item in aside] == [
        (str(tmp_path.resolve() / "sub"), Reason.DUPLICATE_FILE)
    ]


def test_links_inside_a_folder_do_not_loop_or_read_twice(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", story="一篇报道")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again").symlink_to(tmp_path / "sub", target_is_directory=True)
    sources, aside = read(tmp_path)
    assert (names(sources), aside) == (["story"], [])


def test_a_name_in_gbk_bytes_is_shown_as_chinese(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("复工.txt".encode("gbk"))).write_text("一篇报道", encoding="utf-8")
    (source,), aside = read(tmp_path)
    assert aside == []
    assert source.source_name == "复工"
    assert source.source_path.endswith("/复工.txt")


def test_files_are_read_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a="甲文", b="乙文")
    opened = []
    original = Path.open

    def noting(self: Path, *arguments: object, **options: object) -> object:
        opened.append(self.name)
        return original(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", noting)
    items = read_paths([tmp_path])
    next(items)
    assert opened == ["a.txt"]


def test_long_but_ordinary_lines_pass_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 100 + b"\n" + b"y" * 100 + b"\r\n" + b"z" * 100)
    (item,) = read_paths([tmp_path], limits=Limits(max_line_bytes=100))
    assert isinstance(item, Source)


@pytest.mark.parametrize("content", [b"x" * 101, b"a\n" + b"x" * 101 + b"\nb", b"x" * 101 + b"\n", b"a\r" + b"x" * 250])
def test_a_line_one_byte_too_long_is_found_wherever_it_stands(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    (item,) = read_paths([tmp_path], limits=Limits(max_line_bytes=100))
    assert isinstance(item, SetAside)
    assert item.reason == Reason.OVERSIZED_LINE


def test_the_shared_articles_are_read_with_their_dates() -> None:
    seeds = Path(__file__).parents[3] / "shared" / "seeds"
    if not seeds.is_dir():
        pytest.skip("the shared articles are not on this machine")
    sources, aside = read(seeds)
    assert aside == []
    assert len(sources) == 5
    assert all(source.published_at and source.metadata_source == "manifest" for source in sources)
