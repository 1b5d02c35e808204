"""Reading: from the paths a user gives to sources with their metadata, and a row for all that was set aside."""

from fugong.read.files import ARTICLE_SUFFIXES, MANIFEST_NAME, Limits, read_paths
from fugong.read.items import Reason, SetAside, Source

__all__ = ["ARTICLE_SUFFIXES", "MANIFEST_NAME", "Limits", "Reason", "SetAside", "Source", "read_paths"]
