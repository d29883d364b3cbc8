"""The written forms of dates as regular expressions.

DATE knows every form; the others tell where one may begin (START), what continues it (CHAIN) and what around it changes
its meaning.
"""

import re

D = "0-9０-９"
H = "〇○零一二三四五六七八九十廿卅"
_SPACE = "[ \\t\u00a0\u2002-\u200b\u3000]"
S = f"{_SPACE}{{0,4}}(?:\\n{_SPACE}{{0,4}})?"  # a line may end inside a date
DASH = "-－﹣‐-―─━~～〜∼∽⁓﹘−ー"
TO = f"{S}(?:至|到|[{DASH}]{{1,2}}){S}"
_ZERO = "〇○◯零OoＯｏ0０"  # whatever stands for 〇
_HAN_YEAR = f"[一二][{_ZERO}一二三四五六七八九]{{3}}"
YEAR = f"(?:[{D}]{{4}}|{_HAN_YEAR})"
# 22年1月, 98年7月1日, 九八年七月一日; not 10年3个月
_SHORT_YEAR = (
    f"(?:[{D}]{{2}}(?={S}年{S}[{D}]{{1,2}}{S}月(?!龄))"
    f"|[〇○零一二三四五六七八九]{{2}}(?={S}年{S}[{H}元]{{1,3}}{S}月{S}[{H}]{{1,3}}{S}日))"
)
MONTH = f"(?:[{D}]{{1,2}}|元|[{H}]{{1,3}})"
DAY = f"(?:[{D}]{{1,2}}|[{H}]{{1,3}})"
SIGN = f"{S}[日号號](?!龄)"
_CLOCK = f"[{D}]{{1,2}}(?:[时点](?:[{D}]{{1,2}}分|许|整|半)?|[:：∶][{D}]{{2}})"
HOURS = (  # 1月18日（周二）下午至20日, 1月18日8时至19日8时
    "(?:[（(](?:星期|周|礼拜)[一二三四五六日天][）)])?(?:上午|下午|中午|凌晨|傍晚|夜间|晚上?|早上?)?"
    f"(?:[零{D}]{{1,2}}时|{_CLOCK})?"
)
_QUARTER = "[一二三四1-4１-４]"
_XUN = "上、?中旬|中、?下旬|[上中下]旬"
_FOLLOWING = "次年|翌年|第二年|转年"

DATE = re.compile(
    rf"""
    (?<![{D}])(?<![{D}][.．,/:])(?<!第)(?<!连续)
    (?:
      # 2022-01-18, 2022.1.18至20
      (?<![A-Za-z._/-])
      (?P<iso>(?P<iso_y>[{D}]{{4}})(?P<sep>[-－−/／.．])(?P<iso_m>[{D}]{{1,2}})(?P=sep)(?P<iso_d>[{D}]{{1,2}}))
      (?![{D}]|(?P=sep)[{D}])
      (?:{TO}(?:(?:(?P<iso_y2>[{D}]{{4}})(?P=sep))?(?P<iso_m2>[{D}]{{1,2}})(?P=sep))?(?P<iso_d2>[{D}]{{1,2}})
         (?![{D}]|[-－/／.．:年月][{D}]))?
    |
      # 2021-2025年
      (?P<y_from>{YEAR})(?:{TO}|{S}(?P<y_list>[、和]){S})(?P<y_to>{YEAR}){S}(?:年|两年)
    |
      (?P<lunar>农历|阴历|旧历)?
      (?:(?P<y>{YEAR}|{_SHORT_YEAR}){S}年(?:度(?={S}(?:第?[一二三四1-4首前]|[上下]半年)))?
        |(?P<rel>今年|本年|去年|上年|上一年|前年|明年|来年|同年|当年|{_FOLLOWING}|每年|历年|往年|常年))?
      (?:
        # 1月18日至20日, 1月上旬, 1—10月
        {S}
        (?P<head>(?P<m>{MONTH}){S}
          (?:月(?!龄)(?P<fen>份)?
             (?:{S}(?:(?P<d>{DAY})(?:{SIGN}
                                      |(?={TO}(?:{MONTH}{S}月{S})?{DAY}{SIGN})
                                      |(?=(?:{S}[、和]{S}{DAY})+{SIGN}))
                |(?P<xun>{_XUN})))?
            |(?=(?:{TO}|{S}、{S}){MONTH}{S}月(?!龄))))
        (?:{HOURS}起?{TO}
           (?:(?:(?P<y2>{YEAR}){S}年|(?P<rel2>{_FOLLOWING}|今年|明年|同年|当年)){S})?
           (?:(?P<m2>{MONTH}){S}月(?!龄)份?)?
           (?:{S}(?P<d2>{DAY}){SIGN}|{S}(?P<xun2>{_XUN})|(?(m2)|(?P<end>(?:本|当)?月[底末])))
          |{S}、{S}(?P<m_next>{MONTH}){S}月(?![龄{D}{H}上中下])份?)?
      |
        # 一季度, 一至三季度, 前8个月, 上半年
        {S}
        (?P<part>
           第?(?P<q>{_QUARTER})(?:(?:{S}季度)?(?:{TO}|{S}、{S})第?(?P<q2>{_QUARTER})|(?P<q_next>{_QUARTER}))?{S}季度
          |(?P<q_first>首)季度?
          |第(?P<q_short>{_QUARTER})季
          |[前头](?P<q_count>[二两三23２３])个?季度
          |[前头](?P<m_count>{MONTH})个月|(?:(?<=[年，。、；：（(“\s])|^)前(?P<m_sum>[{D}]{{1,2}}|十[一二]?|[四五六七八九])月
          |(?P<half>[上下])半年)
      |
        # 2022年, 2021年至2025年
        (?(y)|(?(rel)|(?!)))(?!代|级|历史|的历史|之久|以[上下]|左右)
        (?:{TO}(?P<y3>{YEAR}){S}年)?
      )
    )
    """,
    re.VERBOSE,
)
# Where a date may begin. The search for these characters is fast; DATE alone would be tried at every character.
START = re.compile(
    rf"[{D}{H}元今本去上前明来同当次翌第转每历往常农阴旧首下头]"
    rf"(?=[{D}{H}OoＯｏ年月季半历一二两三四首\s\u200b至到、./．／−{DASH[1:]}-])"
)
# 1月18日 | 、20日 | 和22日至23日
CHAIN = re.compile(
    rf"{HOURS}{S}(?:[、，,和及与]|以及){S}(?P<text>(?P<d>{DAY})"
    rf"(?:{SIGN}(?![内游])(?:{TO}(?P<d2>{DAY}){SIGN})?|(?=(?:{S}[、和]{S}{DAY})+{SIGN})))"
)
# A day whose month was named in an earlier sentence: 1月18日开会。|20日上午, |21日至23日. Not 7日内, 日常.
LONE = re.compile(
    rf"(?<![{D}{H}月年至到第每近历满共期续超多约整前后、.．,，:/{DASH[1:]}-])(?P<d>[0-9]{{1,2}})"
    rf"(?:日?{TO}(?P<d2>[0-9]{{1,2}}))?日(?![内游均报元本常益渐龄产用历程志期语军方式后前间起]|[以之][前后内]|夜兼程)"
)
# Half-open: a deadline or a beginning is not when something happened. Not in 1月18日前往, 2022年后勤.
OPEN = re.compile(
    rf"(?:[底末初]|(?:下班|[{D}]{{1,2}}[时点]))?"
    r"(?:以[来前后]|之[前后]|[至迄]今(?!年)|来(?=[，,。；：、\s]|$)"
    rf"|前(?![往来去赴沿台线期半{D}{H}两])|后(?![勤续方期备者代卫台半来]))"
)
# What directly precedes a date without a year may place it: 将于当地时间7月26日, 今天（1月5日）.
AHEAD = re.compile(r"(?:(?:将|拟|计划|预计|预定|决定)[于在自从]?|定于|定在)(?:当地时间|北京时间)?\s*$")
TODAY = re.compile(r"[今昨明前][天日晚晨早][（(]\s*$")
SENTENCE_END = re.compile(r"[。！？；\n]")
ISO_DAY = re.compile(f"[{D}]{{4}}[-－−/／.．][{D}]")
