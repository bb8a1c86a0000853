"""The questions and forms that Banso brings.

What a hearing must find out (seed 002), what an onboarding has to know before it begins, and how the customer
finds it afterwards.
"""

from dataclasses import dataclass

from banso.kit.words import Text

_NOTHING = Text(en="", ja="")
Options = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PresetQuestion:
    """A question as the preset has it; `options` are key, Japanese, English."""

    key: str
    kind: str
    words: Text
    help: Text = _NOTHING
    unit: Text = _NOTHING
    options: Options = ()
    target: str = ""
    shared: bool = True


@dataclass(frozen=True, slots=True)
class PresetForm:
    key: str
    purpose: str
    title: Text
    intro: Text
    questions: tuple[str, ...]


_Q = PresetQuestion
_PEOPLE = Text(en=" people", ja="名")
QUESTIONS: tuple[PresetQuestion, ...] = (
    _Q("industry", "text", Text(en="Which industry are you in?", ja="どのような業種ですか？"),
       target="account.industry"),
    _Q("employees", "number", Text(en="How many employees do you have?", ja="従業員は何名ですか？"),
       unit=_PEOPLE, target="account.employees"),
    _Q("background", "prose",
       Text(en="What led you to look for a solution?", ja="導入を検討された背景を教えてください。"),
       Text(en="What has changed, and why now.", ja="何が変わったのか、なぜ今なのか。"),
       target="sheet.background"),
    _Q("main_problem", "prose",
       Text(en="Which problem do you most want to solve?", ja="最も解決したい課題は何ですか？"),
       target="sheet.problem"),
    _Q("success_metric", "metric",
       Text(en="By which number will you know that it was a success?", ja="何の数字が良くなれば成功ですか？"),
       Text(en="For example: the share of checks done in time.", ja="例：点検の期限内実施率"),
       target="sheet.goals"),
    _Q("success_by", "date", Text(en="Until when?", ja="いつまでに達成したいですか？")),
    _Q("priorities", "prose",
       Text(en="What matters most to you when choosing?", ja="選定で特に重視される点は何ですか？"),
       target="sheet.priorities"),
    _Q("concerns", "prose",
       Text(en="Is there anything that worries you?", ja="ご懸念の点はありますか？"),
       target="sheet.concerns"),
    _Q("decider", "person", Text(en="Who decides?", ja="最終的に決裁される方はどなたですか？"),
       target="sheet.stakeholders.decider"),
    _Q("champion", "person",
       Text(en="Who drives it on your side?", ja="社内で推進される方はどなたですか？"),
       target="sheet.stakeholders.champion"),
    _Q("people_manner", "prose",
       Text(en="What are the key persons like?", ja="キーパーソンの人柄・接し方"),
       Text(en="For us alone: the customer never sees it.", ja="社内用です。お客様には表示されません。"),
       shared=False),
    _Q("budget", "money", Text(en="What is your budget for a year?", ja="年間のご予算はどのくらいですか？")),
    _Q("decision_on", "date", Text(en="When will you decide?", ja="いつ頃お決めになる予定ですか？")),
    _Q("tools_now", "choices",
       Text(en="What do you use for it today?", ja="現在は何を使って行っていますか？"),
       options=(("paper", "紙", "Paper"), ("spreadsheet", "表計算ソフト", "Spreadsheets"),
                ("own_system", "自社システム", "A system of our own"),
                ("other_service", "他社サービス", "Another service"))),
    _Q("notes_to_cs", "prose",
       Text(en="What should customer success know?", ja="CS担当者への特記事項"),
       Text(en="For us alone, such as chances to grow.", ja="社内用です。アップセルの可能性など。"),
       target="sheet.notes", shared=False),
    _Q("administrator", "person",
       Text(en="Who will administer it?", ja="管理者になる方はどなたですか？"),
       target="sheet.stakeholders.administrator"),
    _Q("users_planned", "number",
       Text(en="How many people will use it?", ja="利用される方は何名の予定ですか？"), unit=_PEOPLE),
    _Q("start_on", "date",
       Text(en="When do you want to start using it?", ja="いつから利用を始めたいですか？")),
    _Q("single_sign_on", "yes_no",
       Text(en="Do you want to use single sign-on?", ja="シングルサインオンを利用しますか？")),
    _Q("training_wanted", "choice",
       Text(en="How would you like the training?", ja="トレーニングのご希望の形式は？"),
       options=(("online", "オンライン", "Online"), ("on_site", "訪問", "On site"),
                ("video", "動画を見て自分で", "By video, on our own"))),
    _Q("recommend", "number",
       Text(en="How likely are you to recommend us, from 0 to 10?",
            ja="親しい同業の方に勧める可能性は、0〜10でどのくらいですか？")),
    _Q("better", "prose",
       Text(en="What should we do better?", ja="改善してほしい点を教えてください。")),
)  # fmt: skip
FORMS: tuple[PresetForm, ...] = (
    PresetForm(
        "hearing_sheet", "hearing", Text(en="Hearing sheet", ja="ヒアリングシート"),
        Text(
            en="So that we propose what helps you: please answer what you can.",
            ja="最適なご提案のため、分かる範囲でお答えください。",
        ),
        ("industry", "employees", "background", "main_problem", "success_metric", "success_by", "priorities",
         "concerns", "decider", "champion", "people_manner", "budget", "decision_on", "tools_now",
         "notes_to_cs"),
    ),
    PresetForm(
        "onboarding_form", "onboarding", Text(en="Onboarding form", ja="オンボーディングフォーム"),
        Text(
            en="We prepare the start of your use by this. What you have told us before is filled in.",
            ja="ご利用開始の準備に使います。これまでに伺った内容は記入してあります。",
        ),
        ("main_problem", "success_metric", "success_by", "administrator", "users_planned", "start_on",
         "tools_now", "single_sign_on", "training_wanted", "concerns"),
    ),
    PresetForm(
        "survey", "survey", Text(en="Survey", ja="アンケート"),
        Text(en="It takes two minutes.", ja="2分ほどで終わります。"),
        ("recommend", "better", "concerns"),
    ),
)  # fmt: skip
