"""Pages of questions, the customer's page, and the API."""

import json
from contextlib import closing
from typing import Any

import pytest
from django.test import Client

from banso.domain.accounts.queries import account_by_id
from banso.domain.questions import actions
from banso.domain.questions.models import Answer, Asked, Asking, Question, QuestionForm
from banso.domain.questions.queries import known_answers, question_by_key, token_for
from banso.domain.questions.tests.factories import KENTA, a_form, a_question, an_account, link_to
from banso.domain.sales.queries import sheet_of
from banso.domain.sales.tests.factories import deal
from banso.domain.workspaces.tests.factories import api_client, signed_in

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/"


@pytest.fixture
def client() -> Client:
    return signed_in("mori@harunire.example", "manager", language="en")


def read(answer: Any) -> bytes:
    with closing(answer):
        return b"".join(answer.streaming_content)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"{HOME}{path}")
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def sent(client: Client, path: str, form: dict[str, Any], status: int = 302) -> str:
    answer = client.post(f"{HOME}{path}", form)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode() if status != 302 else str(answer["Location"])


def field(key: str) -> str:
    return f"q-{question_by_key(key).pk.hex}"


def test_the_catalogue_begins_with_the_preset_and_is_changed_and_archived(client: Client) -> None:
    assert "There is no question yet" in page(client, "questions/")
    sent(client, "questions/preset/", {})
    text = page(client, "questions/?sort=question_en")
    assert "Which problem do you most want to solve?" in text
    assert "for us alone" in text
    assert "No question meets these conditions" in page(client, "questions/?q=nobody")
    assert "Who decides?" not in page(client, "questions/?kind=date")
    assert "Hearing sheet" in page(client, "forms/")

    new = {"text_ja": "拠点はいくつ？", "text_en": "", "kind": "number", "unit": "拠点", "shared": "on"}
    where = sent(client, "questions/new/", new)
    row = Question.objects.get(text_ja="拠点はいくつ？")
    assert where.endswith(f"questions/{row.pk}/")
    refused = sent(client, f"questions/{row.pk}/", {**new, "version": 1, "kind": "choice"}, 422)
    assert "Between 2 and 40 choices" in refused
    sent(client, f"questions/{row.pk}/", {**new, "version": 1, "help_en": "Sites of any size"})
    stale = sent(client, f"questions/{row.pk}/", {**new, "version": 1}, 422)
    assert "somebody else has changed this" in stale
    sent(client, f"questions/{row.pk}/archive/", {})
    assert "is asked no more" in page(client, "questions/")
    assert "拠点はいくつ？" not in page(client, "questions/")
    assert "拠点はいくつ？" in page(client, "questions/?state=archived")
    sent(client, f"questions/{row.pk}/restore/", {})
    count = Question.objects.count()
    table = read(client.get(f"{HOME}questions/export?format=csv")).decode("utf-8-sig")
    assert len(table.splitlines()) == count + 1


def test_a_form_is_made_and_put_in_order(client: Client) -> None:
    for key in ("employees", "background", "concerns"):
        a_question(key, "text")
    made = {"title_ja": "訪問前シート", "title_en": "Before the visit", "purpose": "hearing"}
    where = sent(client, "forms/new/", made)
    form = QuestionForm.objects.get()
    assert where.endswith(f"forms/{form.pk}/")
    arrange, ids = f"forms/{form.pk}/questions/", [str(each.pk) for each in Question.objects.all()]
    for each in ids:
        sent(client, arrange, {"act": "add:", "question": each})
    for act in (f"up:{ids[2]}", f"remove:{ids[0]}", "up:nothing", f"down:{ids[2]}"):
        sent(client, arrange, {"act": act})
    order = [item.question.key for item in form.items.order_by("position")]
    assert order == ["background", "concerns"]
    # One that is archived is not seen, and stands in its place again when it is asked again.
    sent(client, arrange, {"act": "add:", "question": ids[0]})
    sent(client, f"questions/{ids[1]}/archive/", {})
    sent(client, arrange, {"act": f"up:{ids[0]}"})
    assert f"down:{ids[1]}" not in page(client, f"forms/{form.pk}/")
    sent(client, f"questions/{ids[1]}/restore/", {})
    order = [item.question.key for item in form.items.order_by("position")]
    assert order == ["background", "employees", "concerns"]
    sent(client, arrange, {"act": f"remove:{ids[0]}"})
    sent(client, f"forms/{form.pk}/", {**made, "title_en": "", "title_ja": "", "version": 9}, 422)
    sent(client, f"forms/{form.pk}/archive/", {})
    assert "is offered no more" in page(client, "forms/")
    assert "Before the visit" not in page(client, "forms/")
    sent(client, f"forms/{form.pk}/restore/", {})
    assert "background, concerns" in read(client.get(f"{HOME}forms/export?format=csv")).decode("utf-8-sig")


def test_a_hearing_fills_the_sheet_and_asking_again_is_warned_and_counted(client: Client) -> None:
    made = deal("点検のデジタル化")
    a_question("background", "prose", target="sheet.background")
    a_question("manner", "prose", shared=False)
    form, account = a_form("background", "concerns", "manner"), made.account_id
    path = f"accounts/{account}/forms/{form.pk}/"
    assert "Hearing sheet" in page(client, f"deals/{made.pk}/answers/")
    wrong = sent(client, path, {"who": "森様"}, 422)
    assert "Nothing is answered yet" in wrong
    told = "紙の点検表が月に四千枚あり、集計に三日かかる。"
    where = sent(client, path, {field("background"): told, "who": "森様", "deal": str(made.pk)})
    assert where.endswith(f"deals/{made.pk}/")
    assert "What is written here counts as asked twice" in page(client, path)
    answer = Answer.objects.get()
    part = page(client, f"deals/{made.pk}/answers/")
    assert "Into “Background”" in part
    sent(client, f"answers/{answer.pk}/take/", {"deal": str(made.pk)})
    assert sheet_of(made).background == told
    assert f"answers/{answer.pk}/take-out/" in page(client, f"deals/{made.pk}/")
    where = sent(client, f"answers/{answer.pk}/take-out/", {})
    assert (where.endswith(f"deals/{made.pk}/"), sheet_of(made).background) == (True, "")
    sent(client, f"answers/{answer.pk}/take/", {"deal": str(made.pk)})
    assert "Take it out of there again" in page(client, f"answers/{answer.pk}/")
    assert told[:20] in page(client, f"accounts/{account}/answers/card/")

    # Sending it: what is known is filled in; whoever asks again is warned first.
    again = {"language": "en", "days": "14", "email": "", f"again-{answer.question.pk.hex}": "1"}
    warned = sent(client, f"{path}ask/", again, 422)
    assert "You are about to ask 1 question again" in warned
    assert Asking.objects.filter(way="link").count() == 0
    sent(client, f"{path}ask/", {**again, "sure": "1"})
    link = Asking.objects.get(way="link")
    assert Asked.objects.filter(asking=link, known=True, put=True).count() == 1
    whole = page(client, f"accounts/{account}/answers/")
    assert actions.address_of(link) in whole
    assert "1 asked twice" in whole
    sent(client, f"forms/links/{link.pk}/revoke/", {})
    assert Client().get(f"/form/{token_for(link)}/").status_code == 410


def test_the_customer_sees_the_questions_of_the_link_alone(client: Client) -> None:
    account = an_account()
    a_question("manner", "prose", shared=False)
    a_question("tools", "choices", options=[{"ja": "紙", "en": "Paper"}, {"ja": "表計算", "en": "Sheets"}])
    form = a_form("employees", "tools", "manner", "size")
    inside = {question_by_key("manner").pk: "気難しい方", question_by_key("employees").pk: "40"}
    actions.fill_form(account, form.pk, inside, said_by="森様", by=KENTA)
    link, token = link_to(account, form, language="en")
    customer = Client()
    answer = customer.get(f"/form/{token}/")
    text = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    assert "You have told us this before. Change it only where it is no longer right." in text
    assert 'value="40"' in text
    assert "森様" in text
    was = known_answers(account)[question_by_key("employees").pk]
    assert f'name="was-{field("employees")}" value="{was.pk}"' in text
    for secret in ("気難しい方", "manner", "東雲倉庫", "山本健太"):
        assert secret not in text
    # Refused, the page still says from which answer the customer set out; another one came meanwhile.
    opened = {f"was-{field('employees')}": str(was.pk), field("employees"): "40"}
    newer = actions.write_answer(account, question_by_key("employees").pk, "45", said_by="経理", by=KENTA)
    refused = customer.post(f"/form/{token}/", {**opened, field("tools"): "stone"})
    assert refused.status_code == 422
    assert f'name="was-{field("employees")}" value="{was.pk}"' in refused.content.decode()
    actions.take_back_answer(newer.pk, by=KENTA)
    done = customer.post(
        f"/form/{token}/",
        {
            field("tools"): ["paper"],
            field("employees"): "40",
            "who": "Yuki Mori",
            f"was-{field('employees')}": str(was.pk),
        },
    )
    assert "Your answers have been recorded" in done.content.decode()
    assert customer.get(f"/form/{token}/").status_code == 410
    assert customer.get("/form/forged/").status_code == 410
    (row,) = Answer.objects.filter(asking=link)
    assert (row.value, row.said_by) == (["paper"], "Yuki Mori")
    answered = page(client, f"accounts/{account}/answers/")
    assert "Paper" in answered
    assert "answered" in answered


def test_an_answer_has_a_history_and_is_taken_back(client: Client) -> None:
    account, question = an_account(), a_question(target="account.employees")
    first = actions.write_answer(account, question.pk, "40", said_by="森様", by=KENTA)
    path = f"answers/{first.pk}/"
    assert sent(client, path, {"value": "many"}, 422).count("This is not a number") >= 1
    where = sent(client, path, {"value": "45", "said_by": "堀様", "asked": "on"})
    text = page(client, where.removeprefix(HOME))
    assert "1 of them although known" in text
    assert "森様" in text
    assert "Take over into “Employees”" in text
    newest = Answer.objects.get(said_by="堀様")
    sent(client, f"answers/{newest.pk}/remove/", {})
    assert "written down by mistake" in page(client, path)
    sent(client, f"answers/{newest.pk}/restore/", {})
    page(client, "answers/0197a000-0000-7000-8000-000000000001/", 404)
    # Whoever may not write where it goes, takes nothing over there.
    support = signed_in("support@harunire.example", "support", language="en")
    made = deal("商談")
    bound = a_question("background", "prose", target="sheet.background")
    assert made.account_id is not None
    told = actions.write_answer(made.account_id, bound.pk, "紙の集計に三日かかっている。", by=KENTA)
    assert support.post(f"{HOME}answers/{told.pk}/take/", {"deal": str(made.pk)}).status_code == 403
    actions.take_over(told.pk, deal_id=made.pk, by=KENTA)
    assert support.post(f"{HOME}answers/{told.pk}/take-out/").status_code == 403
    table = read(client.get(f"{HOME}accounts/{account}/answers/export?format=csv")).decode("utf-8-sig")
    assert len(table.splitlines()) == 3


def test_the_api_keeps_catalogue_forms_and_answers() -> None:
    account = an_account(external_id="S-1")
    api = api_client("questions.view", "questions.edit", "questions.manage", "accounts.edit")
    put: Any = {"content_type": "application/json"}

    def post(path: str, body: dict[str, Any], status: int = 201) -> Any:
        answer = api.post(f"/api/v1/{path}", json.dumps(body), **put)
        assert answer.status_code == status, answer.content
        return answer.json()

    asked = {"key": "employees", "kind": "number", "text_en": "How many?", "target": "account.employees"}
    made = post("questions", asked)
    assert (made["text_ja"], made["put"], made["version"]) == ("How many?", 0, 1)
    post("questions", asked, 409)
    post("questions", {"kind": "choice", "text_en": "Which?"}, 422)
    path = f"/api/v1/questions/{made['id']}"
    tag = api.get(path)["ETag"]
    patched = api.patch(path, json.dumps({"unit": "名"}), headers={"If-Match": tag}, **put)
    assert patched.json()["version"] == 2
    assert api.patch(path, json.dumps({"unit": ""}), headers={"If-Match": tag}, **put).status_code == 412
    form = post("forms", {"title_en": "Survey", "purpose": "survey", "questions": ["employees"]})
    assert (form["key"], form["questions"]) == ("survey", ["employees"])
    post("forms", {"title_en": "Other", "purpose": "survey", "questions": ["nothing"]}, 422)

    told = {"account_external_id": "S-1", "question": "employees", "value": 40, "asked": True}
    first = post("answers", told)
    again = post("answers", {**told, "value": "45"})
    assert (first["value"], again["text"], again["form"]) == ("40", "45名", "")
    assert api.get(path).json()["twice"] == 1
    (row,) = api.get(f"/api/v1/answers?account_id={account}").json()["data"]
    assert row["id"] == again["id"]
    assert len(api.get("/api/v1/answers?question=employees&current=false").json()["data"]) == 2
    taken = post(f"answers/{again['id']}/take", {}, 200)
    assert taken["taken_at"] is not None
    assert api.delete(f"/api/v1/answers/{again['id']}/take").json()["taken_at"] is None
    assert account_by_id(account).employees is None
    post(f"forms/{form['id']}/links", {"account_id": str(account)}, 409)
    link = post(f"forms/{form['id']}/links", {"account_id": str(account), "again": ["employees"]})
    assert (link["asked"], link["known"]) == (["employees"], ["employees"])
    assert "/form/" in link["address"]
    assert api.delete(f"/api/v1/answers/{again['id']}").json()["removed_at"] is not None
    (row,) = api.get(f"/api/v1/answers?account_id={account}").json()["data"]
    assert row["id"] == first["id"]
    assert post(f"answers/{again['id']}/restore", {}, 200)["removed_at"] is None
    for each in (path, f"/api/v1/forms/{form['id']}"):
        assert api.delete(each).json()["archived_at"] is not None
        assert api.post(f"{each}/restore").json()["archived_at"] is None
