"""Tags for forms: a field with its label, its help, and its error beside it."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from banso.kit.ui.library import register

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


def _dressed(field: BoundField) -> SafeString:
    widget = field.field.widget
    dress = next(name for kind, name in _CLASSES if isinstance(widget, kind))
    own = str(widget.attrs.get("class", ""))
    return field.as_widget(attrs={"class": f"{dress} {own}".strip()})


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    # RadioSelect is the base of the group of boxes as well.
    return "group" if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else "line"


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, label: str = "", *, hide_label: bool = False) -> dict[str, object]:
    """A field: label, control, help, and in words what came and what is wanted.

    Args:
        bound: `form["name"]`.
        label: another label than the form's own.
        hide_label: keep the label for readers only.
    """
    if not isinstance(bound, BoundField):
        raise template.TemplateSyntaxError(f"{{% field %}} wants a form's field, got {bound!r}")
    return {
        "field": bound,
        "control": _dressed(bound),
        "kind": _kind(bound),
        "label": label or bound.label,
        "hide_label": hide_label,
        # What a gate asks for later may be empty, and is not called optional.
        "optional": not bound.field.required and "data-needed" not in bound.field.widget.attrs,
    }


@register.inclusion_tag("ui/fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, object]:
    """All fields of a form, with a summary of what is wrong before them."""
    return {"form": form}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, object]:
    """What is wrong with a form as a whole, and links to the fields that are wrong."""
    wrong = [field for field in form.visible_fields() if field.errors]
    hidden = [error for field in form.hidden_fields() for error in field.errors]
    whole = [*form.non_field_errors(), *hidden]
    return {"form": form, "wrong": wrong, "whole": whole, "count": len(wrong) + len(whole)}
