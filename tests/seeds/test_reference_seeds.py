"""The reference seeds hold together: keys, references, short names, and the facts that others lean on."""

import csv
import datetime as dt
import itertools
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SEEDS = REPOSITORY / "seeds"
REFERENCE = REPOSITORY.parent / "shared" / "reference"

COLUMNS = {
    "divisions": "city_key,adcode,city_name,short_name,is_word,level,parent_adcode,province_name,prefecture_name,"
    "valid_from_year,valid_to_year,successor_adcodes",
    "division_aliases": "alias,adcode,alias_type,is_word",
    "zones": "city_key,zone_name,short_name,parent_adcode",
    "industries": "sector_code,sector_name,level,parent_code,section_code",
    "sector_groupings": "sector_key,sector_name,definition",
    "sector_grouping_members": "sector_key,sector_code",
    "sector_terms": "term,sector_key",
    "enterprise_groups": "term,group_key,group_name",
    "calendar_holidays": "date_day,holiday_name,is_day_off",
    "lunar_new_years": "lunar_year,first_day,last_month_days",
    "deictic_places": "term,level,is_own,is_of_clause,is_of_home,not_after,not_before",
}
MAY_BE_EMPTY = {
    "deictic_places": {"not_after", "not_before"},
    "divisions": {
        "short_name",
        "parent_adcode",
        "province_name",
        "prefecture_name",
        "valid_to_year",
        "successor_adcodes",
    },
    "zones": {"short_name"},
    "industries": {"parent_code"},
}
KEYS = {
    "divisions": ("city_key",),
    "division_aliases": ("alias",),
    "zones": ("city_key",),
    "industries": ("sector_code",),
    "sector_groupings": ("sector_key",),
    "sector_grouping_members": ("sector_key", "sector_code"),
    "sector_terms": ("term",),
    "enterprise_groups": ("term",),
    "calendar_holidays": ("date_day",),
    "lunar_new_years": ("lunar_year",),
    "deictic_places": ("term",),
}
BOOLEANS = {
    "divisions": "is_word",
    "division_aliases": "is_word",
    "calendar_holidays": "is_day_off",
    "deictic_places": "is_own",
}


@cache
def rows(seed: str) -> tuple[dict[str, str], ...]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def values(seed: str, column: str) -> set[str]:
    return {row[column] for row in rows(seed)}


def divisions_in_use() -> list[dict[str, str]]:
    return [row for row in rows("divisions") if not row["valid_to_year"]]


def division(name: str, adcode: str = "") -> dict[str, str]:
    """The division in use of that name, of that code where the name repeats."""
    (found,) = (row for row in divisions_in_use() if row["city_name"] == name and row["adcode"].startswith(adcode))
    return found


@pytest.mark.parametrize("seed", COLUMNS)
def test_a_seed_has_the_columns_of_the_contract(seed: str) -> None:
    assert ",".join(rows(seed)[0]) == COLUMNS[seed]


@pytest.mark.parametrize("seed", COLUMNS)
def test_a_seed_is_plain_utf8_with_unix_line_ends(seed: str) -> None:
    content = (SEEDS / f"{seed}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")


@pytest.mark.parametrize("seed", COLUMNS)
def test_no_value_has_outer_blanks_and_no_required_value_is_empty(seed: str) -> None:
    optional = MAY_BE_EMPTY.get(seed, set())
    wrong = [
        (row, column)
        for row in rows(seed)
        for column, value in row.items()
        if value != value.strip() or (not value and column not in optional)
    ]
    assert wrong == []


@pytest.mark.parametrize("seed", COLUMNS)
def test_no_key_and_no_term_stands_twice(seed: str) -> None:
    counts = Counter(tuple(row[column] for column in KEYS[seed]) for row in rows(seed))
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("seed", BOOLEANS)
def test_booleans_are_true_or_false(seed: str) -> None:
    assert values(seed, BOOLEANS[seed]) <= {"true", "false"}


def test_the_nation_and_all_3213_divisions_in_use_in_2024_are_there() -> None:
    levels = Counter(row["level"] for row in divisions_in_use())
    assert levels == {"nation": 1, "province": 34, "prefecture": 333, "county": 2846}
    assert sum(levels.values()) == 3213 + 1


def test_every_version_of_the_reference_table_is_there_unchanged() -> None:
    source = REFERENCE / "admin_divisions.csv"
    if not source.exists():
        pytest.skip("the reference table lies outside the repository")
    with source.open(encoding="utf-8", newline="") as file:
        wanted = {
            (row["adcode"], row["division_name"], row["level"], row["valid_from_year"], row["valid_to_year"])
            for row in csv.DictReader(file)
        }
    columns = ("adcode", "city_name", "level", "valid_from_year", "valid_to_year")
    assert {tuple(row[column] for column in columns) for row in rows("divisions") if row["level"] != "nation"} == wanted


def test_every_industry_of_the_reference_table_is_there() -> None:
    levels = Counter(row["level"] for row in rows("industries"))
    assert levels == {"section": 20, "division": 97, "group": 473, "class": 1380}


def test_a_divisions_parent_is_a_division() -> None:
    adcodes = values("divisions", "adcode")
    assert [row for row in rows("divisions") if row["level"] != "nation" and row["parent_adcode"] not in adcodes] == []


def test_a_city_key_is_the_code_and_the_first_year() -> None:
    wrong = [row for row in rows("divisions") if row["city_key"] != f"{row['adcode']}-{row['valid_from_year']}"]
    assert wrong == []


def test_a_short_name_begins_the_name_and_has_two_characters_or_more() -> None:
    wrong = [
        row["city_name"]
        for row in rows("divisions")
        if row["short_name"] and (len(row["short_name"]) < 2 or not row["city_name"].startswith(row["short_name"]))
    ]
    assert wrong == []


def test_only_the_nation_keeps_its_whole_name_as_short_name() -> None:
    assert [row["city_name"] for row in rows("divisions") if row["short_name"] == row["city_name"]] == ["全国"]


@pytest.mark.parametrize(
    ("name", "adcode", "short_name"),
    [
        ("内蒙古自治区", "", "内蒙古"),
        ("广西壮族自治区", "", "广西"),
        ("新疆维吾尔自治区", "", "新疆"),
        ("香港特别行政区", "", "香港"),
        ("延边朝鲜族自治州", "", "延边"),
        ("黔西南布依族苗族自治州", "", "黔西南"),
        ("海西蒙古族藏族自治州", "", "海西"),
        ("克孜勒苏柯尔克孜自治州", "", "克孜勒苏"),
        ("兴安盟", "", "兴安"),
        ("大兴安岭地区", "", "大兴安岭"),
        ("杜尔伯特蒙古族自治县", "", "杜尔伯特"),
        ("双江拉祜族佤族布朗族傣族自治县", "", "双江"),
        ("积石山保安族东乡族撒拉族自治县", "", "积石山"),
        ("管城回族区", "", "管城"),
        ("神农架林区", "", "神农架"),
        ("浦东新区", "", "浦东"),
        ("万柏林区", "", "万柏林"),
        ("峰峰矿区", "", "峰峰"),
        ("三门峡市", "", "三门峡"),
        ("阿拉善左旗", "", ""),
        ("唐县", "", ""),
        ("城区", "140302", ""),
    ],
)
def test_short_names_drop_the_rank_and_the_peoples(name: str, adcode: str, short_name: str) -> None:
    assert division(name, adcode)["short_name"] == short_name


@pytest.mark.parametrize(
    ("name", "adcode"),
    [
        ("和平区", "2101"),
        ("新华区", "1301"),
        ("平安区", "6302"),
        ("公安县", ""),
        ("共和县", ""),
        ("互助土族自治县", ""),
        ("吉林市", ""),
        ("海南区", ""),
        ("建平县", ""),
        ("和政县", ""),
    ],
)
def test_a_short_name_that_is_a_word_or_anothers_is_marked(name: str, adcode: str) -> None:
    assert division(name, adcode)["is_word"] == "true"


@pytest.mark.parametrize("name", ["吉林省", "海南省", "哈尔滨市", "苏州市", "延边朝鲜族自治州", "义乌市", "昆山市"])
def test_a_short_name_that_is_usually_the_place_is_not_marked(name: str) -> None:
    assert division(name)["is_word"] == "false"


def test_nine_in_ten_prefectures_may_be_known_by_their_short_name() -> None:
    prefectures = [row for row in divisions_in_use() if row["level"] == "prefecture"]
    assert sum(row["is_word"] == "false" for row in prefectures) > 0.9 * len(prefectures)


def test_a_county_with_the_short_name_of_a_higher_division_of_its_time_gives_way() -> None:
    higher = {row["short_name"] for row in divisions_in_use() if row["level"] in ("province", "prefecture")} - {""}
    wrong = [
        row["city_name"]
        for row in divisions_in_use()
        if row["level"] == "county" and row["short_name"] in higher and row["is_word"] == "false"
    ]
    assert wrong == []


def test_aliases_lead_to_divisions_in_use_and_none_is_such_a_divisions_name() -> None:
    adcodes = {row["adcode"] for row in divisions_in_use()}
    assert values("division_aliases", "adcode") <= adcodes
    assert not values("division_aliases", "alias") & {row["city_name"] for row in divisions_in_use()}
    assert values("division_aliases", "alias_type") <= {
        "abbreviation",
        "former",
        "landscape",
        "nickname",
        "short",
    }


def test_an_alias_of_one_character_is_never_a_place_on_its_own() -> None:
    single = [row for row in rows("division_aliases") if len(row["alias"]) == 1]
    assert len(single) > 34
    assert [row["alias"] for row in single if row["is_word"] != "true"] == []


def test_a_zone_lies_in_a_division_in_use_and_has_a_name_of_its_own() -> None:
    assert values("zones", "parent_adcode") <= {row["adcode"] for row in divisions_in_use()}
    names = Counter(name for row in rows("zones") for name in (row["zone_name"], row["short_name"]) if name)
    assert [name for name, count in names.items() if count > 1] == []
    assert not set(names) & (values("divisions", "city_name") | values("divisions", "short_name"))


def test_a_zones_key_is_a_slug() -> None:
    assert [key for key in values("zones", "city_key") if not (key.startswith("zone-") and key[5:].isalpha())] == []
    assert all(key.isascii() and key.islower() for key in values("zones", "city_key"))


def test_an_industrys_parent_and_section_are_industries() -> None:
    codes = values("industries", "sector_code")
    assert values("industries", "parent_code") - {""} <= codes
    assert values("industries", "section_code") <= codes


def test_a_grouping_has_members_and_every_member_is_an_industry() -> None:
    assert values("sector_grouping_members", "sector_key") == values("sector_groupings", "sector_key")
    assert values("sector_grouping_members", "sector_code") <= values("industries", "sector_code")


def test_no_grouping_counts_an_industry_twice() -> None:
    parents = {row["sector_code"]: row["parent_code"] for row in rows("industries")}
    members = {(row["sector_key"], row["sector_code"]) for row in rows("sector_grouping_members")}
    twice = []
    for key, code in members:
        above = parents[code]
        while above:
            if (key, above) in members:
                twice.append((key, code, above))
            above = parents[above]
    assert twice == []


def test_a_sector_term_leads_to_a_grouping_or_an_industry() -> None:
    known = values("sector_groupings", "sector_key") | {f"gbt-{code}" for code in values("industries", "sector_code")}
    assert values("sector_terms", "sector_key") <= known
    assert values("sector_groupings", "sector_key") <= values("sector_terms", "sector_key")


def test_a_term_has_two_characters_or_more() -> None:
    terms = [row["term"] for seed in ("sector_terms", "enterprise_groups", "deictic_places") for row in rows(seed)]
    assert [term for term in terms if len(term) < 2] == []


@pytest.mark.parametrize(
    ("term", "sector_key"),
    [
        ("装备", "grouping-equipment"),
        ("石化", "grouping-petrochemical"),
        ("油气", "grouping-oil-gas"),
        ("能源", "grouping-energy"),
        ("建材", "grouping-building-materials"),
        ("农产品加工", "grouping-agri-processing"),
        ("石油和天然气开采辅助活动", "gbt-112"),
        ("汽车制造业", "gbt-36"),
        ("制造业", "gbt-C"),
    ],
)
def test_terms_lead_to_their_sector(term: str, sector_key: str) -> None:
    assert {row["term"]: row["sector_key"] for row in rows("sector_terms")}[term] == sector_key


def test_a_group_of_enterprises_has_one_name_and_the_name_is_one_of_its_terms() -> None:
    names = {(row["group_key"], row["group_name"]) for row in rows("enterprise_groups")}
    assert len(names) == len(values("enterprise_groups", "group_key")) == len(values("enterprise_groups", "group_name"))
    of_term = {row["term"]: row["group_key"] for row in rows("enterprise_groups")}
    assert [(key, name) for key, name in names if of_term.get(name) != key] == []


@pytest.mark.parametrize(
    ("term", "group_name"),
    [
        ("规上企业", "规模以上工业企业"),
        ("规上工业", "规模以上工业企业"),
        ("限上商贸企业", "限额以上商贸企业"),
        ("个体户", "个体工商户"),
        ("央企", "中央企业"),
        ("市重点项目", "市级重点项目"),
    ],
)
def test_written_variants_lead_to_the_full_name(term: str, group_name: str) -> None:
    assert {row["term"]: row["group_name"] for row in rows("enterprise_groups")}[term] == group_name


def test_deictic_terms_have_a_known_level() -> None:
    known = {"nation", "province", "prefecture", "county", "organisation", "district_or_region", "any"}
    assert values("deictic_places", "level") <= known


@pytest.mark.parametrize(
    ("term", "level", "is_own"),
    [
        ("全市", "prefecture", "false"),
        ("我市", "prefecture", "true"),
        ("我省", "province", "true"),
        ("全区", "district_or_region", "false"),
        ("自治区", "province", "false"),
        ("我国", "nation", "true"),
    ],
)
def test_deictic_terms_say_which_level_and_whether_ours(term: str, level: str, is_own: str) -> None:
    (found,) = (row for row in rows("deictic_places") if row["term"] == term)
    assert (found["level"], found["is_own"]) == (level, is_own)


def test_a_day_worked_for_a_holiday_is_a_saturday_or_sunday() -> None:
    worked = [
        dt.date.fromisoformat(row["date_day"]) for row in rows("calendar_holidays") if row["is_day_off"] == "false"
    ]
    assert len(worked) > 90
    assert [day for day in worked if day.weekday() < 5] == []


def test_every_year_from_2009_to_2026_has_its_seven_holidays() -> None:
    # One row a day: where Mid-Autumn falls on National Day, the day is National Day's.
    merged = {("2020", "中秋节")}
    names = {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}
    found = {
        (row["date_day"][:4], row["holiday_name"]) for row in rows("calendar_holidays") if row["is_day_off"] == "true"
    }
    wanted = {(str(year), name) for year in range(2009, 2027) for name in names}
    assert wanted - found == merged


def test_the_spring_festival_of_2020_lasted_until_the_second_of_february() -> None:
    days = {row["date_day"]: row["is_day_off"] for row in rows("calendar_holidays") if row["holiday_name"] == "春节"}
    of_2020 = {day: off for day, off in days.items() if day.startswith("2020")}
    off = [day for day, is_off in of_2020.items() if is_off == "true"]
    assert (min(off), max(off), len(off)) == ("2020-01-24", "2020-02-02", 10)
    assert [day for day, is_off in of_2020.items() if is_off == "false"] == ["2020-01-19"]


def first_days() -> list[dt.date]:
    return [dt.date.fromisoformat(row["first_day"]) for row in rows("lunar_new_years")]


def test_lunar_years_begin_one_after_the_other_at_the_turn_of_winter_and_have_twelve_or_thirteen_months() -> None:
    days = first_days()
    assert [day.year for day in days] == [int(row["lunar_year"]) for row in rows("lunar_new_years")]
    assert [day for day in days if not (1, 21) <= (day.month, day.day) <= (2, 20)] == []
    assert {(later - earlier).days for earlier, later in itertools.pairwise(days)} <= {353, 354, 355, 383, 384, 385}


def test_the_first_day_of_every_lunar_year_is_a_day_off_of_its_spring_festival() -> None:
    off = {
        row["date_day"]
        for row in rows("calendar_holidays")
        if row["holiday_name"] == "春节" and row["is_day_off"] == "true"
    }
    years = {day[:4] for day in off}
    assert len(years) >= 18
    assert [day for day in map(str, first_days()) if day[:4] in years and day not in off] == []


@pytest.mark.parametrize(
    ("lunar_year", "eve", "eve_number"),
    [("2020", "2020-01-24", 30), ("2021", "2021-02-11", 30), ("2022", "2022-01-31", 29), ("2025", "2025-01-28", 29)],
)
def test_the_last_evening_of_the_old_year_is_the_thirtieth_or_the_twenty_ninth(
    lunar_year: str, eve: str, eve_number: int
) -> None:
    (row,) = (row for row in rows("lunar_new_years") if row["lunar_year"] == lunar_year)
    assert str(dt.date.fromisoformat(row["first_day"]) - dt.timedelta(days=1)) == eve
    assert int(row["last_month_days"]) == eve_number
