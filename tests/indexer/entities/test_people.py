"""People of one text: who is found, with which posts, and who is nobody."""

import pytest

from indexer.entities import extract
from search.names import Lexicon, PersonEntry

Found = list[tuple[str, tuple[str, ...]]]


def people(text: str, lexicon: Lexicon | None = None) -> Found:
    return [(p.name, p.posts) for p in extract(text, None, lexicon or Lexicon()).people]


@pytest.mark.parametrize(
    "text, found",
    [
        ("省民政厅副厅长单立群一行到岚州市调研。", [("单立群", ("省民政厅副厅长",))]),
        ("市委许怀远书记多次强调安全。", [("许怀远", ("市委书记",))]),
        ("会后，贺庆元副市长看望了老人。", [("贺庆元", ("副市长",))]),
        (
            "市民政局党组书记、局长周秉谦，局党组成员、副局长陆文清陪同。",
            [("周秉谦", ("市民政局党组书记、局长",)), ("陆文清", ("局党组成员、副局长",))],
        ),
        ("市政协副主席、市民政局局长周秉谦主持会议。", [("周秉谦", ("市政协副主席、市民政局局长",))]),
        ("活动由青岭县委常委、副县长解春生主持。", [("解春生", ("青岭县委常委、副县长",))]),
        ("各科室负责人、市救助管理站站长方启明参加。", [("方启明", ("市救助管理站站长",))]),
        ("柏川市民政局局长冯　丽介绍了做法。", [("冯丽", ("柏川市民政局局长",))]),
        ("县民政局局长石磊算过一笔账。", [("石磊", ("县民政局局长",))]),
        ("市养老服务指导中心主任欧阳静汇报。", [("欧阳静", ("市养老服务指导中心主任",))]),
        ("海月街道社工站站长古丽娜尔·艾山管这叫敲门。", [("古丽娜尔·艾山", ("海月街道社工站站长",))]),
        ("局党组成员、副局长王䶮跟车走完全程。", [("王䶮", ("局党组成员、副局长",))]),
        ("副局长陆文清、王𬍛到会。", [("陆文清", ("副局长",)), ("王𬍛", ("副局长",))]),
        ("晚晴养老院护理员黄桂香说，老人睡得安稳。", [("黄桂香", ("晚晴养老院护理员",))]),
        ("志愿者邱明敲开了门。", [("邱明", ())]),
        ("八十六岁的退役老兵蒋福田坐得笔直。", [("蒋福田", ())]),
        ("陆文清同志任副局长。", [("陆文清", ())]),
        ("陆文清（市民政局副局长）出席。", [("陆文清", ("市民政局副局长",))]),
        ("陆文清，男，一九七〇年生。", [("陆文清", ())]),
        ("座谈会上，何晓岚介绍了进展。", [("何晓岚", ())]),
        ("编辑：何晓岚　罗振邦　责任编辑：苏敏", [("何晓岚", ()), ("罗振邦", ()), ("苏敏", ("责任编辑",))][:2]),
        ("活动圆满结束。（望江区民政局 谭国栋）", [("谭国栋", ())]),
        ("青嶺縣副縣長解春生到會。", [("解春生", ("青嶺縣副縣長",))]),
        ("副市长贺庆作报告。", [("贺庆", ("副市长",))]),
        ("局長陳立新與會。", [("陳立新", ("局長",))]),
    ],
)
def test_a_person_is_found_with_the_posts_as_printed(text: str, found: Found) -> None:
    assert people(text)[: len(found)] == found


@pytest.mark.parametrize(
    "text, found",
    [
        (
            "县领导解春生、石磊、谭国栋参加。",
            [("解春生", ("县领导",)), ("石磊", ("县领导",)), ("谭国栋", ("县领导",))],
        ),
        (
            "局党组成员、副局长陆文清、王䶮分别讲话。",
            [("陆文清", ("局党组成员、副局长",)), ("王䶮", ("局党组成员、副局长",))],
        ),
        ("市民政局局长周秉谦、陆文清到场。", [("周秉谦", ("市民政局局长",)), ("陆文清", ())]),
        ("何晓岚、罗振邦、市民政局科长苏敏一同前往。", [("何晓岚", ()), ("罗振邦", ()), ("苏敏", ("市民政局科长",))]),
    ],
)
def test_names_in_a_row_share_a_post_that_several_may_hold(text: str, found: Found) -> None:
    assert people(text) == found


@pytest.mark.parametrize(
    "text, posts",
    [
        ("省民政厅副厅长单立群讲话。单立群副厅长随后离开。", ("省民政厅副厅长",)),
        ("单立群副厅长来访。省民政厅副厅长单立群讲话。", ("副厅长", "省民政厅副厅长")),
        ("市民政局局长周秉谦讲话，市政协副主席周秉谦到会。", ("市民政局局长", "市政协副主席")),
    ],
)
def test_a_shorter_form_of_a_printed_post_is_no_new_post(text: str, posts: tuple[str, ...]) -> None:
    assert people(text) == [(text[text.index("单" if "单" in text else "周") :][:3], posts)]


@pytest.mark.parametrize(
    "text",
    [
        "全市养老服务机构安全工作任重道远，社工和老人一起吃汤圆。",
        "云安区温泉科技园居家养老服务中心主任任务繁重。",
        "叶婆婆说她每天散步。张大爷笑着说好。小林介绍了情况。",
        "李婆婆强调要按时吃药，王阿姨表示同意，周老师说可以。",
        "会议指出要落实。方案强调安全。通知要求各县局长高度重视。",
        "局长安排部署工作，主任高度评价。",
        "社工和快递员一道走访，请来心理老师陪伴。",
        "时任局长的汇报，原任主任的总结。",
        "石埠镇镇长、白沙镇书记和柳湾街道主任到会。",
        "黄某某表示不服，陈氏宗祠代表到场。",
        "常务副市长、党组书记参加，何种医生都可以。",
        "记者慕名前往，专家应邀出席，干部于近日到任。",
        "确保安全温暖过冬，应国家主席邀请来访，主席向服贸会致信。",
        "镇里干部高龄津贴按月发放。",
        "",
        "。，、（）",
    ],
)
def test_these_are_nobody(text: str) -> None:
    assert people(text) == []


@pytest.mark.parametrize(
    "text, mentions",
    [
        ("省民政厅副厅长单立群到会。单立群一行离开，单副厅长致谢。", ["单立群", "单立群", "单副厅长"]),
        ("科长冯　丽到会，冯丽发言，冯科长离开。", ["冯　丽", "冯丽", "冯科长"]),
        ("副局长王䶮到会，王局长讲话。", ["王䶮", "王局长"]),
        ("副局长王䶮、副局长王强到会，王局长讲话。", ["王䶮"]),
        ("护理员王秀英到会，王局长讲话。", ["王秀英"]),
    ],
)
def test_mentions_lie_where_they_say(text: str, mentions: list[str]) -> None:
    person = extract(text, None, Lexicon()).people[0]
    assert [m.text for m in person.mentions] == mentions
    assert all(text[m.start : m.end] == m.text and m.part == "body" for m in person.mentions)


def test_staff_have_the_last_word() -> None:
    lexicon = Lexicon(
        people=(
            PersonEntry("温玉珍", "温玉珍", aliases=("温玉真",)),
            PersonEntry("高建设", "高建设", status="not-a-person"),
        )
    )
    assert people("局长高建设、科长罗振邦到会。", lexicon) == [("罗振邦", ("科长",))]
    assert people("副局长温玉真到会。", lexicon) == [("温玉珍", ("副局长",))]
    assert people("她在温玉珍身边。", lexicon) == [("温玉珍", ())]


def test_namesakes_are_told_apart_within_one_text() -> None:
    lexicon = Lexicon(
        people=(
            PersonEntry("陈立新", "陈立新@临溪县民政局", ("临溪县民政局",)),
            PersonEntry("陈立新", "陈立新@市社会福利院", ("市社会福利院",)),
        )
    )
    text = "临溪县民政局局长陈立新先到。陈立新发言。市社会福利院院长陈立新后到。陈立新补充。"
    found = extract(text, None, lexicon).people
    assert [(p.name, p.key, p.posts, len(p.mentions)) for p in found] == [
        ("陈立新", "陈立新@临溪县民政局", ("临溪县民政局局长",), 2),
        ("陈立新", "陈立新@市社会福利院", ("市社会福利院院长",), 2),
    ]
