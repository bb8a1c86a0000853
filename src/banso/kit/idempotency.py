"""What an Idempotency-Key stands for, and its kept answer, sealed."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from banso.kit.errors import InputError

MAX_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Call:
    """One call as its caller names it.

    Attributes:
        name: what is stored in place of the key: a hash over caller, address and key.
        body_hash: SHA-256 over what was sent; another body under the same key is refused.
    """

    name: str
    body_hash: str
    key: str

    def sealed(self, response: HttpResponse) -> bytes:
        """The answer's body, encrypted: it may hold a fresh secret, which is stored nowhere in clear."""
        return self._box().encrypt(response.content)

    def replayed(self, status: int, content_type: str, sealed: bytes) -> HttpResponse:
        """The kept answer once more."""
        response = HttpResponse(self._box().decrypt(sealed), status=status, content_type=content_type)
        response["Idempotency-Replayed"] = "true"
        return response

    def _box(self) -> Fernet:
        # The row holds only a hash of the caller's key, so the table alone opens nothing.
        secret = hmac.digest(settings.SECRET_KEY.encode(), f"idempotency:{self.key}".encode(), "sha256")
        return Fernet(urlsafe_b64encode(secret))


def call_of(request: HttpRequest, caller: str) -> Call:
    """The call that the request's Idempotency-Key names.

    Raises:
        InputError: the key is empty or longer than 255 characters.
    """
    key = request.headers["Idempotency-Key"]
    if not 1 <= len(key) <= MAX_LENGTH:
        raise InputError(
            _("the Idempotency-Key cannot be used"),
            field="Idempotency-Key", came=key,
            wanted=_("1 to %(most)d characters, new for every call") % {"most": MAX_LENGTH},
        )  # fmt: skip
    name = hashlib.sha256("\x1f".join((caller, str(request.method), request.path, key)).encode()).hexdigest()
    return Call(name=name, body_hash=_body_hash(request), key=key)


def _body_hash(request: HttpRequest) -> str:
    digest = hashlib.sha256(request.get_full_path().encode())
    if request.content_type == "multipart/form-data":
        # Reading .body would hold a whole upload in memory; the boundary differs from sending to sending.
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, file in sorted(request.FILES.items()):
            digest.update(f"{name}\x1f{getattr(file, 'name', '')}\x1f".encode())
            for chunk in file.chunks():  # type: ignore[union-attr]
                digest.update(chunk)
            file.seek(0)  # type: ignore[union-attr]
    else:
        digest.update(request.body)
    return digest.hexdigest()
