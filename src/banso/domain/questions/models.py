"""The catalogue of questions, forms made of it, what was asked of whom, and the answers.

An answer is only ever added; the newest of an account and question stands, those before are its history.
"""

from django.db import models

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel

KINDS = [
    (kind, kind)
    for kind in (
        "text", "prose", "number", "money", "date", "choice", "choices", "yes_no", "person", "metric",
    )
]  # fmt: skip
PURPOSES = [(each, each) for each in ("hearing", "onboarding", "survey")]
WAYS = [(each, each) for each in ("member", "link")]


class Question(TenantModel):
    """Something that may be asked of a customer.

    Attributes:
        key: how programs and files call it; never changes.
        unit: of a number; of money its currency, the workspace's where empty.
        options: of a choice, each with `key`, `ja` and `en`.
        target: the field that an answer may be taken over into; see `definitions`.
        shared: the customer may be asked it by a link, and may see what we have written down.
    """

    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=KINDS)
    text_ja = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    help_ja = models.CharField(max_length=500, blank=True, default="")
    help_en = models.CharField(max_length=500, blank=True, default="")
    unit = models.CharField(max_length=40, blank=True, default="")
    options = models.JSONField(default=list, blank=True)
    target = models.CharField(max_length=60, blank=True, default="")
    shared = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="question_key_once")]


class QuestionForm(TenantModel):
    """Questions in an order: a hearing sheet, an onboarding form, a survey."""

    key = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10, choices=PURPOSES)
    title_ja = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    intro_ja = models.TextField(blank=True, default="")
    intro_en = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="question_form_key_once")]


class FormItem(TenantModel):
    """A question's place in a form."""

    form = models.ForeignKey(QuestionForm, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["form", "question"], name="question_once_a_form")]


class Asking(TenantModel):
    """One time that somebody asked a customer: in a conversation that a member wrote down, or by a link.

    The link's token is signed and not kept.

    Attributes:
        form: None for a question that was asked alone.
        deal_id: of the area sales, which lies above; no foreign key.
        expires_at: of a link; None for what a member wrote down.
        tried_at: when its mail was last tried, written down before the try; sent_at and failed_at say what
            became of it, neither where whoever tried it died.
        sends: how many mails the mail server took.
    """

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    form = models.ForeignKey(QuestionForm, null=True, on_delete=models.SET_NULL, related_name="+")
    deal_id = models.UUIDField(null=True, blank=True)
    way = models.CharField(max_length=6, choices=WAYS)
    by_label = models.CharField(max_length=200)
    by_id = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    sends = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["-made_at", "-id"]


class Asked(TenantModel):
    """A question within an asking.

    Attributes:
        put: it is asked; else its known answer is only shown, to be corrected.
        put_at: when it reached the customer, from when on it counts; None while its mail has not gone out.
        known: when it was put it was known already, by an answer or by the field that it is bound to.
    """

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, related_name="asked")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    put = models.BooleanField()
    put_at = models.DateTimeField(null=True, blank=True)
    known = models.BooleanField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["asking", "question"], name="asked_once_an_asking")]


class Answer(TenantModel):
    """What a customer answered.

    Attributes:
        value: as its question's kind keeps it; see `rules.values`.
        asking: None for what they told without being asked.
        said_by: who at the customer said it.
        taken_at: when it was last taken over into the field that its question is bound to.
        taken_as: for undoing that: the field's `target`, the `deal` ("" for a field of the account), and
            what was `written` there; empty where the answer stood there already.
        removed_at: written down by mistake.
    """

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    asking = models.ForeignKey(Asking, null=True, on_delete=models.SET_NULL, related_name="answers")
    deal_id = models.UUIDField(null=True, blank=True)
    value = models.JSONField()
    said_by = models.CharField(max_length=200, blank=True, default="")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_as = models.JSONField(default=dict, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["workspace", "account", "question", "-at"], name="answers_newest")]


class MovedAnswer(TenantModel):
    """An answer or an asking that followed its account into another one; for undoing that."""

    answer = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="+")
    asking = models.ForeignKey(Asking, null=True, on_delete=models.CASCADE, related_name="+")
    origin = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "origin"], name="moved_answer_once"),
            models.UniqueConstraint(fields=["asking", "origin"], name="moved_asking_once"),
        ]
