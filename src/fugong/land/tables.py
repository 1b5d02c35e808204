"""The landed tables: the one place where their columns are written down.

The loader creates them in schema `raw` with these comments; the dbt staging models read them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

SCHEMA = "raw"

TEXT = pa.string()
INTEGER = pa.int32()
LONG = pa.int64()
BOOLEAN = pa.bool_()
DOUBLE = pa.float64()
NUMBER = pa.decimal128(38, 6)
TIMESTAMP = pa.timestamp("us")
BINARY = pa.binary()

_SQL_TYPES = {
    TEXT: "varchar",
    INTEGER: "integer",
    LONG: "bigint",
    BOOLEAN: "boolean",
    DOUBLE: "double",
    NUMBER: "decimal(38, 6)",
    TIMESTAMP: "timestamp",
    BINARY: "blob",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a landed table; `comment` says what it means.

    `is_prose`: stretches of the documents, which zstd makes much smaller than the database's own choice does.
    """

    name: str
    type: pa.DataType
    comment: str
    is_required: bool = True
    is_prose: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A landed table; `key` names the columns that identify a row."""

    name: str
    comment: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def arrow_schema(self) -> pa.Schema:
        """The schema of the batches handed to the database."""
        return pa.schema(
            [pa.field(column.name, column.type, nullable=not column.is_required) for column in self.columns]
        )

    @property
    def qualified_name(self) -> str:
        """The table's name with its schema."""
        return f"{SCHEMA}.{self.name}"

    def ddl(self) -> list[str]:
        """The statements that create the table with its comments, if it does not exist."""
        columns = ", ".join(
            f"{column.name} {_SQL_TYPES[column.type]}{' not null' if column.is_required else ''}"
            f"{' using compression zstd' if column.is_prose else ''}"
            for column in self.columns
        )
        return [
            f"create table if not exists {self.qualified_name} ({columns})",
            f"comment on table {self.qualified_name} is {_literal(self.comment)}",
            *(
                f"comment on column {self.qualified_name}.{column.name} is {_literal(column.comment)}"
                for column in self.columns
            ),
        ]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_DOCUMENT_KEY = Column(
    "document_key", TEXT, "The document: the first 24 hex digits of the SHA-256 of its name and bytes."
)
_LOAD_ID = Column("load_id", INTEGER, "The load that wrote the row; loads count from 1 in each warehouse.")
_SPAN = (
    Column("start_position", INTEGER, "Where it starts in the normalised text, in code points from 0."),
    Column("end_position", INTEGER, "Where it ends in the normalised text (exclusive)."),
)
_RAW_SPAN = (
    Column("raw_start", INTEGER, "Where it starts in the decoded raw text, in code points from 0."),
    Column("raw_end", INTEGER, "Where it ends in the decoded raw text (exclusive)."),
)
_IN_CLAUSE = (
    Column("sentence_number", INTEGER, "The sentence it stands in, counted from 1 in the document."),
    Column("clause_number", INTEGER, "The clause it stands in, counted from 1 in the sentence."),
)
_MENTION = (
    _DOCUMENT_KEY,
    Column("mention_number", INTEGER, "Counts the mentions of this kind in the document from 1, in order."),
    *_IN_CLAUSE,
    *_SPAN,
)
_MENTION_KEY = ("document_key", "mention_number")

LOADS = Table(
    "loads",
    "The load ledger, one row a load; items_in = landed + unchanged + set aside, also of one that was cut off.",
    ("load_id",),
    (
        _LOAD_ID,
        Column("started_at", TIMESTAMP, "When the load began, UTC."),
        Column(
            "finished_at",
            TIMESTAMP,
            "When the load ended, UTC; null: it was cut off, and the counts are of what it had landed until then.",
            False,
        ),
        Column("items_in", INTEGER, "Items met: files, manifest rows, paths."),
        Column("items_landed", INTEGER, "Items whose document or description was written."),
        Column("items_unchanged", INTEGER, "Items that were in the warehouse already, as they are."),
        Column("items_set_aside", INTEGER, "Items that could not be loaded; set_aside says why."),
        Column("items_withdrawn", INTEGER, "Sources that are gone, and that the load was told to withdraw (--prune)."),
        Column("documents_rescanned", INTEGER, "Documents read again because the lexicon, loader or model changed."),
        Column("loader_version", TEXT, "Version of the loader."),
        Column("lexicon_fingerprint", TEXT, "Fingerprint of the seed tables that the load used."),
        Column(
            "language_model_fingerprint",
            TEXT,
            "Fingerprint of the trained language model; null: the built-in one.",
            False,
        ),
        Column("language_model_path", TEXT, "The file that the trained language model was read from.", False),
    ),
)
SET_ASIDE = Table(
    "set_aside",
    "Items that could not be loaded, or not wholly, one row an item and reason.",
    ("load_id", "item_number"),
    (
        _LOAD_ID,
        Column("item_number", INTEGER, "Counts the rows of the load from 1."),
        Column("source_path", TEXT, "Where the item was looked for."),
        Column("reason", TEXT, "Reason code, such as empty_file or bad_manifest_date."),
        Column("detail", TEXT, "One line for people: what was expected, and what happened to the rest."),
        Column("is_document_lost", BOOLEAN, "Whether the item was not loaded at all (false: loaded without a part)."),
    ),
)
DOCUMENTS = Table(
    "documents",
    "Documents by name and content, one row a document.",
    ("document_key",),
    (
        _DOCUMENT_KEY,
        Column("byte_count", INTEGER, "Size of the document as it came, in bytes."),
        Column("detected_encoding", TEXT, "The encoding it was decoded with."),
        Column("script", TEXT, "traditional, mixed, simplified, or none (no Chinese)."),
        Column("damage", TEXT, "Kinds of damage found: none, or ruby, mojibake, slip, unreadable joined by +."),
        Column("annotation_count", INTEGER, "Pinyin annotations taken out."),
        Column("raw_text", TEXT, "The decoded text, otherwise as it came.", is_prose=True),
        Column("normalised_text", TEXT, "The text repaired, simplified, width folded, the body only.", is_prose=True),
        Column("loader_version", TEXT, "Version of the loader that read it."),
        Column("lexicon_fingerprint", TEXT, "Fingerprint of the seed tables it was scanned with."),
        Column(
            "language_model_fingerprint",
            TEXT,
            "Fingerprint of the trained language model it was repaired by; null: the built-in one.",
            False,
        ),
        _LOAD_ID,
        Column("loaded_at", TIMESTAMP, "When the load that wrote the row began, UTC."),
        Column(
            "alignment",
            BINARY,
            "The way from the normalised text back to the raw one, packed; empty where each character is its own.",
        ),
        Column("text_digest", TEXT, "Digest of all that the text steps gave: the text, its repairs, what it says."),
        Column("text_fingerprint", TEXT, "Fingerprint of the text steps, code and seed tables, that read it."),
        Column("scan_fingerprint", TEXT, "Fingerprint of the code and seed tables that it was scanned with."),
    ),
)
DOCUMENT_SOURCES = Table(
    "document_sources",
    "Where documents came from, one row a path and document, with what a manifest says of it.",
    ("source_path", "document_key"),
    (
        _DOCUMENT_KEY,
        Column("source_path", TEXT, "The path it was read from."),
        Column("source_name", TEXT, "The name people know it by: the file's stem."),
        Column("title", TEXT, "Title from the manifest.", False),
        Column("publisher", TEXT, "Publisher from the manifest.", False),
        Column("url", TEXT, "Address from the manifest.", False),
        Column("published_at", TEXT, "Publication day, month or year from the manifest, ISO.", False),
        Column("is_current", BOOLEAN, "Whether the path still holds this document."),
        Column("first_load_id", INTEGER, "The load that first found the document there."),
        Column(
            "retired_load_id",
            INTEGER,
            "The load that found the path without it, or with another one; null while it is current.",
            False,
        ),
        Column(
            "replaced_by_key",
            TEXT,
            "The document that the path was found to hold instead; null: it is current, or was withdrawn.",
            False,
        ),
        _LOAD_ID,
    ),
)
PAGE_FACTS = Table(
    "page_facts",
    "What pages say about themselves, one row a statement; the order is that of trust.",
    ("document_key", "fact_number"),
    (
        _DOCUMENT_KEY,
        Column("fact_number", INTEGER, "Counts the statements of the document from 1, most trusted first."),
        Column("field", TEXT, "title, publisher, published, url or dateline_place."),
        Column("value", TEXT, "The value; dates are ISO, or --MM-DD where the year is not said."),
        Column("found_in", TEXT, "Where it was found: jsonld, meta, label, dateline, first_line …"),
    ),
)
_STORED_TWICE = "null where the normalised text is short enough to be cut, as it mostly is."
SENTENCES = Table(
    "sentences",
    "Sentences of the normalised texts.",
    ("document_key", "sentence_number"),
    (
        _DOCUMENT_KEY,
        Column("sentence_number", INTEGER, "Counts the sentences of the document from 1."),
        Column("paragraph_number", INTEGER, "Counts the paragraphs of the document from 1."),
        *_SPAN,
        *_RAW_SPAN,
        Column("sentence_text", TEXT, f"The sentence; {_STORED_TWICE}", is_required=False),
    ),
)
CLAUSES = Table(
    "clauses",
    "Clauses of the sentences, cut at commas, colons and semicolons.",
    ("document_key", "sentence_number", "clause_number"),
    (
        _DOCUMENT_KEY,
        *_IN_CLAUSE,
        *_SPAN,
        Column("clause_text", TEXT, f"The clause; {_STORED_TWICE}", is_required=False),
    ),
)
NUMBER_MENTIONS = Table(
    "number_mentions",
    "Numbers that have a unit.",
    _MENTION_KEY,
    (
        *_MENTION,
        *_RAW_SPAN,
        Column(
            "left_raw_start",
            INTEGER,
            "Where the character left of it starts in the raw text: a repair there counts too.",
        ),
        Column("number_start", INTEGER, "Where the numeral starts in the normalised text."),
        Column("number_end", INTEGER, "Where the numeral with its multiplier ends."),
        Column("value_text", TEXT, "The number as written, with unit and hedges: 近6000个, 85%以上."),
        Column("number_text", TEXT, "The numeral with its multiplier: 9.03亿."),
        Column("unit_text", TEXT, "The unit as in units.csv; empty where a noun stands for it."),
        Column("unit", TEXT, "The unit it is expanded to: percent, CNY, enterprise, item …"),
        Column("unit_class", TEXT, "percent, money, money_rate, count or physical."),
        Column("currency_code", TEXT, "ISO 4217 code of an amount of money, else empty."),
        Column("number_value", NUMBER, "The value, expanded by multiplier and unit."),
        Column("comparator", TEXT, "eq, ge, gt, le, lt or approx, from the hedges."),
        Column("numeral", TEXT, "How it is written: arabic, chinese, multiplier (近千), percent (百分之九十, 九成)."),
        Column("unit_source", TEXT, "own, elided (the next number's unit holds), or noun."),
        Column("range_role", TEXT, "low or high end of a range, else empty."),
        Column("is_repaired", BOOLEAN, "Whether a repair touched the number, its unit or its left neighbour."),
    ),
)
DATE_MENTIONS = Table(
    "date_mentions",
    "Dates, periods and words for times, by their components; unresolved.",
    _MENTION_KEY,
    (
        *_MENTION,
        Column("date_text", TEXT, "As written."),
        Column(
            "date_class",
            TEXT,
            "calendar, now (目前), comparison (去年同期), year_before (去年同期为88%), same_period (同期,…), "
            "relative_day (今日), "
            "holiday (春节假期) or lunar (正月初十).",
        ),
        Column("year_number", INTEGER, "The year, if written.", False),
        Column("relative_year", INTEGER, "Offset to the document's year (今年 0, 去年 -1).", False),
        Column("is_said_year", BOOLEAN, "Whether it is the year named before (当年, 年度)."),
        Column("first_month", INTEGER, "First month of a range.", False),
        Column("month_number", INTEGER, "The (last) month, if written.", False),
        Column("relative_month", INTEGER, "Offset to the document's month (本月 0, 上月 -1).", False),
        Column("first_day", INTEGER, "First day of a range.", False),
        Column("day_number", INTEGER, "The (last) day, if written.", False),
        Column("relative_day", INTEGER, "Offset to the document's day (今日 0, 昨日 -1).", False),
        Column("quarter_number", INTEGER, "The (last) quarter, if written.", False),
        Column("half_number", INTEGER, "The half of the year, if written.", False),
        Column(
            "date_part",
            TEXT,
            "early, middle, late, end, year_early or years (a five-year plan, by its last), else empty.",
        ),
        Column("cue_before", TEXT, "The word before that says how it is meant (截至, 从), else empty."),
        Column(
            "cue_after",
            TEXT,
            "The word after that says how it is meant (以来, 起, 前), 计划 for the year of a plan (年度计划), 讯 or 电 "
            "for the day of a report (北京2月3日电), else empty.",
        ),
        Column(
            "aside_end",
            INTEGER,
            "Where the bracket closes in which it stands beside other words, if in one: (2011年签约的也算在内).",
            False,
        ),
    ),
)
PLACE_MENTIONS = Table(
    "place_mentions",
    "Names of places and words for the article's own place (全市), unresolved.",
    _MENTION_KEY,
    (
        *_MENTION,
        Column("place_text", TEXT, "As written."),
        Column(
            "name_kind",
            TEXT,
            "official, short, alias, zone, named_zone (a zone that no list has, by the name of its place), own_zone "
            "and town (by a name of its own), or deictic.",
        ),
    ),
)
METADATA_PLACES = Table(
    "metadata_places",
    "Names of places in titles, publishers and datelines.",
    ("document_key", "source_path", "field", "place_number"),
    (
        _DOCUMENT_KEY,
        Column("source_path", TEXT, "The path whose manifest says it; empty if the page itself does."),
        Column("field", TEXT, "title, publisher or dateline_place."),
        Column("place_number", INTEGER, "Counts the places in the value from 1."),
        Column("place_text", TEXT, "As written, in simplified characters."),
        Column("start_position", INTEGER, "Where it starts in the value as normalised."),
    ),
)
ORGANISATION_MENTIONS = Table(
    "organisation_mentions",
    "Names that end like an organisation's.",
    _MENTION_KEY,
    (
        *_MENTION,
        Column("organisation_text", TEXT, "As written."),
    ),
)
OWNER_MENTIONS = Table(
    "owner_mentions",
    "Names of groups that figures may be of, in sentences that have figures (亿元以上续建项目).",
    _MENTION_KEY,
    (
        *_MENTION,
        Column("owner_text", TEXT, "As written."),
        Column("is_subject", BOOLEAN, "Whether it begins its clause, but for places, dates, numbers, words like 其中."),
    ),
)
TERM_MENTIONS = Table(
    "term_mentions",
    "Rows of the lexicon found in the text.",
    _MENTION_KEY,
    (
        *_MENTION,
        Column("lexicon", TEXT, "The seed table whose row it is."),
        Column("term", TEXT, "The row: its term, cue, verb or noun."),
    ),
)
LIST_ITEMS = Table(
    "list_items",
    "Items of coordinated lists (装备、农产品加工、建材).",
    ("document_key", "list_number", "item_number"),
    (
        _DOCUMENT_KEY,
        Column("list_number", INTEGER, "Counts the lists of the document from 1."),
        Column("item_number", INTEGER, "Counts the items of the list from 1."),
        Column("item_count", INTEGER, "How many items the list has."),
        *_IN_CLAUSE,
        *_SPAN,
        Column("item_text", TEXT, "The item."),
    ),
)
REPAIRS = Table(
    "repairs",
    "Damaged stretches: changed, or found unreadable and left as they stood.",
    ("document_key", "repair_number"),
    (
        _DOCUMENT_KEY,
        Column("repair_number", INTEGER, "Counts the repairs of the document from 1."),
        Column("rule", TEXT, "The rule that found it."),
        *_RAW_SPAN,
        Column("before_text", TEXT, "The stretch as it came."),
        Column("after_text", TEXT, "The reading, simplified; empty if it was left."),
        Column("confidence", DOUBLE, "Probability that the reading is exactly right."),
        Column("is_applied", BOOLEAN, "Whether the text was changed."),
    ),
)
DOCUMENT_BANDS = Table(
    "document_bands",
    "The signature of each normalised text, in bands: of two texts that are mostly the same, some are.",
    ("document_key", "band_number"),
    (
        _DOCUMENT_KEY,
        Column("band_number", INTEGER, "Counts the bands of the document from 1."),
        Column("band_hash", LONG, "What the band holds; to be compared with the same band of other documents."),
    ),
)
BUILD_QUEUE = Table(
    "build_queue",
    "Documents that loads touched in any way since the models were last built as a whole: what is to be built anew.",
    ("document_key", "load_id"),
    (
        _DOCUMENT_KEY,
        Column("load_id", INTEGER, "The load that touched it: landed, read again, described anew, or its source lost."),
    ),
)
PROJECT = Table(
    "project",
    "What the models are built by, one row: written when dbt opens the warehouse.",
    ("code_fingerprint",),
    (
        Column("code_fingerprint", TEXT, "Fingerprint of models, macros and seed tables; other ones build all anew."),
        Column("documents_per_build", INTEGER, "How many queued documents a build takes at most; 0: all."),
    ),
)

DOCUMENT_TABLES = (
    DOCUMENTS,
    PAGE_FACTS,
    SENTENCES,
    CLAUSES,
    NUMBER_MENTIONS,
    DATE_MENTIONS,
    PLACE_MENTIONS,
    ORGANISATION_MENTIONS,
    OWNER_MENTIONS,
    TERM_MENTIONS,
    LIST_ITEMS,
    REPAIRS,
    DOCUMENT_BANDS,
)
"""Tables that hold what a document's content yields."""

SCAN_TABLES = (
    SENTENCES,
    CLAUSES,
    NUMBER_MENTIONS,
    DATE_MENTIONS,
    PLACE_MENTIONS,
    ORGANISATION_MENTIONS,
    OWNER_MENTIONS,
    TERM_MENTIONS,
    LIST_ITEMS,
)
"""Those of them that hold what the scan found in the normalised text."""

TABLES = (LOADS, SET_ASIDE, *DOCUMENT_TABLES, DOCUMENT_SOURCES, METADATA_PLACES, BUILD_QUEUE, PROJECT)
