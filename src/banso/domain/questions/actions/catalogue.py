"""Questions: making, changing, archiving, and those that Banso brings."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.questions.definitions import targets
from banso.domain.questions.models import KINDS, FormItem, Question, QuestionForm
from banso.domain.questions.queries.records import question_by_id
from banso.domain.questions.rules import preset
from banso.domain.questions.rules.keys import key_of, stem_of
from banso.domain.questions.rules.options import options_of, read_options
from banso.domain.questions.rules.values import used_options
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.money import CURRENCIES
from banso.kit.tenancy import current_workspace, current_workspace_id
from banso.kit.texts import line

FIELDS = (
    "key", "kind", "text_ja", "text_en", "help_ja", "help_en", "unit", "options", "target", "shared",
)  # fmt: skip
_CHOICES = frozenset({"choice", "choices"})
_WITH_UNIT = frozenset({"number", "money"})


def save_question(
    question_id: UUID | None, values: Mapping[str, object], *, by: Actor, expected: int | None = None
) -> Question:
    """Make a question, or change fields of one.

    Args:
        question_id: None for a new one; without a `key` it gets one made of its English words.
        values: of FIELDS; one language's words stand for the other's where only one is given. `options` is a
            list of mappings with `ja` and `en`, or lines "Japanese | English".
        by: who saves.
        expected: the version that the caller saw.

    Raises:
        NotFound: no such question.
        Stale: it is not at `expected`.
        Conflict: the key is taken or cannot change any more; there are answers to another kind, or with a
            choice that is gone.
        InputError: a field that cannot be used.
    """
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise InputError(
            _("there is no such field"), field=min(unknown)[:80], came=min(unknown), wanted=", ".join(FIELDS)
        )
    with transaction.atomic():
        # Of two who save at once the second waits here, and then sees the first one's version.
        if question_id:
            Question.objects.select_for_update().filter(pk=question_id).first()
        row = question_by_id(question_id) if question_id else Question(workspace_id=current_workspace_id())
        if question_id and expected is not None and row.version != expected:
            raise Stale(_("somebody else has changed this in the meantime"))
        _put_words(row, values, new=question_id is None)
        _put_key(row, values, new=question_id is None)
        _put_shape(row, values, new=question_id is None)
        row.version += question_id is not None
        row.updated_at = now()
        row.save(force_insert=question_id is None)
        note("questions.question", target=row.key, by=by, question=str(row.pk))
    return row


def archive_question(question_id: UUID, *, by: Actor, restore: bool = False) -> Question:
    """Ask a question no more, or again; its answers stay.

    Raises:
        NotFound: no such question.
    """
    with transaction.atomic():
        row = question_by_id(question_id)
        row.archived_at = None if restore else row.archived_at or now()
        row.save(update_fields=["archived_at"])
        note("questions.question", target=row.key, by=by, question=str(row.pk))
    return row


def add_preset(*, by: Actor) -> int:
    """Add the questions and forms that Banso brings and that are not there; returns how many questions."""
    language = current_workspace().language
    with transaction.atomic():
        known = {row.key: row for row in Question.objects.all()}
        made = 0
        for each in preset.QUESTIONS:
            if each.key not in known:
                known[each.key] = save_question(None, _values(each, language), by=by)
                made += 1
        there = set(QuestionForm.objects.values_list("key", flat=True))
        for form in preset.FORMS:
            if form.key in there:
                continue
            row = QuestionForm.objects.create(
                workspace_id=current_workspace_id(), key=form.key, purpose=form.purpose,
                title_ja=form.title.ja, title_en=form.title.en, intro_ja=form.intro.ja,
                intro_en=form.intro.en,
            )  # fmt: skip
            FormItem.objects.bulk_create(
                FormItem(
                    workspace_id=current_workspace_id(), form=row, question=known[key], position=position
                )
                for position, key in enumerate(form.questions)
            )
            note("questions.form", target=row.key, by=by, form=str(row.pk))
    return made


def _values(each: preset.PresetQuestion, language: str) -> dict[str, object]:
    return {
        "key": each.key, "kind": each.kind, "text_ja": each.words.ja, "text_en": each.words.en,
        "help_ja": each.help.ja, "help_en": each.help.en, "unit": each.unit.in_language(language),
        "target": each.target if each.target in targets() else "", "shared": each.shared,
        **({"options": [{"key": key, "ja": ja, "en": en} for key, ja, en in each.options]}
           if each.options else {}),
    }  # fmt: skip


def _put_words(row: Question, values: Mapping[str, object], *, new: bool) -> None:
    for name, most in (("text", 300), ("help", 500)):
        given = {
            language: line(f"{name}_{language}", values[f"{name}_{language}"], most=most)
            for language in ("ja", "en")
            if f"{name}_{language}" in values
        }
        if not given and not new:
            continue
        words = {language: given.get(language, getattr(row, f"{name}_{language}")) for language in given}
        both = {
            language: words.get(language, getattr(row, f"{name}_{language}")) for language in ("ja", "en")
        }
        if name == "text" and not any(both.values()):
            field = "text_ja" if current_workspace().language == "ja" else "text_en"
            raise InputError(_("This is missing."), field=field, wanted=_("the question's words"))
        row_ja, row_en = both["ja"] or both["en"], both["en"] or both["ja"]
        setattr(row, f"{name}_ja", row_ja)
        setattr(row, f"{name}_en", row_en)


def _put_key(row: Question, values: Mapping[str, object], *, new: bool) -> None:
    given = values.get("key")
    if not new:
        if given and given != row.key:
            raise Conflict(_("A question keeps its key: programs know it by that."))
        return
    taken = set(Question.objects.values_list("key", flat=True))
    if given:
        row.key = key_of("key", given)
        if row.key in taken:
            raise Conflict(_("Another question has the key %(key)s.") % {"key": row.key})
        return
    stem = stem_of(row.text_en, "question")
    row.key = next(
        key for key in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))) if key not in taken
    )


def _put_shape(row: Question, values: Mapping[str, object], *, new: bool) -> None:
    kind = str(values.get("kind", row.kind) or "")
    if kind not in dict(KINDS):
        raise InputError(_("not one of the choices"), field="kind", came=kind, wanted=", ".join(dict(KINDS)))
    if not new and kind != row.kind and row.answers.exists():
        raise Conflict(_("There are answers to this question: it stays of the kind that it is."))
    row.kind, before = kind, row.unit
    if "unit" in values:
        row.unit = line("unit", values["unit"], most=40)
    row.unit = _unit(row.unit, kind)
    if not new and row.unit != before and row.answers.exists():
        raise Conflict(_("There are answers to this question: they stand in the unit that it has."))
    if kind not in _CHOICES:
        row.options = []
    elif "options" in values or not row.options:
        wanted = read_options(values.get("options"), options_of(row.options))
        _demand_unused({each["key"] for each in row.options} - {each.key for each in wanted}, row, new=new)
        row.options = [each.kept() for each in wanted]
    if "shared" in values:
        row.shared = bool(values["shared"])
    if "target" in values:
        row.target = str(values["target"] or "")
    known = targets().get(row.target)
    if row.target and (known is None or kind not in known.kinds):
        raise InputError(
            _("An answer of this kind cannot be taken over there."), field="target", came=row.target,
            wanted=", ".join(each.key for each in targets().values() if kind in each.kinds) or "–",
        )  # fmt: skip


def _unit(unit: str, kind: str) -> str:
    if kind not in _WITH_UNIT:
        return ""
    if kind == "money" and unit and unit.upper() not in CURRENCIES:
        raise InputError(_("This is no currency."), field="unit", came=unit, wanted="JPY, USD, EUR …")
    return unit.upper() if kind == "money" else unit


def _demand_unused(gone: set[str], row: Question, *, new: bool) -> None:
    if new or not gone:
        return
    values: list[Any] = list(row.answers.filter(removed_at=None).values_list("value", flat=True))
    if any(used_options(row.kind, value) & gone for value in values):
        raise Conflict(_("Customers have answered with a choice that is gone here: keep it."))
