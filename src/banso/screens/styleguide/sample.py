"""Figures of an invented company, in both languages, that agree with each other."""

from datetime import UTC, date, datetime
from decimal import Decimal

from banso.kit import charts, formats
from banso.kit.charts import Chart, Series, Stack, Step, Target
from banso.kit.errors import InputError
from banso.kit.periods import parse_period
from banso.kit.ui import pieces
from banso.kit.words import Text

SAVED = Text(en="The note is kept.", ja="メモを残しました。")
UNDONE = Text(en="Taken back.", ja="元に戻しました。")
NRR = (103.1, 103.4, 103.0, 103.8, 104.1, 103.7, 104.6, 104.9, 104.4, 105.0, 105.4, 105.1, 105.6)


def refuse_blank_amount(amount: Decimal | None) -> None:
    """An action that refuses.

    Raises:
        InputError: the amount is missing or negative.
    """
    if amount is None or amount < 0:
        raise InputError(
            str(Text(en="The amount is missing or negative.", ja="金額がないか、負の数です。")),
            field="amount",
            came="" if amount is None else amount,
            wanted=str(Text(en="zero or more, such as 1200", ja="0以上の数（例：1200）")),
        )


def _months() -> list[date]:
    return [date(2025 + (9 + n) // 12, (9 + n) % 12 + 1, 1) for n in range(13)]


def trend() -> Chart:
    return charts.line(
        str(Text(en="Net revenue retention, 13 months", ja="売上継続率（NRR）の13か月")),
        str(Text(en="From 103.1% to 105.6%; the goal is 106%.", ja="103.1%から105.6%まで。目標は106%。")),
        [formats.month(day, year=day.month == 1 or n == 0) for n, day in enumerate(_months())],
        [
            Series(
                str(Text(en="Year on year", ja="前年同月比")),
                NRR,
                [value - 3.7 for value in NRR],
                [value + 3.8 for value in NRR],
                ["#rows"] * len(NRR),
            )
        ],
        target=Target(str(Text(en="Goal 106", ja="目標 106")), 106),
        band=str(Text(en="95% interval (bootstrap)", ja="95%区間（ブートストラップ）")),
        head=str(Text(en="Month", ja="月")),
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
        str(Text(en="Movement of MRR in October", ja="10月のMRRの動き")),
        str(Text(en="From 42,180 to 44,680 thousand yen.", ja="42,180千円から44,680千円に増えました。")),
        [Step(str(label), amount, standing, "" if standing else "#rows") for label, amount, standing in steps],
        head=str(Text(en="Movement", ja="動き")),
        amount=str(Text(en="Thousand yen", ja="千円")),
        write_change=lambda value: formats.number(value, signed=True),
    )


def use() -> Chart:
    first = [8, 9, 9, 7, 9, 9, 8, 8, 8, 8, 8, 8, 7]
    second = [20, 21, 20, 17, 22, 23, 22, 23, 23, 11, 6, 1, 0]
    return charts.bars(
        str(Text(en="Weekly active users by plant", ja="工場ごとの週間アクティブ利用者")),
        str(Text(en="From 31 at the end of October to 9.", ja="10月末の31人から9人に減りました。")),
        [f"{day.month}/{day.day}" for day in (date.fromordinal(739860 + 7 * n) for n in range(13))],
        [
            Stack(str(Text(en="Plant 1", ja="第1工場")), first),
            Stack(str(Text(en="Plant 2", ja="第2工場")), second),
        ],
        faint={12},
        callouts={8: "31", 11: "9"},
        head=str(Text(en="Week of", ja="週")),
    )


def cohorts() -> pieces.HeatMap:
    starts = ((14, (1, 1, 0.93, 0.86, 0.79)), (16, (1, 0.94, 0.88, 0.6)), (9, (1, 0.89, 0.4)), (12, (1, 0.2)), (8, (0.05,)))
    return pieces.HeatMap(
        title=str(Text(en="Retention by starting month", ja="始めた月ごとのリテンション")),
        row_head=str(Text(en="Started", ja="始めた月")),
        size_head=str(Text(en="Accounts", ja="社数")),
        columns=[str(n) for n in range(5)],
        rows=[
            pieces.HeatRow(
                formats.month(date(2026, 6 + n, 1)),
                size,
                [pieces.HeatCell(share, "#rows") for share in kept] + [pieces.HeatCell(None)] * (5 - len(kept)),
                few=size < 10,
            )
            for n, (size, kept) in enumerate(starts)
        ],
    )


def happenings() -> list[pieces.Happening]:
    def at(month: int, day: int, hour: int = 1) -> datetime:
        return datetime(2026, month, day, hour, 20, tzinfo=UTC)

    return [
        pieces.Happening(
            str(Text(en="Called Mr Onishi (18 min)", ja="電話した（18分）大西様")), "us", at(11, 19, 7),
            href="#fact", who=str(Text(en="Misaki Sato", ja="佐藤 美咲")),
            line=str(Text(en="“The shift leader moved, so checks are on paper again.”", ja="「班長が異動し、点検が紙に戻っている」")),
        ),
        pieces.Happening(
            str(Text(en="Ticket #4821: photos cannot be saved", ja="問い合わせ #4821「写真が保存できない」")),
            "them", at(11, 18), href="#fact", who=str(Text(en="Plant 2, Ms Nomura", ja="第2工場　野村様")),
        ),
        pieces.Happening(
            str(Text(en="Health went from 74 to 62", ja="健康度が74から62に変わった")), "sys", at(11, 16), href="#fact",
            why=(
                pieces.Why(-12, str(Text(en="Use: weekly active users fell from 31 to 9", ja="利用：週間アクティブ利用者が31人から9人に減少")), "watch", "#rows"),
                pieces.Why(2, str(Text(en="Support: 6 of 6 solved in time", ja="サポート：6件すべて期限内に解決")), "good"),
            ),
        ),
        pieces.Happening(
            str(Text(en="Mr Nishikawa, shift leader, moved on", ja="第2工場の班長 西川様が異動した")), "them",
            at(10, 31), at(11, 19), href="#fact", line=str(Text(en="Followed by Ms Nomura", ja="後任：野村様")),
        ),
        pieces.Happening(
            str(Text(en="Regular meeting (60 min)", ja="定例ミーティング（60分）")), "both", at(10, 22), href="#fact",
        ),
    ]  # fmt: skip


def variants() -> list[pieces.Variant]:
    def ratio(value: str) -> formats.Figure:
        return formats.percent(Decimal(value))

    return [
        pieces.Variant(str(Text(en="Year on year", ja="前年同月比")), ratio("1.056"), "#rows", "35,798 ÷ 33,900", 176, default=True),
        pieces.Variant(str(Text(en="Month on month", ja="前月比")), ratio("1.003"), "#rows", "42,295 ÷ 42,180", 208),
        pieces.Variant(str(Text(en="Product of 12 months", ja="12か月の積")), ratio("1.049"), "#rows", str(Text(en="product of monthly rates", ja="毎月の率の積"))),
    ]  # fmt: skip


def restated() -> list[pieces.Restated]:
    return [
        pieces.Restated(
            str(Text(en="Shiomi Logistics", ja="汐見ロジスティクス")), str(Text(en="−¥90K", ja="−90千円")),
            str(Text(en="churn of 31 Oct came in on 6 Nov", ja="10月31日の解約が、11月6日に届いた")), "#fact",
        ),
        pieces.Restated(
            str(Text(en="Akatsuki Foods", ja="あかつき食品")), str(Text(en="−¥45K", ja="−45千円")),
            str(Text(en="October's discount was corrected on 9 Nov", ja="10月の値引きを、11月9日に訂正した")), "#fact",
        ),
    ]  # fmt: skip


def rows() -> list[dict[str, object]]:
    names = (
        (Text(en="Midori Building Materials", ja="株式会社みどり建材"), 412000, "good", Text(en="Good", ja="良好"), 81),
        (Text(en="Kitahama Works", ja="株式会社北浜製作所"), 396000, "watch", Text(en="Watch", ja="注意"), 62),
        (Text(en="Takase Precision", ja="高瀬精機株式会社"), 184000, "risk", Text(en="At risk", ja="危険"), 38),
        (Text(en="Matsuba Builders", ja="有限会社松葉工務店"), 30000, "none", Text(en="None yet", ja="まだなし"), None),
    )
    return [
        {
            "id": n, "name": name, "mrr": Decimal(mrr), "state": state, "word": word, "score": score,
            "renews": date(2026, 12, 31 - n), "trend": [20, 21, 22 - n * 2, 24 - n * 5, 25 - n * 7],
        }
        for n, (name, mrr, state, word, score) in enumerate(names)
    ]  # fmt: skip


def _choices() -> list[pieces.Choice]:
    return [
        pieces.Choice(str(Text(en="my accounts", ja="自分の顧客")), "?whose=mine", current=True),
        pieces.Choice(str(Text(en="my team's accounts", ja="自分のチームの顧客")), "?whose=team"),
        pieces.Choice(str(Text(en="all accounts", ja="すべての顧客")), "?"),
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
            pieces.Tab(str(Text(en="Open", ja="終わっていない")), "?state=open", 27, current=True),
            pieces.Tab(str(Text(en="At risk", ja="危うい")), "?state=risk", 4),
            pieces.Tab(str(Text(en="Kept", ja="守った")), "?state=kept", 216),
        ],
        "crumbs": [
            pieces.Crumb(str(Text(en="KPIs", ja="KPI")), "#"),
            pieces.Crumb(str(Text(en="Shared", ja="営業とCSの共通"))),
        ],
        "paging": pieces.Paging(4, 27, 1, next_href="?cursor=abc"),
        "share": Decimal("0.884"),
        "mrr": Decimal(7864000),
        "moment": datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        "day": date(2026, 11, 21),
        "quarter": parse_period("2026-Q2", fiscal_start=4),
        "reason": pieces.Why(-15, str(Text(en="Mr Miura, our contact, leaves on 31 Oct", ja="窓口の三浦様が10月31日で退職します")), "risk"),
        "parts": [("good", 24), ("watch", 5), ("risk", 2), ("none", 1)],
        "words": {
            "good": Text(en="Good", ja="良好"), "watch": Text(en="Watch", ja="注意"),
            "risk": Text(en="At risk", ja="危険"), "none": Text(en="None", ja="なし"),
        },
    }  # fmt: skip
