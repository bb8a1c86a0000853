"""The four steps of The Model, what they are responsible for, and how many go on from each: pure."""

from dataclasses import dataclass

from banso.kit.words import Text


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as the preset has it.

    Attributes:
        moves: the KPI and variant that measure how many go on to the next step, with its words.
    """

    key: str
    name: Text
    responsibility: Text
    kgi: str
    kpis: tuple[str, ...]
    moves: tuple[str, str]
    moved: Text


STEPS = (
    StepWords(
        "marketing",
        Text(en="Marketing", ja="マーケティング"),
        Text(
            en="Finds people with the problem that we solve, and hands on leads that know who we are.",
            ja="課題を持つ人を見つけ、自社を知った見込み客としてインサイドセールスに渡す。",
        ),
        "leads_created",
        ("cac", "acquisition_cost"),
        ("lead_conversion", "appointment"),
        Text(en="of the leads come to an appointment", ja="の見込み客がアポに至る"),
    ),
    StepWords(
        "inside_sales",
        Text(en="Inside sales", ja="インサイドセールス"),
        Text(
            en="Calls and nurtures leads, and sets appointments with those who have a need.",
            ja="見込み客に電話・メールで接触して育て、課題のある相手との商談の約束を取り付ける。",
        ),
        "appointments",
        ("calls", "lead_response_time"),
        ("lead_conversion", "deal"),
        Text(en="of the appointments become deals", ja="のアポが商談になる"),
    ),
    StepWords(
        "field_sales",
        Text(en="Field sales", ja="フィールドセールス（営業）"),
        Text(
            en="Hears, proposes and closes on expectations that can be met, and hands over the ten items.",
            ja="ヒアリング・提案・クロージングを担い、正しい期待値で受注し、10の必須情報をCSに渡す。",
        ),
        "bookings",
        ("deals_won", "win_rate", "average_deal", "sales_cycle"),
        ("win_rate", ""),
        Text(en="of the proposals are won", ja="の提案が受注になる"),
    ),
    StepWords(
        "customer_success",
        Text(en="Customer success", ja="カスタマーサクセス"),
        Text(
            en="Keeps what was promised, leads customers to success, and lets them stay and grow.",
            ja="約束を果たし、顧客を成功に導き、継続とアップセル・クロスセルにつなげる。",
        ),
        "nrr",
        ("logo_churn", "expansion_mrr", "handoff_acceptance_time"),
        ("retention_rate", ""),
        Text(en="of the customers stay", ja="の顧客が継続する"),
    ),
)
MOST_KPIS = 6
