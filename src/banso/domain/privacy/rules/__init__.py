"""Persons, their hashes and receipts: pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from hashlib import blake2b

from banso.engine.journal.erasing.terms import Terms


@dataclass
class Subject:
    """Who is meant, by everything that is known to be theirs; lists without doubles.

    Attributes:
        keys: ids in the usage data.
        records: ids of the records that are theirs, such as contacts.
        external_ids: their ids in other systems.
        accounts: ids of the customers that they belong to.
    """

    mails: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    external_ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)

    def add(self, **more: Iterable[str]) -> bool:
        """Take in what is new; returns whether anything was."""
        grown = False
        for name, values in more.items():
            held: list[str] = getattr(self, name)
            for value in values:
                if value and value not in held:
                    held.append(value)
                    grown = True
        return grown

    @property
    def known(self) -> bool:
        """Whether anything names anybody."""
        return bool(self.mails or self.keys or self.records or self.external_ids)

    def terms(self, mark: str) -> Terms:
        return Terms(
            mark, mails=self.mails, keys=self.keys, phones=self.phones, others=self.external_ids,
            names=self.names,
        )  # fmt: skip

    def digests(self, key: str) -> list[str]:
        """Keyed hashes of what must not come back."""
        named = {"mail": self.mails, "key": self.keys, "external": self.external_ids}
        return sorted({digest(key, kind, value) for kind, values in named.items() for value in values})

    def write(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Subject":
        told = json.loads(text)
        return cls(**{each.name: told[each.name] for each in fields(cls)})


def digest(key: str, kind: str, value: str) -> str:
    """What is kept of an id: nobody reads the id out of it, and the same id gives the same again."""
    plain = value.strip().lower() if kind == "mail" else value.strip()
    return blake2b(f"{kind}:{plain}".encode(), key=bytes.fromhex(key), digest_size=16).hexdigest()


def receipt_hash(content: Mapping[str, object]) -> str:
    """SHA-256 over a receipt's content in one fixed writing."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
