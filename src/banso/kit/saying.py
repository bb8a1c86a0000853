"""Whether a text says anything: content, not presence.

A field that must be filled gets filled with "n/a". What is refused here says nothing to whoever reads it
later: the empty phrases of both languages, one character or one word repeated, signs alone, a text too short
to be a sentence.
"""

import re
import unicodedata
from typing import Literal

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.texts import PROSE, prose

Lack = Literal["empty", "phrase", "repeated", "signs", "short"]

# Without spaces and signs, in small letters and half width. Whatever is only made of these says nothing.
_PHRASES = frozenset(
    "na none nothing no nil null nan void empty blank unknown undefined undecided unspecified unsure tbd "  # noqa: SIM905 - no list of two hundred lines
    "tba tbc todo wip fixme pending later test testing tests dummy sample foo bar foobar foobarbaz asdf "
    "asdfgh asdfghjkl qwerty qwertyuiop abc abcdef abcdefg hoge hogehoge fuga piyo lorem loremipsum xxx "
    "yyy zzz ok okay yes same sameasabove seeabove seebelow ditto idem notapplicable notavailable "
    "notdecided notdecidedyet notyet notknown notsure notspecified noidea nocomment nocomments "
    "noinformation noinfo nodata nothingspecial nothinginparticular noparticular noneinparticular "
    "noneyet nonesofar nothingyet nothingtoreport tobedecided tobedefined tobedetermined tobeannounced "
    "tobeconfirmed willbefilledlater fillinlater illfillthisinlater fillmein idontknow dontknow dunno "
    "unknownyet stillunknown なし 無し 無 ナシ ありません ございません ないです なしです 無しです "
    "無いです ない 無い 特になし 特に無し 特にない 特に無い 特にありません 特にございません 特になしです "
    "特に無しです 特段なし 特段無し とくになし とくにありません 該当なし 該当無し 該当せず 該当しない "
    "該当しません 該当ありません 非該当 対象外 未定 未定です 未確認 未確認です 未記入 未入力 未設定 "
    "未記載 未回答 未決 未決定 未着手 未実施 未調査 未ヒアリング 未聴取 不明 不明です 不詳 わからない "
    "わかりません 分からない 分かりません 知らない 検討中 検討中です 確認中 確認中です 調整中 作成中 "
    "記入中 対応中 後で あとで 後日 後日記入 後で記入 あとで記入 後ほど のちほど 後で書く あとで書く "
    "後日入力 追って 追って連絡 追って記入 別途 別途記入 別途連絡 要確認 確認します 確認する 同上 同じ "
    "上記の通り 上記のとおり 上記同様 以上 省略 割愛 略 空 空白 空欄 テスト テストです てすと サンプル "
    "ダミー ほげ ほげほげ ああ あああ いろいろ 色々 様々 さまざま その他 その他いろいろ 普通 ふつう "
    "まあまあ 適宜 適当 よろしく よろしくお願いします 宜しくお願いします お願いします 以下余白 記載なし "
    "記入なし 回答なし 情報なし データなし 約束なし 懸念なし 問題なし 問題ありません 課題なし 要望なし "
    "備考なし 特記事項なし 特記なし 特筆事項なし asabove promise 約束".split()
)
_SIGNS = re.compile(r"[\W_]+")
_WORDS = re.compile(r"\w+")


def lack_of(text: str, *, least: int) -> Lack | None:
    """What keeps a text from saying something; None where nothing does.

    Args:
        text: as it was written.
        least: how wide it must be without spaces and signs; a full-width character counts two, so that 10
            are five of Japanese or two words of English.
    """
    narrow = unicodedata.normalize("NFKC", text).casefold().strip()
    if not narrow:
        return "empty"
    core = _SIGNS.sub("", narrow)
    if not core:
        return "signs"
    if core in _PHRASES or _only_phrases(narrow):
        return "phrase"
    if _repeats(core):
        return "repeated"
    if not any(unicodedata.category(char).startswith("L") for char in core):
        return "signs"
    return "short" if width(core) < least else None


def says_nothing(text: str, *, least: int = 1) -> bool:
    """Whether something keeps a text from saying anything; a number may be an answer: 2026-11-30."""
    lack = lack_of(text, least=least)
    if lack == "signs":
        return width(_SIGNS.sub("", unicodedata.normalize("NFKC", text))) < least
    return lack is not None


def telling(field: str, value: object, *, wanted: str, most: int = PROSE, least: int = 1) -> str:
    """A text that says something; `wanted` is what would, `least` how wide it must be (see `lack_of`).

    Raises:
        InputError: it says nothing, or is longer than `most` characters.
    """
    words = prose(field, value, most=most)
    if says_nothing(words, least=least):
        message = _("This says nothing to whoever reads it.")
        raise InputError(message, field=field, came=words, wanted=wanted)
    return words


def width(text: str) -> int:
    """How wide a text is: full-width characters count two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _only_phrases(narrow: str) -> bool:
    """Each of its words or sentences is an empty phrase: "n/a, tbd"; "なし。特になし"."""
    words = _WORDS.findall(narrow)
    parts = [_SIGNS.sub("", part) for part in re.split(r"[\n。、,;:・|]+", narrow)]
    said = [part for part in parts if part]
    return all(word in _PHRASES for word in words) or (bool(said) and all(part in _PHRASES for part in said))


# "あああ", "xxxx", "1212": as far as a pattern of up to eight characters repeats itself to the end.
_LONGEST_PATTERN = 8
_FEWEST_TURNS = 3


def _repeats(core: str) -> bool:
    if len(core) > 1 and len(set(core)) == 1:
        return True
    for size in range(1, min(_LONGEST_PATTERN, len(core) // _FEWEST_TURNS) + 1):
        if (core[:size] * (len(core) // size + 1)).startswith(core):
            return True
    return False
