"""The plan where nobody has written a template: as the seed documents describe the first weeks."""

from banso.domain.onboarding.rules.completion import Part, Rule
from banso.domain.onboarding.rules.plan import Plan, PlannedMilestone, PlannedTask

TARGET_DAYS, STALL_DAYS = 40, 5


def _ours(title: str, title_en: str, start: int, end: int, role: str = "owner") -> PlannedTask:
    return PlannedTask(title, "us", end, start, role, title_en)


def _theirs(title: str, title_en: str, start: int, end: int) -> PlannedTask:
    return PlannedTask(title, "them", end, start, "owner", title_en)


PLAN: Plan = (
    PlannedMilestone(
        "キックオフ", 0, name_en="Kick-off",
        tasks=(
            _ours("キックオフの打ち合わせ", "Hold the kick-off meeting", 0, 0),
            _ours("約束事の確認", "Go through what was promised", 0, 2, "account_executive"),
            _theirs("推進担当者を決める", "Name who leads it on your side", 0, 3),
        ),
    ),
    PlannedMilestone(
        "初期設定", 10, name_en="Set-up",
        tasks=(
            _theirs("利用者の一覧を送る", "Send the list of users", 1, 5),
            _ours("初期設定のガイドを渡す", "Hand over the set-up guide", 1, 3),
            _theirs("初期設定を終える", "Finish the set-up", 3, 10),
        ),
    ),
    PlannedMilestone(
        "トレーニング", 20, name_en="Training",
        tasks=(
            _ours("管理者トレーニング", "Train the administrators", 8, 12),
            _ours("利用者トレーニング", "Train the users", 12, 18),
            _theirs("チュートリアルを終える", "Finish the tutorial", 12, 20),
        ),
    ),
    PlannedMilestone(
        "利用の定着", 40, name_en="In daily use",
        tasks=(
            _ours("利用状況の振り返り", "Look back on the first weeks", 30, 35),
            _theirs("成果の数字を伝える", "Tell the first results", 30, 38),
        ),
    ),
)  # fmt: skip
# Set up and in use: three people on five days.
RULE: Rule = (Part("tasks"), Part("people", people=3, days=5))
