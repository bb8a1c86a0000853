"""Forms of the import pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from banso.integrations.files.actions import Reading, SentFile
from banso.integrations.files.kinds import KINDS
from banso.integrations.files.presets import PRESETS
from banso.kit.tabular.encodings import ENCODINGS

DELIMITER_WORDS = {",": _("Comma"), "\t": _("Tab"), ";": _("Semicolon"), "|": _("Vertical bar")}


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file, or several that belong together."""

    widget = _Files(attrs={"accept": ".csv,.tsv,.txt,.xlsx"})

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:  # noqa: ANN401 - Django's signature
        several = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(each, initial) for each in several]


class UploadForm(forms.Form):
    """What is sent, and what its rows are."""

    kind = forms.ChoiceField(label=_("What the rows are"), widget=forms.RadioSelect)
    file = _FilesField(
        label=_("File"), help_text=_("CSV or XLSX. Encoding, delimiter and dates are found and shown next.")
    )
    preset = forms.ChoiceField(label=_("Known export"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        kinds = [(kind.slug, str(kind.title)) for kind in KINDS.values()]
        presets = [(preset.slug, str(preset.title)) for preset in PRESETS.values()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0][0]
        self.fields["preset"].choices = [("", _("Found by its columns")), *presets]  # type: ignore[attr-defined]

    def sent(self) -> list[SentFile]:
        return [SentFile(each.name or "file", each.chunks()) for each in self.cleaned_data["file"]]


class ReadingForm(forms.Form):
    """How the file is read, as it was found; each may be changed."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(label=_("Delimiter"), choices=list(DELIMITER_WORDS.items()))
    header_row = forms.IntegerField(
        label=_("Row that names the columns"),
        min_value=0,
        max_value=1_000,
        help_text=_("0 where there is none."),
    )
    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, *args: Any, kind: str, sheets: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
        for name in ("encoding", "delimiter") if kind == "xlsx" else ("sheet",):
            del self.fields[name]

    def reading(self) -> Reading:
        data = self.cleaned_data
        return Reading(
            data.get("encoding", ""), data.get("delimiter", ""), data["header_row"], data.get("sheet", "")
        )
