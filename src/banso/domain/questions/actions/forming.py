"""Forms and their questions."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.questions.models import PURPOSES, FormItem, Question, QuestionForm
from banso.domain.questions.queries.records import form_by_id
from banso.domain.questions.rules.keys import key_of, stem_of
from banso.domain.questions.rules.ordering import kept_in
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.tenancy import current_workspace, current_workspace_id
from banso.kit.texts import line, prose

FIELDS = ("key", "purpose", "title_ja", "title_en", "intro_ja", "intro_en", "questions")
MOST = 60


def save_form(
    form_id: UUID | None, values: Mapping[str, object], *, by: Actor, expected: int | None = None
) -> QuestionForm:
    """Make a form, or change fields of one; links that were sent keep the questions that they had.

    Args:
        form_id: None for a new one.
        values: of FIELDS; `questions` are ids in their order, as UUIDs. An archived question of the form
            that is not among them keeps its place, for when it is asked again.
        by: who saves.
        expected: the version that the caller saw.

    Raises:
        NotFound: no such form.
        Stale: it is not at `expected`.
        Conflict: the key is taken or cannot change any more.
        InputError: a field that cannot be used, or a question that there is not.
    """
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise InputError(
            _("there is no such field"), field=min(unknown)[:80], came=min(unknown), wanted=", ".join(FIELDS)
        )
    with transaction.atomic():
        # Of two who save at once the second waits here, and then sees the first one's version.
        if form_id:
            QuestionForm.objects.select_for_update().filter(pk=form_id).first()
        row = form_by_id(form_id) if form_id else QuestionForm(workspace_id=current_workspace_id())
        if form_id and expected is not None and row.version != expected:
            raise Stale(_("somebody else has changed this in the meantime"))
        _put_words(row, values)
        purpose = str(values.get("purpose", row.purpose) or "")
        if purpose not in dict(PURPOSES):
            raise InputError(
                _("not one of the choices"), field="purpose", came=purpose, wanted=", ".join(dict(PURPOSES))
            )
        row.purpose = purpose
        _put_key(row, values.get("key"), new=form_id is None)
        row.version += form_id is not None
        row.updated_at = now()
        row.save(force_insert=form_id is None)
        if "questions" in values:
            _put_questions(row, values["questions"])
        note("questions.form", target=row.key, by=by, form=str(row.pk))
    return form_by_id(row.pk)


def archive_form(form_id: UUID, *, by: Actor, restore: bool = False) -> QuestionForm:
    """Offer a form no more, or again.

    Raises:
        NotFound: no such form.
    """
    with transaction.atomic():
        row = form_by_id(form_id)
        row.archived_at = None if restore else row.archived_at or now()
        row.save(update_fields=["archived_at"])
        note("questions.form", target=row.key, by=by, form=str(row.pk))
    return row


def _put_words(row: QuestionForm, values: Mapping[str, object]) -> None:
    given = {
        name: line(name, values[name], most=120) if name.startswith("title") else
        prose(name, values[name], most=2000)
        for name in ("title_ja", "title_en", "intro_ja", "intro_en") if name in values
    }  # fmt: skip
    for part in ("title", "intro"):
        ja, en = (given.get(f"{part}_{each}", getattr(row, f"{part}_{each}")) for each in ("ja", "en"))
        setattr(row, f"{part}_ja", ja or en)
        setattr(row, f"{part}_en", en or ja)
    if not row.title_ja:
        field = "title_ja" if current_workspace().language == "ja" else "title_en"
        raise InputError(_("This is missing."), field=field, wanted=_("a title"))


def _put_key(row: QuestionForm, given: object, *, new: bool) -> None:
    if not new:
        if given and given != row.key:
            raise Conflict(_("A form keeps its key: programs know it by that."))
        return
    taken = set(QuestionForm.objects.values_list("key", flat=True))
    if given:
        row.key = key_of("key", given)
        if row.key in taken:
            raise Conflict(_("Another form has the key %(key)s.") % {"key": row.key})
        return
    stem = stem_of(row.title_en, "form")
    row.key = next(
        key for key in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))) if key not in taken
    )


def _put_questions(row: QuestionForm, given: object) -> None:
    ids = list(dict.fromkeys(given)) if isinstance(given, list | tuple) else []
    if len(ids) > MOST:
        raise InputError(
            _("There are too many questions in this form."), field="questions", came=len(ids),
            wanted=_("at most %(most)s") % {"most": MOST},
        )  # fmt: skip
    known = set(Question.objects.filter(pk__in=ids).values_list("pk", flat=True))
    missing = [each for each in ids if each not in known]
    if missing:
        raise InputError(
            _("There is no such question."), field="questions", came=missing[0],
            wanted=_("a question of the catalogue"),
        )  # fmt: skip
    before = list(FormItem.objects.filter(form=row).order_by("position", "id").select_related("question"))
    archived = {each.question_id for each in before if each.question.archived_at is not None}
    order = kept_in(ids, [each.question_id for each in before], archived)
    FormItem.objects.filter(form=row).delete()
    FormItem.objects.bulk_create(
        FormItem(workspace_id=current_workspace_id(), form=row, question_id=each, position=position)
        for position, each in enumerate(order)
    )
