"""A restored backup knows nothing of erasures that came after it: they are done once more.

What has to be known for that lies in a file of the data folder, beside the databases, so that it can be kept
elsewhere as well: hashes with the workspace's key, marks and receipts. No line tells who it was, but
whoever has the file can try an address against it.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils.dateparse import parse_datetime

from banso.domain.privacy.definitions import finders
from banso.domain.privacy.models import Case, CaseKind, CaseState, PrivacyKey, Suppressed
from banso.domain.privacy.queries.candidates import everybody
from banso.domain.privacy.rules import Subject, digest
from banso.domain.workspaces.queries import every_workspace
from banso.engine.journal.erasing.memory import linked_keys
from banso.kit.clock import now
from banso.kit.sealing import seal
from banso.kit.tenancy import scope, scopes_disabled

FILE: Final = "erasures.jsonl"
_TIMES = ("asked_at", "finished_at", "backup_at")


def erasures_file(home: Path) -> Path:
    return home / FILE


def write_erasures(home: Path, more: Iterable[dict[str, Any]] = ()) -> int:
    """Write down every finished erasure that this database knows, beside those that the file has already.

    Args:
        home: the data folder.
        more: lines of another list, such as that of the folder that a restore has moved aside.
    """
    with scopes_disabled():
        keys, away = dict(PrivacyKey.objects.values_list("workspace_id", "key")), _away()
        done = Case.objects.filter(kind=CaseKind.ERASURE, state=CaseState.DONE)
        ours = [_line(case, keys.get(case.workspace_id, ""), away) for case in done]
    return _write(erasures_file(home), _merged(*more, *read_erasures(erasures_file(home)), *ours))


def keep_erasures(home: Path, more: Iterable[dict[str, Any]]) -> int:
    """Add lines of another list to that of the folder, before its database can be asked."""
    lines = _merged(*more, *read_erasures(erasures_file(home)))
    return _write(erasures_file(home), lines) if lines else 0


def _merged(*lines: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """One line for each erasure, the last; whoever was welcomed again in any of them is so in it."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        before = found.get(line["id"], {}).get("welcomed", [])
        found[line["id"]] = {**line, "welcomed": sorted({*before, *line.get("welcomed", [])})}
    return found


def _away() -> set[tuple[UUID, str]]:
    return set(Suppressed.objects.values_list("workspace_id", "digest"))


def _write(path: Path, lines: dict[str, dict[str, Any]]) -> int:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="ascii") as file:
        file.writelines(
            f"{json.dumps(line)}\n" for line in sorted(lines.values(), key=lambda each: each["id"])
        )
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return len(lines)


def write_what_is_lacking(home: Path) -> int:
    """Write the list where a finished erasure or a welcome is missing in it; returns how many were."""
    held = {line["id"]: set(line.get("welcomed", [])) for line in read_erasures(erasures_file(home))}
    with scopes_disabled():
        away, done = _away(), Case.objects.filter(kind=CaseKind.ERASURE, state=CaseState.DONE)
        lacking = [
            pk
            for pk, workspace, digests in done.values_list("pk", "workspace_id", "digests")
            if str(pk) not in held or not _welcomed(workspace, digests, away) <= held[str(pk)]
        ]
    if lacking:
        write_erasures(home)
    return len(lacking)


def _welcomed(workspace: UUID, digests: Iterable[str], away: set[tuple[UUID, str]]) -> set[str]:
    """Those of an erasure's hashes that may come in again."""
    return {digest for digest in digests if (workspace, digest) not in away}


def erasures_kept(*homes: Path) -> list[dict[str, Any]]:
    """The lines of the lists of several data folders, each once."""
    return list(_merged(*(line for home in homes for line in read_erasures(erasures_file(home)))).values())


def read_erasures(path: Path) -> list[dict[str, Any]]:
    """The lines of a list; none where there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines() if line.strip()]


def erase_again(home: Path) -> list[Case]:
    """Make ready every erasure of the list that the database does not know as done; `carry_out` does them.

    Returns:
        The cases, in the order in which they were asked for.
    """
    made: list[Case] = []
    lines = sorted(read_erasures(erasures_file(home)), key=lambda each: each["asked_at"])
    for workspace in every_workspace():
        ours = [line for line in lines if line["workspace"] == str(workspace.pk)]
        with scope(workspace=workspace):
            known = set(Case.objects.filter(state=CaseState.DONE).values_list("pk", flat=True))
            made += [_again(line) for line in ours if UUID(line["id"]) not in known]
            _welcome(ours)
    return made


def _welcome(lines: Iterable[dict[str, Any]]) -> None:
    """Let in again whoever was welcomed after the backup, unless a later erasure sent them away."""
    away, welcomed = set(), set()
    for line in lines:
        welcomed |= set(line.get("welcomed", []))
        away |= set(line["digests"]) - set(line.get("welcomed", []))
    Suppressed.objects.filter(digest__in=welcomed - away).delete()


def _line(case: Case, key: str, away: set[tuple[UUID, str]]) -> dict[str, Any]:
    return {
        "id": str(case.pk), "workspace": str(case.workspace_id), "number": case.number, "mark": case.mark,
        "digests": case.digests, "counts": case.counts, "reason": case.reason, "by_id": case.by_id,
        "by_label": case.by_label, "language": case.language, "hash": case.hash, "key": key,
        "welcomed": sorted(_welcomed(case.workspace_id, case.digests, away)),
        **{name: value.isoformat() if (value := getattr(case, name)) else None for name in _TIMES},
    }  # fmt: skip


def _again(line: dict[str, Any]) -> Case:
    kept = {
        name: line[name] for name in ("mark", "digests", "counts", "reason", "by_id", "by_label", "language")
    }
    times = {name: parse_datetime(line[name]) if line[name] else None for name in _TIMES}
    PrivacyKey.objects.update_or_create(workspace_id=UUID(line["workspace"]), defaults={"key": line["key"]})
    subject = _whoever(line["key"], set(line["digests"]))
    taken = Case.objects.filter(number=line["number"]).exclude(pk=line["id"]).exists()
    last = Case.objects.values_list("number", flat=True).first() or 0
    case, _made = Case.objects.update_or_create(
        pk=UUID(line["id"]), workspace_id=UUID(line["workspace"]),
        defaults={
            **kept, **times, "number": last + 1 if taken else line["number"], "kind": CaseKind.ERASURE,
            "state": CaseState.QUEUED, "steps": [], "beat_at": None, "not_before": now(),
            "subject": seal(subject.write(), purpose="privacy case"),
        },
    )  # fmt: skip
    for each in case.digests:
        Suppressed.objects.get_or_create(digest=each, workspace_id=case.workspace_id, defaults={"case": case})
    return case


def _whoever(key: str, digests: set[str]) -> Subject:
    """Whose ids these hashes are made of, out of everybody who is in the restored data."""
    subject = Subject()
    for kind, place in (("mail", "mails"), ("key", "keys"), ("external", "external_ids")):
        held = [value for value in everybody(kind) if digest(key, kind, value) in digests]
        subject.add(**{place: held})
    if subject.known:
        for finder in finders():
            finder(subject)
        subject.add(keys=linked_keys(subject.keys, subject.mails))
    return subject
