"""What an action refused, put beside the field that is meant."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.utils.translation import gettext as _

from banso.kit.errors import Conflict, InputError, NotAllowed


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


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """Put what an action refuses on the form; the block ends there, and the form is no longer valid.

    with refusals_on(form):
        invite(form.cleaned_data["email"], by=...)
        return redirect(...)
    return render(...)  # with the errors
    """
    try:
        yield
    except InputError as error:
        put_error(form, error)
    except (Conflict, NotAllowed) as error:
        form.add_error(None, error.message)
