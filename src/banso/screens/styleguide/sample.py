"""Figures of an invented company, in both languages, that agree with each other."""

from datetime import UTC, date, datetime
from decimal import Decimal

from banso.kit import charts, formats
from banso.kit.charts import Chart, Series, Stack, Step, Target
from banso.kit.errors import InputError
from banso.kit.periods import parse_period
from banso.kit.ui import pieces
from banso.kit.ui.figures import FEW
from banso.kit.words import Text

SAVED = Text(en="The note is kept.", ja="メモを残しました。")
UNDONE = Text(en="Taken back.", ja="元に戻しました。")
NRR = (103.1, 103.4, 103.0, 103.8, 104.1, 103.7, 104.6, 104.9, 104.4, 105.0, 105.4, 105.1, 105.6)


def _t(en: str, ja: str) -> str:
    return str(Text(en=en, ja=ja))


def refuse_blank_amount(amount: Decimal | None) -> None:
    """An action that refuses.

    Raises:
        InputError: the amount is missing or negative.
    """
    if amount is None or amount < 0:
        raise InputError(
            _t("The amount is missing or negative.", "金額がないか、負の数です。"),
            field="amount",
            came="" if amount is None else amount,
            wanted=_t("zero or more, such as 1200", "0以上の数（例：1200）"),
        )


def _months() -> list[date]:
    return [date(2025 + (9 + n) // 12, (9 + n) % 12 + 1, 1) for n in range(13)]


def trend() -> Chart:
    return charts.line(
        _t("Net revenue retention, 13 months", "売上継続率（NRR）の13か月"),
        _t("From 103.1% to 105.6%; the goal is 106%.", "103.1%から105.6%まで。目標は106%。"),
        [formats.month(day, year=day.month == 1 or n == 0) for n, day in enumerate(_months())],
        [
            Series(
                _t("Year on year", "前年同月比"),
                NRR,
                [value - 3.7 for value in NRR],
                [value + 3.8 for value in NRR],
                ["#rows"] * len(NRR),
            )
        ],
        target=Target(_t("Goal 106", "目標 106"), 106),
        band=_t("95% interval (bootstrap)", "95%区間（ブートストラップ）"),
        head=_t("Month", "月"),
        write=lambda value: f"{formats.number(value)}%",
    )


def movement() -> Chart:
    steps = (
        (Text(en="End of Sep", ja="9月末"), 42180, True),
        (Text(en="New", ja="新規"), 2340, False),
        (Text(en="Reactivation", ja="復活"), 180, False),
        (Text(en="Upsell", ja="アップセル"), 910, False),
        (Text(en="Cross-sell", ja="クロスセル"), 350, False),
        (Text(en="Contraction", ja="縮小"), -420, False),
        (Text(en="Churn", ja="解約"), -860, False),
        (Text(en="End of Oct", ja="10月末"), 44680, True),
    )
    return charts.bridge(
        _t("Movement of MRR in October", "10月のMRRの動き"),
        _t("From 42,180 to 44,680 thousand yen.", "42,180千円から44,680千円に増えました。"),
        [
            Step(str(label), amount, standing, "" if standing else "#rows")
            for label, amount, standing in steps
        ],
        head=_t("Movement", "動き"),
        amount=_t("Thousand yen", "千円"),
        write_change=lambda value: formats.number(value, signed=True),
    )


def use() -> Chart:
    first = [8, 9, 9, 7, 9, 9, 8, 8, 8, 8, 8, 8, 7]
    second = [20, 21, 20, 17, 22, 23, 22, 23, 23, 11, 6, 1, 0]
    return charts.bars(
        _t("Weekly active users by plant", "工場ごとの週間アクティブ利用者"),
        _t("From 31 at the end of October to 9.", "10月末の31人から9人に減りました。"),
        [f"{day.month}/{day.day}" for day in (date.fromordinal(739860 + 7 * n) for n in range(13))],
        [
            Stack(_t("Plant 1", "第1工場"), first),
            Stack(_t("Plant 2", "第2工場"), second),
        ],
        faint={12},
        callouts={8: "31", 11: "9"},
        head=_t("Week of", "週"),
    )


def cohorts() -> pieces.HeatMap:
    starts = (
        (14, (1, 1, 0.93, 0.86, 0.79)),
        (16, (1, 0.94, 0.88, 0.6)),
        (9, (1, 0.89, 0.4)),
        (12, (1, 0.2)),
        (8, (0.05,)),
    )
    return pieces.HeatMap(
        title=_t("Retention by starting month", "始めた月ごとのリテンション"),
        row_head=_t("Started", "始めた月"),
        size_head=_t("Accounts", "社数"),
        columns=[str(n) for n in range(5)],
        rows=[
            pieces.HeatRow(
                formats.month(date(2026, 6 + n, 1)),
                size,
                [pieces.HeatCell(share, "#rows") for share in kept]
                + [pieces.HeatCell(None)] * (5 - len(kept)),
                few=size < FEW,
            )
            for n, (size, kept) in enumerate(starts)
        ],
    )


def happenings() -> list[pieces.Happening]:
    def at(month: int, day: int, hour: int = 1) -> datetime:
        return datetime(2026, month, day, hour, 20, tzinfo=UTC)

    return [
        pieces.Happening(
            _t("Called Mr Onishi (18 min)", "電話した（18分）大西様"),
            "us",
            at(11, 19, 7),
            href="#fact",
            who=_t("Misaki Sato", "佐藤 美咲"),
            line=_t(
                "“The shift leader moved, so checks are on paper again.”",
                "「班長が異動し、点検が紙に戻っている」",
            ),
        ),
        pieces.Happening(
            _t("Ticket #4821: photos cannot be saved", "問い合わせ #4821「写真が保存できない」"),
            "them",
            at(11, 18),
            href="#fact",
            who=_t("Plant 2, Ms Nomura", "第2工場　野村様"),
        ),
        pieces.Happening(
            _t("Health went from 74 to 62", "健康度が74から62に変わった"),
            "sys",
            at(11, 16),
            href="#fact",
            why=(
                pieces.Why(
                    -12,
                    _t(
                        "Use: weekly active users fell from 31 to 9",
                        "利用：週間アクティブ利用者が31人から9人に減少",
                    ),
                    "watch",
                    "#rows",
                ),
                pieces.Why(
                    2, _t("Support: 6 of 6 solved in time", "サポート：6件すべて期限内に解決"), "good"
                ),
            ),
        ),
        pieces.Happening(
            _t("Mr Nishikawa, shift leader, moved on", "第2工場の班長 西川様が異動した"),
            "them",
            at(10, 31),
            at(11, 19),
            href="#fact",
            line=_t("Followed by Ms Nomura", "後任：野村様"),
        ),
        pieces.Happening(
            _t("Regular meeting (60 min)", "定例ミーティング（60分）"),
            "both",
            at(10, 22),
            href="#fact",
        ),
    ]


def variants() -> list[pieces.Variant]:
    def ratio(value: str) -> formats.Figure:
        return formats.percent(Decimal(value))

    return [
        pieces.Variant(
            _t("Year on year", "前年同月比"), ratio("1.056"), "#rows", "35,798 ÷ 33,900", 176, default=True
        ),
        pieces.Variant(_t("Month on month", "前月比"), ratio("1.003"), "#rows", "42,295 ÷ 42,180", 208),
        pieces.Variant(
            _t("Product of 12 months", "12か月の積"),
            ratio("1.049"),
            "#rows",
            _t("product of monthly rates", "毎月の率の積"),
        ),
    ]


def restated() -> list[pieces.Restated]:
    return [
        pieces.Restated(
            _t("Shiomi Logistics", "汐見ロジスティクス"),
            _t("−¥90K", "−90千円"),
            _t("churn of 31 Oct came in on 6 Nov", "10月31日の解約が、11月6日に届いた"),
            "#fact",
        ),
        pieces.Restated(
            _t("Akatsuki Foods", "あかつき食品"),
            _t("−¥45K", "−45千円"),
            _t("October's discount was corrected on 9 Nov", "10月の値引きを、11月9日に訂正した"),
            "#fact",
        ),
    ]


def rows() -> list[dict[str, object]]:
    names = (
        (
            Text(en="Midori Building Materials", ja="株式会社みどり建材"),
            412000,
            "good",
            Text(en="Good", ja="良好"),
            81,
        ),
        (
            Text(en="Kitahama Works", ja="株式会社北浜製作所"),
            396000,
            "watch",
            Text(en="Watch", ja="注意"),
            62,
        ),
        (
            Text(en="Takase Precision", ja="高瀬精機株式会社"),
            184000,
            "risk",
            Text(en="At risk", ja="危険"),
            38,
        ),
        (
            Text(en="Matsuba Builders", ja="有限会社松葉工務店"),
            30000,
            "none",
            Text(en="None yet", ja="まだなし"),
            None,
        ),
    )
    return [
        {
            "id": n,
            "name": name,
            "mrr": Decimal(mrr),
            "state": state,
            "word": word,
            "score": score,
            "renews": date(2026, 12, 31 - n),
            "trend": [20, 21, 22 - n * 2, 24 - n * 5, 25 - n * 7],
        }
        for n, (name, mrr, state, word, score) in enumerate(names)
    ]


def _choices() -> list[pieces.Choice]:
    return [
        pieces.Choice(_t("my accounts", "自分の顧客"), "?whose=mine", current=True),
        pieces.Choice(_t("my team's accounts", "自分のチームの顧客"), "?whose=team"),
        pieces.Choice(_t("all accounts", "すべての顧客"), "?"),
    ]


def context() -> dict[str, object]:
    """Everything that the page shows."""
    return {
        "trend": trend(),
        "movement": movement(),
        "use": use(),
        "cohorts": cohorts(),
        "happenings": happenings(),
        "variants": variants(),
        "restated": restated(),
        "rows": rows(),
        "choices": _choices(),
        "tabs": [
            pieces.Tab(_t("Open", "終わっていない"), "?state=open", 27, current=True),
            pieces.Tab(_t("At risk", "要注意"), "?state=risk", 4),
            pieces.Tab(_t("Kept", "守った"), "?state=kept", 216),
        ],
        "crumbs": [
            pieces.Crumb(_t("KPIs", "KPI"), "#"),
            pieces.Crumb(_t("Shared", "営業とCSの共通")),
        ],
        "paging": pieces.Paging(4, 27, 1, next_href="?cursor=abc"),
        "share": Decimal("0.884"),
        "mrr": Decimal(7864000),
        "moment": datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        "day": date(2026, 11, 21),
        "quarter": parse_period("2026-Q2", fiscal_start=4),
        "reason": pieces.Why(
            -15, _t("Mr Miura, our contact, leaves on 31 Oct", "窓口の三浦様が10月31日で退職します"), "risk"
        ),
        "parts": [("good", 24), ("watch", 5), ("risk", 2), ("none", 1)],
        "words": {
            "good": Text(en="Good", ja="良好"),
            "watch": Text(en="Watch", ja="注意"),
            "risk": Text(en="At risk", ja="危険"),
            "none": Text(en="None", ja="なし"),
        },
    }
