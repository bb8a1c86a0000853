"""What an action refused, put beside the field that is meant."""

from django import forms
from django.utils.translation import gettext as _

from banso.kit.errors import InputError


def put_error(form: forms.BaseForm, error: InputError) -> None:
    """Show an action's refusal on the form: beside its field where there is one, else over the form.

    Says what came and what is wanted where the error knows it.
    """
    parts = [error.message]
    if error.came:
        parts.append(_("Received: %(came)s.") % {"came": error.came})
    if error.wanted:
        parts.append(_("Wanted: %(wanted)s.") % {"wanted": error.wanted})
    form.add_error(error.field if error.field in form.fields else None, " ".join(parts))
