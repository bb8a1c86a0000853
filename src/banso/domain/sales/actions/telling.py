"""The facts of a deal, as its row tells them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from banso.domain.contracts.queries import rates
from banso.domain.contracts.queries.ledger import midnight
from banso.domain.sales.facts import NO_ACCOUNT, DealCreated, DealLost, DealStood, DealWon
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.deals import subject_of
from banso.domain.sales.queries.vocabulary import deal_stages, reasons
from banso.domain.sales.rules.reasons import ReasonValue
from banso.domain.sales.rules.stages import StageValue, place_of
from banso.engine.journal.fact import Fact
from banso.kit.clock import now
from banso.kit.ids import stable_id
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace, today

_PERCENT = Decimal(100)
Told = tuple[UUID, Fact]


class Teller:
    """What facts need to know of the workspace, read once for many deals."""

    def __init__(self) -> None:
        # Deals that are just being made, and so have no lines: nobody needs to ask.
        self.bare: set[UUID] = set()
        self.stages: tuple[StageValue, ...] = deal_stages()
        self.reasons: tuple[ReasonValue, ...] = reasons()
        self._rates = rates()
        self._workspace = current_workspace()

    def amount(self, amount: Decimal, currency: str, day: date) -> Decimal:
        """An amount in the reporting currency, at the rate of `day`, or of today for days to come.

        Raises:
            InputError: the rate is not known.
        """
        return plain(self._rates.convert(amount, currency, min(day, today())))

    def size(self, deal: Deal) -> int:
        """The deal's amount in whole units of the reporting currency."""
        return round(self.amount(deal.amount, deal.currency, deal.closed_on or today()))

    def id_of(self, deal: Deal, *parts: object) -> UUID:
        """The stable id of a fact of the deal."""
        return stable_id(self._workspace.pk, "deal", deal.pk, *parts)

    def stage_name(self, key: str) -> str:
        """The workspace's word for a stage, whatever language the writer reads."""
        found = next((each for each in self.stages if each.key == key), None)
        return found.words.in_language(self._workspace.language) if found else key

    def created(self, deal: Deal) -> Told:
        return self.id_of(deal, "created"), DealCreated(
            account=deal.account_id or NO_ACCOUNT,
            occurred_at=self._born(deal),
            subject=subject_of(deal.pk),
            name=deal.name,
            day=deal.created_on,
            owner=deal.owner_name,
            source=deal.source,
            referral=str(deal.referral_account_id or ""),
            amount=self.amount(deal.amount, deal.currency, deal.created_on),
            entered=plain(deal.amount),
            currency=deal.currency,
            history=deal.closed_before_banso,
        )

    def stood(self, deal: Deal, *, at: datetime, status: str = "") -> DealStood:
        """How the deal stands from `at` on; `status` where it is another than the row's."""
        status = status or ("archived" if deal.archived_at and deal.status == "open" else deal.status)
        place = place_of(deal.stage, self.stages)
        chance = {"won": 100, "lost": 0, "archived": 0}.get(status, self.stages[place].probability)
        return DealStood(
            account=deal.account_id or NO_ACCOUNT,
            occurred_at=at,
            subject=subject_of(deal.pk),
            name=deal.name,
            step=deal.version,
            status=status,
            stage="" if deal.closed_before_banso else deal.stage,
            stage_name="" if deal.closed_before_banso else self.stage_name(deal.stage),
            stage_at=place,
            probability=Decimal(chance) / _PERCENT,
            forecast=deal.forecast,
            owner=deal.owner_name,
            source=deal.source,
            amount=self.amount(deal.amount, deal.currency, deal.closed_on or today()),
            entered=plain(deal.amount),
            currency=deal.currency,
            expected_close_on=deal.expected_close_on,
            created_on=deal.created_on,
        )

    def closed(self, deal: Deal) -> Told:
        """The winning or losing of the deal as its row tells it."""
        fact = self._won(deal) if deal.status == "won" else self._lost(deal)
        return self.id_of(deal, "closed", deal.closings), fact

    def _born(self, deal: Deal) -> datetime:
        written = deal.created_at.astimezone(ZoneInfo(self._workspace.timezone))
        return deal.created_at if written.date() == deal.created_on else midnight(deal.created_on)

    def _won(self, deal: Deal) -> DealWon:
        day = deal.closed_on or today()
        return DealWon(
            account=deal.account_id or NO_ACCOUNT,
            occurred_at=_moment(day),
            subject=subject_of(deal.pk),
            name=deal.name,
            day=day,
            created_on=deal.created_on,
            days=_days(deal, day),
            owner=deal.owner_name,
            owner_email=deal.owner_email,
            source=deal.source,
            referral=str(deal.referral_account_id or ""),
            amount=self.amount(deal.amount, deal.currency, day),
            monthly=self.amount(deal.monthly, deal.currency, day),
            entered=plain(deal.amount),
            currency=deal.currency,
            products=self._products(deal),
            reason=self.reason_name("won", deal.reason),
            proposed=not deal.closed_before_banso or deal.proposed_on is not None,
            history=deal.closed_before_banso,
        )

    def _lost(self, deal: Deal) -> DealLost:
        day = deal.closed_on or today()
        return DealLost(
            account=deal.account_id or NO_ACCOUNT,
            occurred_at=_moment(day),
            subject=subject_of(deal.pk),
            name=deal.name,
            day=day,
            created_on=deal.created_on,
            days=_days(deal, day),
            owner=deal.owner_name,
            owner_email=deal.owner_email,
            source=deal.source,
            referral=str(deal.referral_account_id or ""),
            amount=self.amount(deal.amount, deal.currency, day),
            entered=plain(deal.amount),
            currency=deal.currency,
            reason=self.reason_name("lost", deal.reason),
            reason_key=deal.reason,
            note=deal.reason_note,
            proposed=deal.proposed_on is not None,
            history=deal.closed_before_banso,
        )

    def _products(self, deal: Deal) -> tuple[str, ...]:
        """What its lines sell, else what another system says that it is about."""
        lines = () if deal.pk in self.bare else deal.lines.all()
        named = tuple(dict.fromkeys(line.product.name for line in lines))
        return named or ((deal.product.name,) if deal.product else ())

    def reason_name(self, outcome: str, key: str) -> str:
        """The workspace's word for a reason."""
        found = next((each for each in self.reasons if (each.outcome, each.key) == (outcome, key)), None)
        return found.words.in_language(self._workspace.language) if found else key


def _moment(day: date) -> datetime:
    """Now, for today; a past day's midnight."""
    return now() if day == today() else midnight(day)


def _days(deal: Deal, closed_on: date) -> int:
    """How many days the deal took, from its engagement where that is known, else from its beginning."""
    return max(0, (closed_on - (deal.engaged_on or deal.created_on)).days)
