"""How characters are read: the common readings of each, surnames read as surnames, and which syllables sound alike.

Syllables are pinyin without tones; ü is v, as keyboards have it. A character is read alone, whatever stands beside it:
银行 may be typed yinhang or yinxing, and both should find it.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType

from search.names import Lexicon, plain, staff_reading, surname_reading

Readings = tuple[str, ...]

# Characters that ordinary text reads in several ways; dictionaries list many readings more that nobody types.
_SEVERAL = """
行 xing hang|长 chang zhang|重 zhong chong|乐 le yue|都 du dou|会 hui kuai|大 da dai|调 diao tiao|传 chuan zhuan
还 hai huan|朝 chao zhao|藏 cang zang|单 dan shan chan|率 lv shuai|弹 dan tan|说 shuo shui|得 de dei|地 di de
着 zhe zhao zhuo|了 le liao|便 bian pian|降 jiang xiang|宿 su xiu|校 xiao jiao|省 sheng xing|石 shi dan|厦 sha xia
六 liu lu|薄 bao bo|血 xue xie|露 lu lou|车 che ju|差 cha chai ci|参 can shen cen|盛 sheng cheng|折 zhe she
角 jiao jue|觉 jue jiao|强 qiang jiang|模 mo mu|拓 tuo ta|卡 ka qia|曾 ceng zeng|解 jie xie|区 qu ou|查 cha zha
仇 chou qiu|尉 wei yu|万 wan mo|俟 si qi|似 si shi|什 shen shi|没 mei mo|色 se shai|塞 sai se|识 shi zhi|食 shi si
殖 zhi shi|属 shu zhu|术 shu zhu|拗 ao niu|剥 bao bo|堡 bao bu pu|暴 bao pu|蚌 bang beng|扁 bian pian|屏 ping bing
伯 bo bai|泊 bo po|柏 bai bo|卜 bu bo|侧 ce zhai|禅 chan shan|嘲 chao zhao|称 cheng chen|乘 cheng sheng
澄 cheng deng|匙 chi shi|臭 chou xiu|畜 chu xu|绰 chuo chao|伺 ci si|攒 zan cuan|沓 ta da|提 ti di|的 de di
度 du duo|囤 dun tun|否 fou pi|佛 fo fu|脯 fu pu|盖 gai ge|给 gei ji|颈 jing geng|红 hong gong|谷 gu yu|鹄 hu gu
纶 lun guan|龟 gui jun qiu|炔 que gui|柜 gui ju|咳 ke hai|巷 xiang hang|吭 keng hang|核 he hu|和 he huo hu
虹 hong jiang|系 xi ji|夹 jia ga|茄 qie jia|贾 jia gu|见 jian xian|嚼 jiao jue|侥 jiao yao|脚 jiao jue|藉 jie ji
劲 jin jing|隽 jun juan|圈 quan juan|浚 jun xun|咖 ka ga|扛 kang gang|壳 ke qiao|溃 kui hui|括 kuo gua|蜡 la zha
腊 la xi|烙 lao luo|落 luo la lao|勒 le lei|俩 lia liang|绿 lv lu|偻 lou lv|陆 lu liu|碌 lu liu|络 luo lao|抹 mo ma
埋 mai man|脉 mai mo|蔓 man wan|氓 mang meng|糜 mi mei|泌 mi bi|秘 mi bi|缪 miao miu mou|粘 zhan nian|尿 niao sui
弄 nong long|疟 nve yao|娜 na nuo|迫 po pai|胖 pang pan|刨 pao bao|炮 pao bao|朴 pu piao|瀑 pu bao|曝 pu bao
栖 qi xi|期 qi ji|奇 qi ji|蹊 qi xi|稽 ji qi|铅 qian yan|亲 qin qing|雀 que qiao|刹 cha sha|蛇 she yi|数 shu shuo
熟 shu shou|褪 tui tun|驮 tuo duo|亡 wang wu|圩 wei xu|尾 wei yi|洗 xi xian|吓 xia he|纤 xian qian|削 xiao xue
吁 xu yu|咽 yan ye|殷 yin yan|叶 ye xie|遗 yi wei|艾 ai yi|员 yuan yun|钥 yao yue|熨 yun yu|择 ze zhai|扎 zha za
轧 zha ya ga|爪 zhua zhao|种 zhong chong|著 zhu zhuo|幢 zhuang chuang|综 zong zeng|撮 cuo zuo|阿 a e|呵 he a
蔚 wei yu|涡 wo guo|歙 she xi|泷 long shuang|莘 shen xin|荥 xing ying|侗 dong tong|嗯 en ng|覃 qin tan
"""

# Syllables that keyboards and passports write in more than one way.
_ALSO = {"lv": ("lyu",), "nv": ("nyu",), "lve": ("lue",), "nve": ("nue",)}
_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))


@cache
def _several() -> Mapping[str, Readings]:
    """Character -> its common readings, the commonest first."""
    found: dict[str, list[str]] = {}
    for row in re.split(r"[|\n]", _SEVERAL.strip()):
        char, *syllables = row.split()
        known = found.setdefault(char, [])
        known += [syllable for syllable in syllables if syllable not in known]
    return MappingProxyType({char: tuple(syllables) for char, syllables in found.items()})


@cache
def _dictionary() -> Mapping[int, str]:
    """Code point -> its readings, the commonest first, parted by commas: pypinyin's, less the package around them.

    With it come its phrases, 55 MB and a third of a second, of which nothing is needed here.
    """
    package = find_spec("pypinyin")
    assert package and package.submodule_search_locations
    path = Path(package.submodule_search_locations[0], "pinyin_dict.py")
    spec = spec_from_file_location("_pinyin_dict", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    readings: dict[int, str] = module.pinyin_dict
    return readings


@cache
def common_readings(char: str) -> Readings:
    """The readings of a folded character in ordinary text, the commonest first; what has none is read as itself."""
    readings = _several().get(char)
    if readings is None:
        first = _dictionary().get(ord(char), "").partition(",")[0]
        readings = (plain(first),) if first else (char,)
    return tuple(form for reading in readings for form in (reading, *_ALSO.get(reading, ())))


def name_readings(name: str, lexicon: Lexicon) -> tuple[Readings, ...]:
    """The readings of each character of a person's name: staff's, else the surname's own and common ones behind it."""
    told = staff_reading(name, lexicon)
    if len(told) == len(name):
        return tuple((syllable, *_ALSO.get(syllable, ())) for syllable in told)
    surname = surname_reading(name) if "·" not in name else ()
    rest = [common_readings(char) for char in name]
    if not surname and "·" not in name and rest:
        surname = rest[0][:1]  # not all that the character may be in a word
    return (*((s, *_ALSO.get(s, ())) for s in surname), *rest[len(surname) :])


@cache
def sound(syllable: str) -> str:
    """The same for syllables that are taken for one another: zh z, ch c, sh s; n l; f h hu; -ng -n."""
    for one, other in _SOUNDS:
        if syllable.startswith(one) and len(syllable) > len(one):
            syllable = other + syllable[len(one) :]
    syllable = {"hui": "hei", "hun": "hen"}.get(syllable, syllable)
    if len(syllable) > 2:
        syllable = re.sub(r"^hu(?=[ao])", "h", syllable)  # 花 for 发
    return re.sub(r"(?<=[aei])ng$", "n", syllable)
