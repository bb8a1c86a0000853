"""What can happen to a quote, and to a contract that was sent.

A quote's facts have the subject `quote:<id>`, one id for each version of a number; those of a contract
`sent_contract:<id>`. `amount` is the total without tax in the reporting currency, at the rate of the day;
`entered` is the same in `currency`, `total` includes the tax. Days are calendar days of the workspace.
A quote or contract of a deal without an account happened to NO_ACCOUNT.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

NO_ACCOUNT = UUID(int=0)

STATE_WORDS = {
    "draft": Text(en="Draft", ja="下書き"),
    "sent": Text(en="Sent", ja="提出済み"),
    "accepted": Text(en="Accepted", ja="承諾"),
    "declined": Text(en="Declined", ja="見送り"),
    "expired": Text(en="Expired", ja="期限切れ"),
    "replaced": Text(en="Replaced", ja="差し替え済み"),
}
SENT_WORDS = {
    "mail": Text(en="by mail with the PDF", ja="メール（PDF添付）"),
    "other": Text(en="by other means", ja="その他の方法"),
}
HOW_WORDS = {
    "mail": Text(en="By mail", ja="メール"),
    "esign": Text(en="E-signature", ja="電子契約"),
    "post": Text(en="By post", ja="郵送"),
    "hand": Text(en="By hand", ja="手渡し"),
}


class QuoteFact(Fact, frozen=True, kw_only=True):
    """`name` is the deal's, `deal` its id, `owner` who sells; `edition` is the version of the number."""

    name: str
    deal: str
    number: str
    edition: int
    owner: str
    amount: Decimal
    entered: Decimal
    total: Decimal
    currency: str


@fact(
    "quotes.made",
    title=Text(en="Quote drawn up", ja="見積書を作成した"),
    line=Text(
        en="{number} version {edition}: {total} {currency}", ja="{number} 第{edition}版：{total} {currency}"
    ),
    side="us",
    group="deal",
)
class QuoteMade(QuoteFact, frozen=True, kw_only=True):
    """A version was drawn up from the deal's lines, or as a copy of the version before."""


@fact(
    "quotes.sent",
    title=Text(en="Quote sent", ja="見積書を提出した"),
    line=Text(
        en="{number} version {edition}: {total} {currency}, {how}",
        ja="{number} 第{edition}版：{total} {currency}（{how}）",
    ),
    side="us",
    group="deal",
)
class QuoteSent(QuoteFact, frozen=True, kw_only=True):
    """A version went to the customer on `day`; it never changes from then on.

    `digest` is the SHA-256 of what it says, names of people left out. Retracted where it was marked as sent
    by mistake.
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"how": SENT_WORDS}

    day: date
    how: str
    to: str
    valid_until: date
    discount: Decimal
    digest: str


@fact(
    "quotes.accepted",
    title=Text(en="Quote accepted", ja="見積書が承諾された"),
    line=Text(
        en="{number} version {edition}: {total} {currency}", ja="{number} 第{edition}版：{total} {currency}"
    ),
    side="them",
    group="deal",
)
class QuoteAccepted(QuoteFact, frozen=True, kw_only=True):
    """The customer accepted it on `day`; `who` of them said so. Retracted where that is taken back."""

    day: date
    who: str


@fact(
    "quotes.declined",
    title=Text(en="Quote declined", ja="見積書が見送られた"),
    line=Text(en="{number} version {edition}: {reason}", ja="{number} 第{edition}版：{reason}"),
    side="them",
    group="deal",
)
class QuoteDeclined(QuoteFact, frozen=True, kw_only=True):
    """The customer declined it on `day`, for a reason. Retracted where that is taken back."""

    day: date
    who: str
    reason: str


@fact(
    "quotes.expired",
    title=Text(en="Quote expired", ja="見積書の期限が切れた"),
    line=Text(en="{number} version {edition}", ja="{number} 第{edition}版"),
    side="them",
    group="deal",
)
class QuoteExpired(QuoteFact, frozen=True, kw_only=True):
    """Nobody answered until the end of `day`, the last on which it was valid."""

    day: date


@fact(
    "quotes.contract_sent",
    title=Text(en="Contract sent", ja="契約書を送付した"),
    line=Text(en="{document}, to {to}", ja="{document}（{to}宛）"),
    side="us",
    group="deal",
)
class ContractSent(Fact, frozen=True, kw_only=True):
    """A contract document went to the customer on `day`.

    `quote` is the number of the quote that it follows, or ""; `sha256` of the file, or "", `link` where it
    lies otherwise. Retracted where it was written down by mistake; a correction is a new version.
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"how": HOW_WORDS}

    name: str
    deal: str
    owner: str
    document: str
    day: date
    how: str
    to: str
    quote: str
    file: str
    sha256: str
    link: str


@fact(
    "quotes.contract_signed",
    title=Text(en="Contract signed", ja="契約が締結された"),
    line=Text(en="{document}", ja="{document}"),
    side="them",
    group="deal",
)
class ContractSigned(Fact, frozen=True, kw_only=True):
    """The contract came back signed on `day`; `days` after it was sent."""

    name: str
    deal: str
    owner: str
    document: str
    day: date
    days: int
    who: str
