"""`fugong site`: all pages, made in a folder beside the site and put in its place when they are whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import duckdb

from fugong.publish.builds import Build, Shelf
from fugong.site import dbt_docs, pages, queries
from fugong.site.data import SiteError, opened
from fugong.site.pages import Site
from fugong.site.review_pages import reviews

# By this file a folder is known as a site of ours, which may be replaced by one of the same warehouse.
_MARK: Final = ".fugong-site"
_MADE_OF: Final = "Made by `fugong site`, and replaced by it. Made of: "


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """What was made."""

    folder: str
    pages: int
    documents: int
    bytes: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return it as one object for schedulers."""
        return asdict(self)


def build_site(
    public: Path, folder: Path, on_page: Callable[[str], object], dbt_target: Path | None = None
) -> SiteSummary:
    """Make the site of a published file in `folder`, in the place of the one that is there.

    The same file gives the same bytes. `dbt_target` is the folder where dbt left its manifest: then its own
    documentation is a page of the site.

    Raises:
        SiteError: if the file or the manifest cannot be read, or the folder is something else than a site of
            this file.
    """
    started = time.monotonic()
    _may_be_replaced(folder, public)
    new, old = (folder.with_name(f".{folder.name}.{what}") for what in ("new", "old"))
    shutil.rmtree(new, ignore_errors=True)
    try:
        with opened(public) as published:
            new.mkdir(parents=True)
            (new / _MARK).write_text(f"{_MADE_OF}{public.name!r}\n", encoding="utf-8")
            _copy_assets(new / "assets")
            site = Site(
                published=published,
                root=new,
                cities=published.rows(queries.CITIES),
                sectors=published.rows(queries.SECTORS),
                indicators=published.rows(queries.INDICATORS),
                file_name=public.name,
                on_page=on_page,
            )
            documents = published.rows(queries.DOCUMENTS)
            pages.overview(site)
            pages.kinds(site)
            pages.indicators(site)
            pages.sectors(site)
            pages.cities(site)
            pages.contradictions(site)
            pages.health(site, _known(public))
            pages.data(site, dbt_docs.write(dbt_target, new) if dbt_target else {})
            pages.documents(site, documents)
            reviews(site, documents)
        size = sum(file.stat().st_size for file in new.rglob("*") if file.is_file())
        _put_in_place(new, folder, old)
    except OSError as error:
        raise SiteError(f"{folder}: cannot be written ({error.strerror or error})") from error
    except duckdb.Error as error:
        raise SiteError(f"{public}: cannot be read ({str(error).splitlines()[0]})") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return SiteSummary(str(folder), site.page_count, len(documents), size, round(time.monotonic() - started, 1))


def _may_be_replaced(folder: Path, public: Path) -> None:
    """Raise SiteError if a folder is something else than a site, or the site of a file of another name."""
    mark = folder / _MARK
    if folder.is_symlink() or (folder.exists() and not mark.is_file() and not _is_empty(folder)):
        raise SiteError(f"{folder}: is there, and is no site of Fugong; name another folder with --output")
    made_of = mark.read_text(encoding="utf-8").partition(_MADE_OF)[2].strip() if mark.is_file() else ""
    if made_of and made_of != repr(public.name):
        raise SiteError(f"{folder}: is the site of {made_of}, not of {public.name!r}; name another one with --output")


def _put_in_place(new: Path, folder: Path, old: Path) -> None:
    """Put a folder where another one is, which stays if that fails."""
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _known(public: Path) -> Build | None:
    """Return what is known of the published file, which stands beside it and not in it."""
    return (shelf := Shelf(public)).current(shelf.builds())


def _copy_assets(folder: Path) -> None:
    folder.mkdir()
    for asset in sorted((files(__package__) / "assets").iterdir(), key=lambda each: each.name):
        with as_file(asset) as path:
            shutil.copyfile(path, folder / asset.name)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
