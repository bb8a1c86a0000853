"""The fields of a lead as the conditions of target lists call them, and how the database is asked."""

from banso.domain.leads.facts import STAGE_WORDS
from banso.kit.conditions import Column, Field
from banso.kit.conditions.database import OrderedColumn, TextColumn
from banso.kit.words import Text

LEAD_FIELDS = {
    field.name: field
    for field in (
        Field("company", Text(en="Company", ja="会社"), "text"),
        Field("person", Text(en="Person", ja="人"), "text"),
        Field("title", Text(en="Title", ja="役職"), "text"),
        Field("phone", Text(en="Phone", ja="電話番号"), "text"),
        Field("email", Text(en="Mail address", ja="メールアドレス"), "text"),
        Field("source", Text(en="Source", ja="流入元"), "text"),
        Field("campaign", Text(en="Campaign", ja="キャンペーン"), "text"),
        Field(
            "stage", Text(en="Stage", ja="段階"), "choice",
            tuple((key, str(words)) for key, words in STAGE_WORDS.items()),
        ),
        Field("owner", Text(en="Worked on by", ja="担当者"), "text"),
        Field("created_on", Text(en="Came in on", ja="流入日"), "date"),
        Field("contacted_on", Text(en="Contacted first on", ja="初回接触日"), "date"),
        Field("next_step_on", Text(en="Next step until", ja="次の一手の期日"), "date"),
    )
}  # fmt: skip
LEAD_COLUMNS: dict[str, Column] = {
    **{
        name: TextColumn(name) for name in ("company", "person", "title", "phone", "email", "source", "stage")
    },
    "campaign": TextColumn("campaign_name"),
    "owner": TextColumn("owner_name"),
    "created_on": OrderedColumn("created_on"),
    "contacted_on": OrderedColumn("contacted_at__date"),
    "next_step_on": OrderedColumn("next_step_on"),
}
