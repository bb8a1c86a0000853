"""Forms: label, help, and the error beside the field in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from banso.kit.errors import InputError
from banso.kit.ui.forms import put_error


class Order(forms.Form):
    amount = forms.IntegerField(label="Amount", help_text="In yen.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "<B>")], widget=forms.RadioSelect)
    tags = forms.MultipleChoiceField(
        label="Tags", choices=[("x", "X")], required=False, widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Agreed", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def render(source: str, **values: Any) -> str:
    return Template("{% load banso_ui %}" + source).render(Context(values))


def test_a_field_is_tied_to_its_label_and_help() -> None:
    written = render("{% field form.amount %}", form=Order())
    assert '<label class="form-label" for="id_amount">Amount</label>' in written
    assert 'aria-describedby="id_amount_helptext"' in written
    assert '<p class="bn-help" id="id_amount_helptext">In yen.</p>' in written


def test_an_error_stands_beside_its_field_and_is_announced() -> None:
    written = render("{% field form.amount %}", form=Order({"amount": "many", "kind": "a"}))
    assert 'aria-invalid="true"' in written
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in written
    assert '<ul class="bn-err bn-plain" id="id_amount_error"><li>Enter a whole number.</li></ul>' in written
    assert 'value="many"' in written


def test_what_may_be_left_out_says_so() -> None:
    assert "optional" in render("{% field form.note %}", form=Order())
    assert "optional" not in render("{% field form.amount %}", form=Order())


def test_radios_are_a_group_with_a_legend_and_keep_what_was_chosen() -> None:
    written = render("{% field form.kind %}", form=Order({"kind": "b"}))
    assert '<legend class="form-label">Kind</legend>' in written
    assert 'value="b" id="id_kind_1" checked><span class="form-check-label">&lt;B&gt;</span>' in written


def test_boxes_of_one_field_share_a_name() -> None:
    written = render("{% field form.tags %}", form=Order({"tags": ["x"]}))
    assert (
        '<input class="form-check-input" type="checkbox" name="tags" value="x" id="id_tags_0" checked>'
        in written
    )


def test_a_whole_form_has_every_field_and_links_to_what_is_wrong() -> None:
    written = render("{% form_fields form %}", form=Order({"amount": "many"}))
    assert "2 things need another look" in written
    assert '<a href="#id_amount">Amount</a>' in written
    assert [name for name in ("note", "tags", "agreed", "token") if f'name="{name}"' not in written] == []


def test_a_refusal_says_what_came_and_what_is_wanted() -> None:
    form = Order({"amount": "3", "kind": "a"})
    put_error(form, InputError("Too little.", field="amount", came="3", wanted="5 or more"))
    put_error(form, InputError("Closed.", field="elsewhere"))
    assert form.errors["amount"] == ["Too little. Received: 3. Wanted: 5 or more."]
    assert form.non_field_errors() == ["Closed."]
