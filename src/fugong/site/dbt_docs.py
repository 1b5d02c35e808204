"""dbt's own documentation of the project (models, SQL, tests, the graph of their lineage) as one page of the site.

It is made from the manifest that dbt left when it built, without running dbt again. The page is dbt's, with its scripts
inside: it has a policy of its own, which lets it ask for nothing, neither of the network nor of the disk.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from fugong.site.data import SiteError
from fugong.site.labels import label

PAGE: Final = "dbt-docs.html"
MANIFEST: Final = "manifest.json"
POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_MANIFEST_PLACE: Final = '"MANIFEST.JSON INLINE DATA"'
_CATALOG_PLACE: Final = '"CATALOG.JSON INLINE DATA"'
# Which files of the maker's disk, and when: of no use to readers, and different each time.
_OF_THE_MACHINE: Final = frozenset({"root_path", "build_path", "compiled_path", "created_at"})
_KEPT_METADATA: Final = ("dbt_schema_version", "dbt_version", "project_name", "adapter_type")
# Until Angular has filled these in, a browser would look for files of such names.
_ICONS: Final = re.compile(r'\bxlink:href(?==\\*"\{\{)')
_LINKS: Final = re.compile(r'<link rel="(?:canonical|shortcut icon)"[^>]*>')


def write(folder: Path, root: Path) -> dict[str, str]:
    """Write the page below `root` from the manifest in `folder`, dbt's target folder.

    Returns:
        Where each public table is told of, by its name.

    Raises:
        SiteError: if there is no manifest in `folder`, or one that cannot be read, or dbt's page is not as it was.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        public = {
            node["alias"]: f"{PAGE}#!/model/{name}"
            for name, node in sorted(manifest["nodes"].items())
            if node["resource_type"] == "model" and node["schema"] == "main"
        }
        catalog = _catalog(manifest["nodes"])
        told = _cleaned(manifest)
        told["metadata"] = {key: manifest["metadata"][key] for key in _KEPT_METADATA} | {
            "send_anonymous_usage_stats": False,
            "generated_at": "",
        }
    except OSError as error:
        raise SiteError(f"{folder / MANIFEST}: {error.strerror or error}; `dbt parse` makes it") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SiteError(f"{folder / MANIFEST}: is no manifest of dbt") from error
    # The rows of unit tests are a third of it all.
    told["unit_tests"] = {}
    page = (files("dbt.task.docs") / "index.html").read_text(encoding="utf-8")
    if any(page.count(place) != 1 for place in (_MANIFEST_PLACE, _CATALOG_PLACE)):
        raise SiteError("the page of this dbt has no place for the manifest; leave --dbt-docs out")
    # Told so, Angular makes no functions of texts, which the policy would not let it.
    page = _ICONS.sub("ng-attr-xlink:href", _LINKS.sub("", page)).replace(
        "<html ", '<html data-ng-csp="no-unsafe-eval" ', 1
    )
    page = page.replace(
        "<head>",
        f'<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        1,
    )
    back = Markup(
        '<a href="data.html" style="position:fixed;left:0;bottom:0;z-index:9999;padding:6px 14px;background:#fff;'
        'border:1px solid #0b5c8a;color:#0b5c8a;font:15px sans-serif">← {}</a>'
    ).format(label("data").plain)
    page = page.replace("<body>", f"<body>{back}", 1)
    page = page.replace(_MANIFEST_PLACE, _inline(told))
    page = page.replace(_CATALOG_PLACE, _inline(catalog))
    (root / PAGE).write_text(page, encoding="utf-8", newline="\n")
    return public


def _catalog(nodes: dict[str, Any]) -> dict[str, Any]:
    """Return the types of columns as dbt would have looked them up; the contracts of the models say the same."""
    found = {
        name: {
            "unique_id": name,
            "metadata": {key: node[key] for key in ("database", "schema", "name")}
            | {"type": node["config"]["materialized"], "comment": None, "owner": None},
            "columns": {
                column: {"name": column, "type": told["data_type"], "index": place, "comment": None}
                for place, (column, told) in enumerate(node["columns"].items(), 1)
            },
            "stats": {},
        }
        for name, node in nodes.items()
        if node["resource_type"] == "model" and node["columns"]
        if all(told.get("data_type") for told in node["columns"].values())
    }
    return {"metadata": {}, "nodes": found, "sources": {}, "errors": None}


def _cleaned(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _cleaned(value) for key, value in told.items() if key not in _OF_THE_MACHINE}
    return [_cleaned(each) for each in told] if isinstance(told, list) else told


def _inline(told: Any) -> str:
    """Return JSON that stands inside of a script, which no text in it can end."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
