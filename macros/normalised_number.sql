{# A number as it stands in a raw text, with its unit and hedges, the way the normalised text writes it, but without
   white space. Character references other than those of the no-break space stay. #}
{% macro normalised_number(expression) -%}
    translate(
        {{ without_annotations(without_markup(expression)) }},
        '{{ written_number_characters() }}',
        '{{ normalised_number_characters() }}'
    )
{%- endmacro %}

{# A text without comments, tags and white space. #}
{% macro without_markup(expression) -%}
    {{ replace_pattern(
        expression,
        "'<!--[\\s\\S]*?-->|<(?:\"[^\"]*\"|\\x27[^\\x27]*\\x27|[^>])*?>"
            ~ "|&nbsp;?|&#0*160;?|&#[xX]0*[aA]0;?|[\\s\\x00\\x0b\\x{a0}\\x{3000}]+'",
        "''"
    ) }}
{%- endmacro %}

{# A text without pinyin annotations in brackets, whose opening bracket may be lost: 萬(wàn), 萬wàn). #}
{% macro without_annotations(expression) -%}
    {#- The letters: ASCII, those with tone marks, and the marks by themselves. -#}
    {{ replace_pattern(
        expression,
        "'[(（]?[a-zA-Z\\x{c0}-\\x{1dc}\\x{1f8}\\x{1f9}\\x{251}\\x{261}\\x{300}-\\x{30c}\\x{1e3e}\\x{1e3f}]+[1-5]?[)）]'",
        "''"
    ) }}
{%- endmacro %}

{# The characters of numerals, units and hedges in forms that normalising changes: traditional, then full width.
   tests/macros/test_number_characters.py says which to add for a new unit or hedge. #}
{% macro written_number_characters() -%}
    {{- '佈佔來個傢億內兩冊剋劑區單噸國團場塊將對屆層嵗師幣張強慶戶摺攝於昇時條棟樓標檯歐' -}}
    {{- '歲準滿為營爲牀畝盧碼種筆箇節糰紀約納級組經綫線縣臺茲萬處號裏裡許貝踰車輛輪連週遊' -}}
    {{- '運過達釐鈡錢鍾鎊鐘門間閤陞隊隻雙電韆韓頁頃項頭顆類颱餘馬麪麫麵點齡齣員數鞦' -}}
    {{- '０１２３４５６７８９ＢＥＧＨＫＭＴＵＷｃｈｋｌｍｎｚ％．，（）＋－／' -}}
{%- endmacro %}

{# What they become, character by character. #}
{% macro normalised_number_characters() -%}
    {{- '布占来个家亿内两册克剂区单吨国团场块将对届层岁师币张强庆户折摄于升时条栋楼标台欧' -}}
    {{- '岁准满为营为床亩卢码种笔个节团纪约纳级组经线线县台兹万处号里里许贝逾车辆轮连周游' -}}
    {{- '运过达厘钟钱钟镑钟门间合升队只双电千韩页顷项头颗类台余马面面面点龄出员数秋' -}}
    {{- '0123456789BEGHKMTUWchklmnz%.,()+-/' -}}
{%- endmacro %}
