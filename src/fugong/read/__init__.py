"""Reading: from the paths a user gives to sources with their metadata, and a row for all that was set aside."""

from fugong.read.fields import FIELDS, KNOWN_NAMES, FieldNames
from fugong.read.files import read_paths
from fugong.read.items import Reason, SetAside, Source
from fugong.read.kinds import ARTICLE_SUFFIXES, Kind
from fugong.read.limits import Limits
from fugong.read.options import ReadOptions

MANIFEST_NAME = "manifest.csv"

__all__ = [
    "ARTICLE_SUFFIXES",
    "FIELDS",
    "KNOWN_NAMES",
    "MANIFEST_NAME",
    "FieldNames",
    "Kind",
    "Limits",
    "ReadOptions",
    "Reason",
    "SetAside",
    "Source",
    "read_paths",
]
