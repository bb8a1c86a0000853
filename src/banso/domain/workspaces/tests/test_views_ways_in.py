"""The ways in: what they open, and what they refuse."""

import re
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from banso.domain.workspaces import actions
from banso.domain.workspaces.models import AuditEntry, Membership, Person, Workspace
from banso.domain.workspaces.tests.factories import PASSWORD, member, person
from banso.kit.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("workspace")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password}, headers=headers)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


class TestPassword:
    def test_it_opens_the_workspace(self) -> None:
        member("sato@harunire.example", "csm")
        client = Client()
        assert sign_in(client, "SATO@harunire.example")["Location"] == "/"
        assert client.get("/")["Location"] == "/w/harunire/"
        entry = AuditEntry.objects.get(verb="person.signed_in")
        assert (entry.target, entry.address) == ("sato@harunire.example", "127.0.0.1")

    def test_t42_unknown_and_wrong_get_the_same_answer_after_the_same_work(self, monkeypatch: Any) -> None:
        member("sato@harunire.example", "csm")
        worked: list[str] = []
        encode = MD5PasswordHasher.encode

        def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
            worked.append(password)
            return encode(self, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
        token = re.compile(r'name="?(csrfmiddlewaretoken|bn-csrf)"? (value|content)="[^"]+"')
        pages = []
        for email in ("sato@harunire.example", "nobody@harunire.example"):
            worked.clear()
            answer = sign_in(Client(), email, "wrong wrong wrong")
            assert len(worked) == 1
            pages.append((answer.status_code, token.sub("", answer.content.decode()).replace(email, "")))
        assert pages[0] == pages[1]

    def test_t42_after_five_failures_the_right_password_waits_too(self) -> None:
        member("sato@harunire.example", "csm")
        for _ in range(5):
            sign_in(Client(), "sato@harunire.example", "wrong wrong wrong")
        client = Client()
        sign_in(client, "sato@harunire.example")
        assert not is_in(client)

    def test_t43_a_forged_forwarding_header_does_not_help(self) -> None:
        member("sato@harunire.example", "csm")
        for number in range(11):
            sign_in(
                Client(), f"n{number}@harunire.example", "wrong", **{"X-Forwarded-For": f"10.0.0.{number}"}
            )
        client = Client()
        sign_in(client, "sato@harunire.example", **{"X-Forwarded-For": "10.0.1.1"})
        assert not is_in(client)

    def test_a_failure_is_in_the_log(self) -> None:
        member("sato@harunire.example", "csm")
        sign_in(Client(), "sato@harunire.example", "wrong wrong wrong")
        assert AuditEntry.objects.filter(verb="person.sign_in_failed").count() == 1

    def test_t44_the_session_gets_a_new_name(self) -> None:
        member("sato@harunire.example", "csm")
        client = Client()
        client.get("/sign-in/")
        session = client.session
        session["x"] = 1
        session.save()
        client.cookies["sessionid"] = before = str(session.session_key)
        sign_in(client, "sato@harunire.example")
        assert client.cookies["sessionid"].value != before
        assert not Session.objects.filter(pk=before).exists()

    def test_t44_signing_out_ends_the_session_on_the_server(self) -> None:
        member("sato@harunire.example", "csm")
        client = Client()
        sign_in(client, "sato@harunire.example")
        key = client.cookies["sessionid"].value
        client.post("/sign-out/")
        assert not Session.objects.filter(pk=key).exists()

    def test_t20_reading_the_sign_out_page_signs_nobody_out(self) -> None:
        member("sato@harunire.example", "csm")
        client = Client()
        sign_in(client, "sato@harunire.example")
        assert client.get("/sign-out/").status_code == 200
        assert is_in(client)

    def test_t44_cookies_are_closed_to_scripts_and_other_sites(self) -> None:
        member("sato@harunire.example", "csm")
        client = Client()
        sign_in(client, "sato@harunire.example")
        cookie = client.cookies["sessionid"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")

    @pytest.mark.parametrize(
        "target",
        ["//evil.example", "https://evil.example/", r"\\evil.example", "javascript:alert(1)", "/%2f/evil"],
    )
    def test_t15_nobody_is_led_to_another_site(self, target: str) -> None:
        member("sato@harunire.example", "csm")
        answer = Client().post(
            "/sign-in/", {"login": "sato@harunire.example", "password": PASSWORD, "next": target}
        )
        assert answer.status_code == 302
        assert not re.match(r"//|\\|https?:|javascript:", answer["Location"])

    def test_nobody_signs_up(self) -> None:
        body = {"email": "new@harunire.example", "password1": PASSWORD}
        assert Client().get("/sign-up/").status_code == 200
        Client().post("/sign-up/", body)
        assert Person.objects.count() == 0

    def test_somebody_who_is_gone_cannot_sign_in(self) -> None:
        person("gone@harunire.example", is_active=False)
        client = Client()
        sign_in(client, "gone@harunire.example")
        assert not is_in(client)


class TestPasswordReset:
    def test_it_comes_by_mail_under_the_configured_address(self) -> None:
        member("sato@harunire.example", "csm")
        Client().post("/password/reset/", {"email": "sato@harunire.example"})
        link = re.search(r"http\S+/password/reset/key/\S+", str(mail.outbox[0].body))
        assert link
        assert link[0].startswith("http://localhost:8000/password/reset/key/")
        client = Client()
        form = client.get(path_of(link[0]), follow=True)
        client.post(
            form.request["PATH_INFO"],
            {"password1": "a new long password", "password2": "a new long password"},
        )
        assert Person.objects.get().check_password("a new long password")
        assert not is_in(client)
        assert client.get(path_of(link[0]), follow=True).context["token_fail"]

    @pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
    def test_t47_a_forged_host_does_not_reach_the_mail(self, header: str) -> None:
        member("sato@harunire.example", "csm")
        body = {"email": "sato@harunire.example"}
        answer = Client(headers={header: "evil.example"}).post("/password/reset/", body)
        assert answer.status_code == (400 if header == "Host" else 302)
        assert [message.body for message in mail.outbox if "evil.example" in str(message.body)] == []

    def test_t42_an_unknown_address_gets_the_same_answer(self) -> None:
        member("sato@harunire.example", "csm")
        answers = [
            Client().post("/password/reset/", {"email": email})
            for email in ("sato@harunire.example", "nobody@harunire.example")
        ]
        assert [(answer.status_code, answer["Location"]) for answer in answers] == [
            (302, "/password/reset/sent/")
        ] * 2

    @pytest.mark.parametrize("email", ["a@b.example\nBcc: x@y.example", "a@b.example,c@d.example", ""])
    def test_t47_an_address_that_is_none_sends_nothing(self, email: str) -> None:
        Client().post("/password/reset/", {"email": email})
        assert mail.outbox == []


class TestSecondFactor:
    @pytest.fixture
    def sato(self) -> Person:
        seat = member("sato@harunire.example", "csm")
        TOTP.activate(seat.person, SECRET)
        return seat.person

    def code(self) -> str:
        return str(format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))

    def test_the_password_alone_is_not_enough(self, sato: Person) -> None:
        client = Client()
        assert sign_in(client, sato.email)["Location"] == "/sign-in/two-step/"
        assert not is_in(client)
        client.post("/sign-in/two-step/", {"code": self.code()})
        assert is_in(client)

    def test_t45_a_code_is_good_once(self, sato: Person) -> None:
        first, second, code = Client(), Client(), self.code()
        for client in (first, second):
            sign_in(client, sato.email)
            client.post("/sign-in/two-step/", {"code": code})
        assert (is_in(first), is_in(second)) == (True, False)

    def test_t45_a_recovery_code_is_good_once(self, sato: Person) -> None:
        code = RecoveryCodes.activate(sato).get_unused_codes()[0]
        first, second = Client(), Client()
        for client in (first, second):
            sign_in(client, sato.email)
            client.post("/sign-in/two-step/", {"code": code})
        assert (is_in(first), is_in(second)) == (True, False)

    def test_t45_a_wrong_code_is_refused_and_logged(self, sato: Person) -> None:
        client = Client()
        sign_in(client, sato.email)
        client.post("/sign-in/two-step/", {"code": "000000"})
        assert not is_in(client)
        assert AuditEntry.objects.filter(verb="person.second_factor_failed").count() == 1

    def test_t45_a_sign_in_link_still_asks_for_it(self, sato: Person) -> None:
        client = Client()
        answer = client.post(path_of(actions.sign_in_link(sato)))
        assert answer["Location"] == "/sign-in/two-step/"
        assert not is_in(client)

    def test_t29_its_secret_is_stored_sealed(self, sato: Person) -> None:
        stored = Authenticator.objects.get(user=sato).data["secret"]
        assert get_adapter().decrypt(stored) == SECRET
        assert stored != SECRET


class TestSetUp:
    body = {
        "name": "秋元 亮", "email": "aki@keyaki.example", "password": PASSWORD, "workspace": "ケヤキ株式会社",
        "slug": "keyaki", "language": "ja", "timezone": "Asia/Tokyo", "currency": "JPY", "fiscal_start": "4",
    }  # fmt: skip

    def test_the_start_page_says_how(self) -> None:
        assert "banso link --setup" in Client().get("/").content.decode()

    def test_the_first_person_is_signed_in_as_owner(self) -> None:
        link = path_of(actions.setup_link() or "")
        client = Client()
        assert client.get(link).status_code == 200
        answer = client.post(link, self.body)
        assert answer["Location"] == "/w/keyaki/"
        assert is_in(client)
        assert client.get(link).status_code == 410

    def test_what_was_typed_stays_when_something_is_wrong(self) -> None:
        link = path_of(actions.setup_link() or "")
        answer = Client().post(link, {**self.body, "password": "short"})
        assert answer.status_code == 422
        assert "秋元 亮" in answer.content.decode()
        assert "short" not in re.sub(r"<script.*?</script>", "", answer.content.decode())
        assert Person.objects.count() == 0

    def test_t63_a_guessed_link_opens_nothing(self) -> None:
        assert Client().post("/set-up/guess/", self.body).status_code == 410
        assert Person.objects.count() == 0


class TestInvitationPage:
    def test_somebody_new_joins_and_is_signed_in(self) -> None:
        _, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        client = Client()
        assert client.get(path_of(link)).status_code == 200
        assert Membership.objects.count() == 0
        answer = client.post(path_of(link), {"name": "新井 光", "password": PASSWORD})
        assert answer["Location"] == "/w/harunire/"
        assert is_in(client)

    def test_a_known_person_signs_in_first_and_then_joins(self) -> None:
        person("known@harunire.example")
        _, link = actions.invite("known@harunire.example", ["csm"], by=SYSTEM)
        client = Client()
        assert client.get(path_of(link))["Location"] == f"/sign-in/?next={path_of(link)}"
        client.post("/sign-in/", {"login": "known@harunire.example", "password": PASSWORD})
        client.post(path_of(link))
        assert Membership.objects.get().person.email == "known@harunire.example"

    def test_somebody_else_is_signed_out_and_joins_nothing(self) -> None:
        other = member("other@harunire.example", "viewer").person
        _, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        client = Client()
        sign_in(client, other.email)
        assert "other@harunire.example" in client.get(path_of(link)).content.decode()
        client.post(path_of(link))
        assert not is_in(client)
        assert Membership.objects.count() == 1


class TestSessions:
    def test_another_session_can_be_ended(self, workspace: Workspace) -> None:
        member("sato@harunire.example", "csm")
        here, there = Client(), Client()
        sign_in(here, "sato@harunire.example")
        sign_in(there, "sato@harunire.example")
        page = here.get(f"/w/{workspace.slug}/settings/security/")
        rows = page.context["sessions"]
        assert sorted(row["current"] for row in rows) == [False, True]
        other = next(row["session"] for row in rows if not row["current"])
        here.post(f"/w/{workspace.slug}/settings/security/sessions/{other.pk}/end/")
        assert there.get(f"/w/{workspace.slug}/settings/profile/").status_code == 302
        assert here.get(f"/w/{workspace.slug}/settings/profile/").status_code == 200

    def test_t01_somebody_elses_session_is_not_there(self, workspace: Workspace) -> None:
        member("sato@harunire.example", "csm")
        member("ken@harunire.example", "owner")
        mine, theirs = Client(), Client()
        sign_in(mine, "ken@harunire.example")
        sign_in(theirs, "sato@harunire.example")
        from allauth.usersessions.models import UserSession  # noqa: PLC0415

        foreign = UserSession.objects.get(user__email="sato@harunire.example")
        path = f"/w/{workspace.slug}/settings/security/sessions/{foreign.pk}/end/"
        assert mine.post(path).status_code == 404
        assert theirs.get(f"/w/{workspace.slug}/settings/profile/").status_code == 200
