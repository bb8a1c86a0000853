"""T07, T43-T47: what lets somebody in, and what puts them out at once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.core.handlers.asgi import ASGIRequest
from django.test import Client

from banso.domain.workspaces import actions
from banso.domain.workspaces.models import Membership, Person, Workspace
from banso.domain.workspaces.tests.factories import PASSWORD, member
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now
from banso.kit.tenancy import scope, scopes_disabled

pytestmark = pytest.mark.usefixtures("workspace")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADDRESS = "sato@harunire.example"
NEW = "yet another long one"


def seated(role: str) -> Membership:
    """A person as the product itself makes one, their address proven."""
    made = actions.create_person(ADDRESS, name="佐藤 美咲", password=PASSWORD)
    return actions.add_member(made, [role], by=SYSTEM)


def sign_in(client: Client, email: str = ADDRESS, password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password}, headers=headers)


def ask_for_address(client: Client, email: str, password: str = PASSWORD) -> Any:
    """Have another mail address for oneself; the password is asked for once more."""
    client.post("/me/confirm/", {"password": password})
    return client.post("/me/email/", {"email": email, "action_add": ""})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def asked_reset() -> str:
    """The path of the link that is mailed to whoever forgot their password."""
    Client().post("/password/reset/", {"email": ADDRESS})
    link = re.search(r"/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link
    return link[0]


def led_to(client: Client, path: str) -> str:
    """Where a link ends up: that of a reset keeps its token in the session and leads on to the form."""
    return str(client.get(path, follow=True).request["PATH_INFO"])


def reset(client: Client, path: str, password: str) -> None:
    client.post(led_to(client, path), {"password1": password, "password2": password})


class TestLeaving:
    """T07: open sessions and keys lose at once what their owner lost; parts, files and the API alike."""

    PAGES = ("/w/harunire/accounts/", "/w/harunire/palette?q=a", "/w/harunire/accounts/export")

    @pytest.fixture
    def seat(self) -> Membership:
        member("owner@harunire.example", "owner")
        return seated("admin")

    @pytest.fixture
    def client(self, seat: Membership) -> Client:
        client = Client()
        sign_in(client, seat.person.email)
        assert self.asked(client) == [200, 200, 200, 200]
        return client

    def asked(self, client: Client) -> list[int]:
        statuses = []
        for page in self.PAGES:
            answer = client.get(page, headers={"HX-Request": "true"} if "palette" in page else {})
            if answer.streaming:
                b"".join(answer.streaming_content)  # type: ignore[attr-defined]
            statuses.append(answer.status_code)
        api = client.get("/api/v1/accounts", headers={"X-Banso-Workspace": "harunire"})
        return [*statuses, api.status_code]

    def test_t07_a_removed_member_meets_nothing(self, client: Client, seat: Membership) -> None:
        actions.deactivate_member(seat.pk, by=SYSTEM)
        assert self.asked(client) == [404, 404, 404, 401]

    def test_t07_another_role_holds_at_once(self, client: Client, seat: Membership) -> None:
        actions.change_roles(seat.pk, ["viewer"], by=SYSTEM)
        assert self.asked(client) == [200, 200, 403, 200]
        assert client.get("/w/harunire/settings/keys/").status_code == 403

    def test_t07_somebody_who_is_switched_off_is_out(self, client: Client, seat: Membership) -> None:
        Person.objects.filter(pk=seat.person_id).update(is_active=False)
        assert self.asked(client) == [302, 302, 302, 401]

    def test_t07_a_workspace_that_is_gone_opens_nothing(self, client: Client, workspace: Workspace) -> None:
        Workspace.objects.filter(pk=workspace.pk).update(slug="gone")
        assert self.asked(client) == [404, 404, 404, 401]

    def test_t07_another_password_ends_every_other_session(self, client: Client) -> None:
        other = Client()
        sign_in(other)
        new = "a new long password of mine"
        other.post("/me/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert Person.objects.get(email=ADDRESS).check_password(new)
        assert self.asked(client) == [302, 302, 302, 401]

    def test_t07_t26_a_key_dies_with_its_revocation_and_its_day(self) -> None:
        key, secret = actions.create_key("api", name="x", scopes=["*.view"], by=SYSTEM)
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        assert client.get("/api/v1/accounts").status_code == 200
        with freeze(now() + timedelta(days=1)):
            successor, fresh = actions.rotate_key(key.pk, overlap=timedelta(hours=1), by=SYSTEM)
            assert client.get("/api/v1/accounts").status_code == 200
        with freeze(now() + timedelta(days=1, hours=2)):
            assert client.get("/api/v1/accounts").status_code == 401
            newer = Client(headers={"Authorization": f"Bearer {fresh}"})
            assert newer.get("/api/v1/accounts").status_code == 200
            actions.revoke_key(successor.pk, by=SYSTEM)
            assert newer.get("/api/v1/accounts").status_code == 401


class TestAddresses:
    """T41, T43: whom a limit counts."""

    @pytest.mark.parametrize(
        "name", ["X-Forwarded-For", "X_Forwarded_For", "X-Real-IP", "Forwarded", "Client-IP"]
    )
    def test_t43_a_header_is_no_new_address(self, settings: Any, name: str) -> None:
        settings.API_CALLS_PER_MINUTE = 1
        client = Client()
        client.handler.load_middleware()
        statuses = [client.get("/api/v1/keys", headers={name: f"10.0.0.{n}"}).status_code for n in (1, 2)]
        assert statuses == [401, 429]

    def test_t43_behind_a_proxy_the_last_address_counts(self, settings: Any) -> None:
        settings.API_CALLS_PER_MINUTE = 1
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        client = Client()
        client.handler.load_middleware()

        def ask(forwarded: str) -> int:
            return client.get("/api/v1/keys", headers={"X-Forwarded-For": forwarded}).status_code

        assert [ask("6.6.6.1, 1.2.3.4"), ask("6.6.6.2, 1.2.3.4")] == [401, 429]
        assert ask("6.6.6.3, 1.2.3.5") == 401, "another caller of the same proxy has a count of its own"

    def test_t43_a_name_with_underscores_is_no_header(self) -> None:
        """As a web server hands it over; WSGI's own names could not tell the two apart."""
        headers = [
            (b"x_forwarded_for", b"6.6.6.6"),
            (b"x_banso_workspace", b"harunire"),
            (b"host", b"localhost"),
        ]
        scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "query_string": b""}
        request = ASGIRequest(scope, None)  # type: ignore[arg-type]
        assert "HTTP_X_FORWARDED_FOR" not in request.META
        assert "HTTP_X_BANSO_WORKSPACE" not in request.META


class TestSessions:
    def test_t44_each_step_gives_the_session_another_name(self) -> None:
        TOTP.activate(seated("csm").person, SECRET)
        client, names = Client(), []
        client.get("/sign-in/")
        sign_in(client)
        names.append(client.cookies["sessionid"].value)
        code = str(format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))
        client.post("/sign-in/two-step/", {"code": code})
        names.append(client.cookies["sessionid"].value)
        assert is_in(client)
        assert len(set(names)) == 2
        stale = Client()
        stale.cookies["sessionid"] = names[0]
        assert stale.get("/w/harunire/accounts/").status_code == 302

    # A passkey is both steps in one, and so no way round; tests/browser/test_people.py signs in by it.
    @pytest.mark.parametrize("second", [False, True], ids=["control", "second step"])
    @pytest.mark.parametrize("way", ["link", "reset", "join"])
    def test_t45_no_other_way_goes_round_the_second_step(self, way: str, *, second: bool) -> None:
        sato, client = seated("csm").person, Client()
        if second:
            TOTP.activate(sato, SECRET)
        if way == "link":
            client.post(path_of(actions.sign_in_link(sato)))
        elif way == "reset":
            reset(client, asked_reset(), NEW)
            sign_in(client, password=NEW)
        else:
            with scope(workspace=actions.create_workspace("keyaki", name="Keyaki", by=SYSTEM)):
                invitation = path_of(actions.invite(ADDRESS, ["csm"], by=SYSTEM)[1])
            client.post("/sign-in/", {"login": ADDRESS, "password": PASSWORD, "next": invitation})
            client.post(invitation, {"name": "佐藤 美咲", "password": PASSWORD})
            with scopes_disabled():
                assert Membership.objects.filter(workspace__slug="keyaki").exists() is not second
        assert is_in(client) is not second


class TestTokens:
    """T46: a link opens the door it was made for, once, for a while."""

    @pytest.fixture
    def tokens(self) -> dict[str, str]:
        setup = actions.setup_link() or ""
        sato = seated("csm").person
        _, invitation = actions.invite("new@harunire.example", ["owner"], by=SYSTEM)
        client = Client()
        sign_in(client)
        ask_for_address(client, "fresh@harunire.example")
        Client().post("/password/reset/", {"email": ADDRESS})
        found = {
            "setup": setup.rstrip("/").rpartition("/")[2],
            "invitation": invitation.rstrip("/").rpartition("/")[2],
            "sign-in": actions.sign_in_link(sato).rstrip("/").rpartition("/")[2],
        }
        for message in mail.outbox:
            if link := re.search(r"/password/reset/key/\w+-([^/\s]+)/", str(message.body)):
                found["reset"] = link[1]
            elif link := re.search(r"/me/email/([^/\s]+)/", str(message.body)):
                found["email"] = link[1]
        return found

    def test_t46_no_token_opens_another_door(self, tokens: dict[str, str]) -> None:
        assert sorted(tokens) == ["email", "invitation", "reset", "setup", "sign-in"]
        uid = user_pk_to_url_str(Person.objects.get(email=ADDRESS))
        places = {
            "setup": "/set-up/{}/", "invitation": "/invitation/{}/", "sign-in": "/sign-in/link/{}/",
            "reset": f"/password/reset/key/{uid}-{{}}/", "email": "/me/email/{}/",
        }  # fmt: skip
        body = {"name": "x", "password": NEW, "password1": NEW, "password2": NEW, "email":
                "evil@evil.example", "slug": "evil", "workspace": "Evil"}  # fmt: skip
        before = (Person.objects.count(), Membership.objects.count(), Workspace.objects.count())
        opened = []
        for purpose, token in tokens.items():
            for place, path in places.items():
                if place != purpose:
                    client = Client()
                    for there in sorted({path.format(token), led_to(client, path.format(token))}):
                        client.post(there, body, follow=True)
                    opened += [f"{purpose} at {place}"] if is_in(client) else []
        assert opened == []
        assert (Person.objects.count(), Membership.objects.count(), Workspace.objects.count()) == before
        assert Person.objects.get(email=ADDRESS).check_password(PASSWORD)
        reset(Client(), places["reset"].format(tokens["reset"]), NEW)
        assert Person.objects.get(email=ADDRESS).check_password(NEW), "its own door does open"

    def test_t46_a_link_is_good_once_and_for_an_hour(self) -> None:
        sato = seated("csm").person
        link = path_of(actions.sign_in_link(sato))
        first, second = Client(), Client()
        assert (first.post(link).status_code, second.post(link).status_code) == (302, 410)
        assert (is_in(first), is_in(second)) == (True, False)
        late = path_of(actions.sign_in_link(sato))
        with freeze(now() + timedelta(minutes=61)):
            assert Client().post(late).status_code == 410

    @pytest.mark.parametrize("dead", [False, True], ids=["control", "dead"])
    def test_t46_a_reset_dies_after_three_days(self, monkeypatch: Any, *, dead: bool) -> None:
        seated("csm")
        link, later = asked_reset(), datetime.now(UTC).replace(tzinfo=None) + timedelta(days=4 if dead else 2)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self: later)
        reset(Client(), link, NEW)
        assert Person.objects.get(email=ADDRESS).check_password(NEW) is not dead

    @pytest.mark.parametrize("dead", [False, True], ids=["control", "dead"])
    def test_t46_a_reset_dies_with_the_next_sign_in(self, *, dead: bool) -> None:
        seated("csm")
        link = asked_reset()
        if dead:
            sign_in(Client())
        reset(Client(), link, NEW)
        assert Person.objects.get(email=ADDRESS).check_password(NEW) is not dead


class TestPoisoning:
    """T47: what a request claims of itself is in no mail, and a look-alike address is nobody's."""

    @pytest.mark.parametrize("headers", [
        {"X-Forwarded-Host": "evil.example"}, {"X-Host": "evil.example"}, {"Forwarded": "host=evil.example"},
        {"X-Forwarded-Server": "evil.example"}, {"X-Original-URL": "http://evil.example/"},
        {"X-Forwarded-Proto": "gopher"}, {"Origin": "http://evil.example"},
    ], ids=lambda headers: next(iter(headers)))  # fmt: skip
    def test_t47_links_bear_the_configured_address(self, headers: dict[str, str]) -> None:
        seated("owner")
        client = Client(headers=headers)
        client.post("/password/reset/", {"email": ADDRESS})
        sign_in(client)
        client.post(
            "/w/harunire/settings/people/invite/", {"email": "new@harunire.example", "roles": ["csm"]}
        )
        ask_for_address(client, "fresh@harunire.example")
        bodies = [str(message.body) for message in mail.outbox]
        links = [link for body in bodies for link in re.findall(r"https?://\S+", body)]
        assert len(links) >= 3
        assert [link for link in links if not link.startswith("http://localhost:8000/")] == []
        assert [body for body in bodies if "evil" in body] == []

    ALIKE = ("\u017fato@harunire.example", "sato@harun\u0131re.example", "SATO@HARUN\u0130RE.EXAMPLE",
             "s\u0430to@harunire.example", "sato@harunire\u3002example", "\uff53ato@harunire.example",
             "sato@harunire.example\u200b")  # fmt: skip

    @pytest.mark.parametrize("alike", range(len(ALIKE)))
    def test_t47_an_address_that_looks_alike_is_not_the_same(self, alike: int) -> None:
        seated("owner")
        given = self.ALIKE[alike]
        Client().post("/password/reset/", {"email": given})
        away = [message for message in mail.outbox if message.to != [ADDRESS]]
        assert [message for message in away if "/password/reset/key/" in str(message.body)] == []
        evil, known = "evil@evil.example", "a password known to evil"
        other = actions.create_person(evil, name="evil", password=known)
        client = Client()
        sign_in(client, evil, known)
        mail.outbox.clear()
        ask_for_address(client, given, known)
        stolen = Client()
        sign_in(stolen, given, known)
        assert not is_in(stolen) or stolen.session["_auth_user_id"] == str(other.pk)
        assert Person.objects.get(email=ADDRESS).check_password(PASSWORD)

    def test_t47_the_same_address_in_other_letters_is_taken(self) -> None:
        seated("owner")
        other = actions.create_person("evil@evil.example", name="evil", password=PASSWORD)
        client = Client()
        sign_in(client, other.email)
        ask_for_address(client, ADDRESS.upper())
        # The true owner may be asked; even their yes gives the address to nobody else.
        for message in mail.outbox:
            if link := re.search(r"/me/email/[^/\s]+/", str(message.body)):
                Client().post(link[0])
                client.post(link[0])
        proven = EmailAddress.objects.filter(user=other, email__iexact=ADDRESS, verified=True)
        assert not proven.exists()
        assert Person.objects.get(pk=other.pk).email == "evil@evil.example"
        stolen = Client()
        client.post("/password/reset/", {"email": ADDRESS.upper()})
        sign_in(stolen, ADDRESS)
        assert stolen.session["_auth_user_id"] == str(Person.objects.get(email=ADDRESS).pk)
