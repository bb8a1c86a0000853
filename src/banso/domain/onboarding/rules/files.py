"""Which files a customer is offered: documents, pictures, tables, texts and archives; no programs."""

from typing import Final

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

# As `kit.keeping` reads them from a file's first bytes; whatever it does not know is none of them.
SHAREABLE: Final = frozenset(
    {
        "application/gzip",
        "application/pdf",
        "application/x-ole-storage",
        "application/zip",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain; charset=utf-8",
    }
)
# What a computer runs when it is opened, whatever its bytes look like: scripts are text, and a jar is a zip.
PROGRAMS: Final = frozenset(
    [
        "apk",
        "app",
        "bat",
        "cmd",
        "com",
        "cpl",
        "dll",
        "dmg",
        "exe",
        "hta",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "msi",
        "msp",
        "pif",
        "ps1",
        "reg",
        "scr",
        "sh",
        "url",
        "vb",
        "vbe",
        "vbs",
        "wsf",
    ]
)


def demand_shareable(name: str, content_type: str) -> None:
    """Raise InputError for a file that customers are not offered.

    Args:
        name: what the file is called.
        content_type: as its first bytes tell.
    """
    suffix = name.rstrip(" .").rpartition(".")[2].casefold() if "." in name else ""
    if suffix in PROGRAMS or content_type not in SHAREABLE:
        raise InputError(
            _("Customers are not offered files of this kind."), field="file", came=name,
            wanted=_("a document, picture, table, text or archive; no program"),
        )  # fmt: skip
