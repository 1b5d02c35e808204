"""The articles of the small warehouse that `fugong why` is tried on."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
ARTICLES = {
    # A plain report: a date, an owner, counts beside a rate, a class, a plan, a bound, one count only, a range.
    "plain.txt": "截至3月9日,齐齐哈尔市452家规模以上工业企业中,有434家复工,复工率达96%。\n"
    "对50人以下的小微企业发放补贴近3000万元。甘南县计划3月底前开工重点项目12个。\n"
    "龙江县118家规模以上工业企业复工率达89.5%,返岗员工200至300人。\n",
    # Rates that are said of the items of a list, one each, and one of all.
    "list.txt": "3月12日,讷河市纺织、建材、医药3个行业复工率分别为95%、91.5%和88%。\n"
    "电力、石化2个行业复工率均达到100%。\n",
    # Annotated, in traditional script, with a slip right before a number.
    "damaged.txt": "齊齊哈爾市幫助企業(yè)解決生產(chǎn)資質(zhì)、原料運(yùn)輸?shù)葐栴}381個,"
    "復(fù)工率達(dá)９１％。\n",
    # A sentence labelled with its place, a count dated by the next clause, a figure of a year before.
    "label.txt": "甘南县:全市拨付的专项资金中已到1956万元。\n"
    "全市商户共3501家,截至4月18日其中3313家开门营业。\n"
    "4月15日全市开工企业7200家,去年同期为7100家。\n",
}
# The title holds what would paint a terminal red.
MANIFEST = (
    "path,title,publisher,url,published_at\n"
    "plain.txt,\x1b[31m复工忙\x1b[0m,嫩江晚报,https://news.example.org/a,2020-03-10\n"
    "list.txt,行业回暖,嫩江晚报,,2020-03-13\n"
    "damaged.txt,,嫩江晚报,,2020-03\n"
    "label.txt,各县到账,嫩江晚报,,2020-04-20\n"
)
