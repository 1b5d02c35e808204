"""All steps together: every normalised character leads back to the raw text, and clean text stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damage.simulator import damage
from damage.sites import KEPT_MARKS, PINYIN_ONLY, PLAIN_TRADITIONAL, Site
from fugong.lexicon import read_rows
from fugong.text.body import BoilerplateCue
from fugong.text.pipeline import NormalisedText, normalise, normalise_all
from fugong.text.sentences import split

REPOSITORY = Path(__file__).parents[2]
CORPUS = REPOSITORY / "corpus"
CUES = tuple(
    BoilerplateCue(row["cue"], row["match"], row["action"])
    for row in read_rows(REPOSITORY / "seeds" / "boilerplate_cues.csv")
)

SENTENCES = [
    "全市186家规上工业企业已有175家开工,开工率达94.1%。",
    "县里派出58名驻企干部,帮助企业解决用工、原料、运输等问题。",
    "目前,返岗职工1.2万人,到岗率87.6%,产能恢复到八成以上。",
    "“订单不愁,就怕人手不够。”一家家具厂的负责人说。",
    "截至3月9日,累计发放稳岗返还资金6.08亿元!",
    "纺织、服装、家具3个行业复工率分别为95%、91.5%和88%。",
    "1-2月份全社会用电量12.4亿千瓦时,同比增长2.15%。",
    "新开工项目12个,总投资37亿元;签约项目8个。",
    "全国各地的订单又回来了,车间里机器声不断。",
    "下一步,各部门还将继续优化服务,确保重点项目按期完工。",
]
ARTICLES = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6, unique=True).flatmap(
    lambda lines: st.sampled_from(["", "\n"]).map(lambda sign: sign.join(lines))
)


def check_offsets(normalised: NormalisedText) -> None:
    """Check that characters lead back in order, inside the raw text."""
    previous = (0, 0)
    for at in range(len(normalised.text)):
        span = normalised.alignment.to_raw(at, at + 1)
        assert 0 <= span[0] <= span[1] <= len(normalised.raw_text)
        assert previous <= span
        previous = span


@settings(deadline=None, max_examples=50)
@given(text=ARTICLES)
def test_a_clean_simplified_text_comes_through_as_it_is(text: str) -> None:
    normalised = normalise(text, CUES)
    assert normalised.text == text
    assert (normalised.script, normalised.damage, normalised.annotation_count) == ("simplified", "none", 0)
    assert normalised.repairs == ()
    assert all(normalised.alignment.to_raw(at, at + 1) == (at, at + 1) for at in range(len(text)))


@settings(deadline=None, max_examples=40)
@given(text=ARTICLES, site=st.sampled_from([PLAIN_TRADITIONAL, PINYIN_ONLY]), seed=st.integers(0, 9))
def test_a_traditional_text_with_pinyin_reads_as_its_source_and_each_sentence_alone_reads_the_same(
    text: str, site: Site, seed: int
) -> None:
    raw = damage(text, seed=seed, site=site).text
    normalised = normalise(raw, CUES)
    assert normalised.text == text
    assert normalised.damage == ("none" if normalised.annotation_count == 0 else "ruby")
    check_offsets(normalised)
    for sentence in split(normalised.text):
        start, end = normalised.alignment.to_raw(sentence.start, sentence.end)
        alone = normalise(raw[start:end], CUES)
        assert alone.text == normalised.text[sentence.start : sentence.end]


def test_a_slip_is_repaired_on_record_and_the_rest_leads_back_past_it() -> None:
    source = "\n".join([SENTENCES[0], SENTENCES[3], SENTENCES[1]])
    damaged = damage(source, seed=1, site=KEPT_MARKS)
    assert damaged.slips
    normalised = normalise(damaged.text, CUES)
    assert normalised.text == source
    assert set(normalised.damage.split("+")) == {"ruby", "slip"}
    check_offsets(normalised)
    for repair in normalised.repairs:
        assert repair.is_applied
        assert damaged.text[repair.raw_start : repair.raw_end] == repair.before_text
        assert repair.after_text in source
        assert repair.rule.startswith("slip.")
        assert 0 < repair.confidence <= 1


def test_every_number_of_a_page_leads_back_to_itself() -> None:
    raw = (
        "<html><head><title>青山县开工率达94.1%</title></head><body><div>首页 > 要闻</div><article>"
        f"<p>{SENTENCES[0]}</p><p>{SENTENCES[2]}</p><p>{SENTENCES[4]}</p></article></body></html>"
    )
    normalised = normalise(raw, CUES)
    for number in ("94.1%", "1.2万", "6.08亿元"):
        at = normalised.text.index(number)
        start, end = normalised.alignment.to_raw(at, at + len(number))
        assert raw[start:end] == number
    assert ("title", "青山县开工率达94.1%") in {(fact.field, fact.value) for fact in normalised.page_facts}
    check_offsets(normalised)


@pytest.mark.parametrize("raw", ["", "\n", " \n ", "KN95", "。", "<html></html>", "）", "(fù)", "\ufeff"])
def test_a_text_with_next_to_nothing_in_it_is_no_trouble(raw: str) -> None:
    normalised = normalise(raw, CUES)
    assert normalised.raw_text == raw
    assert normalised.damage == "none"
    check_offsets(normalised)


def test_many_texts_are_normalised_as_each_alone_and_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fugong.text.pipeline._AT_A_TIME", 3)
    raws = [
        SENTENCES[0],
        damage(SENTENCES[0] + SENTENCES[2], seed=3, site=PINYIN_ONLY).text,
        f"<html><title>复工</title><p>{SENTENCES[1]}</p><p>责任编辑：林一舟</p></html>",
        f"{SENTENCES[3]}\n责任编辑：林一舟",
        "",
        "全市复工企业1\ufffd5家&nbsp;。",
        damage(SENTENCES[3], seed=4, site=PLAIN_TRADITIONAL).text,
    ]
    assert list(normalise_all(iter(raws), CUES)) == [normalise(raw, CUES) for raw in raws]


def test_the_same_text_gives_the_same_result_whatever_came_before() -> None:
    raw = damage(SENTENCES[0] + SENTENCES[2], seed=3, site=PINYIN_ONLY).text
    first = normalise(raw, CUES)
    normalise(damage(SENTENCES[3], seed=4, site=PLAIN_TRADITIONAL).text, CUES)
    assert normalise(raw, CUES) == first


@pytest.mark.parametrize("path", sorted(CORPUS.glob("[cs]*-2020-0[34].txt")), ids=lambda path: path.stem)
def test_the_offsets_of_an_article_of_the_sample_lead_back_in_order(path: Path) -> None:
    check_offsets(normalise(path.read_text(encoding="utf-8"), CUES))


def test_a_character_that_was_lost_in_conversion_is_damage_on_record() -> None:
    normalised = normalise("全市复工企业1\ufffd5家，其余\ufffd家下周复工。", CUES)
    assert normalised.text == "全市复工企业1\ufffd5家,其余\ufffd家下周复工。"
    assert [(repair.raw_start, repair.before_text, repair.is_applied) for repair in normalised.repairs] == [
        (7, "\ufffd", False),
        (13, "\ufffd", False),
    ]
    assert normalised.damage == "unreadable"


@pytest.mark.parametrize("site", [PLAIN_TRADITIONAL, PINYIN_ONLY, KEPT_MARKS], ids=lambda site: site.name)
def test_a_pages_own_words_about_itself_are_read_like_its_text(site: Site) -> None:
    title, publisher = (damage(text, seed=1, site=site).text for text in ("齐齐哈尔县区复产达产", "长沙县发布"))
    page = (
        f'<html><head><meta property="og:title" content="{title}"><meta name="source" content="{publisher}"></head>'
        f"<body><div><p>{damage(SENTENCES[0], seed=1, site=site).text}</p></div></body></html>"
    )
    facts = {fact.field: fact.value for fact in normalise(page, ()).page_facts}
    assert (facts["title"], facts["publisher"]) == ("齐齐哈尔县区复产达产", "长沙县发布")
