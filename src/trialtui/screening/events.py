"""Audit events: the only way anything a person did comes to be. Pure data; the log gives them their place and their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class NewEvent(NamedTuple):
    """Something a person did, not yet in the log.

    `kind` and what `content` holds (JSON values only):
      subject.created     {"code": "S-014" | "DRAFT-1", "draft": bool}           subject set
      subject.named       {"old": code, "new": code}                             subject set
      screening.opened    {"name": copy's name, "format": …, "reader": …, "version": the registry's date}
                                                                                 subject, trial, record set
      answer.given        {"code": "I6", "text": words, "old": {answer, reason, note, source} | null, "new": {…} | null}
                                                                                 subject, trial, record, fingerprint set
                          and "considered": "exceptions" (where the row has any), "reason": why an answer was changed,
                          "affirmed": how many at once (a carried answer said again), "settles": number of the event of another
                          person that contested the answer before; a state that was carried over holds
                          "carried": the record it was given on
      scopes.confirmed    {"scopes": {fingerprint: [label, …]}, "old": the same as before | null}
                                                                                 trial, record set; subject None: it holds for the site
      scopes.unconfirmed  {"old": {fingerprint: [label, …]}}                     the same
      scope.moved         {"code": "I6", "old": [label, …], "new": [label, …]}   trial, record, fingerprint set; subject None
      cohort.closed / cohort.reopened   {"label": "LN"}                          trial, record set; subject None
      unassigned.read     {"texts": [digest, …], "old": [digest, …]}              trial, record set; subject None: text looked at
      reading.corrected   {"code": "I6", "correction": {op, text, occurrence, value, side}, "old": what stood before}
                                                                                 trial, record, fingerprint set; subject None
      reading.uncorrected the same: that correction no longer stands             the same
      criteria.imported   {"name": file's name, "version": words, "rows": [{id, category, cohort, text}, …],
                           "old": {name, version, rows} | null}                  trial, record set; subject None: the site's own criteria
      criteria.removed    {"old": {name, version, rows}}                         the same
      protocol.version    {"old": words, "new": words}                           trial, record set; subject None; "" is none
    What stands beside the answers (all with subject, trial, record set):
      signature.given     {"role": "screener" | "second reader" | "investigator", "name": printed name, "meaning": words,
                           "decision": "may enter" | "may not enter" | "", "cohort": label | "" for all, "protocol": the
                           standing line, "state": hash, "verdicts": {label: verdict}, "exceptions": [words], "overlays": [word]}
      signature.withdrawn {"role", "of": number of the event withdrawn, "reason"}
      second.asked        {}                                                     a second reading is wanted
      second.begun        {"first_seen": bool}                                   a second reader begins, blind; earlier ones end
      second.given        as answer.given                                        fingerprint set: an answer of the second reading
      second.finished     {"answered": n, "open": [code, …]}
      difference.settled  {"code", "text", "first": answer | null, "old": …, "new": {"stands", "second", "reason"} | null}
                                                                                 fingerprint set
      exception.recorded  {"code", "text", "old": …, "new": {"number", "granted_by", "date"} | null}   fingerprint set
      consent.recorded    {"old": …, "new": {"date", "version"} | null}
      screening.closed    {"outcome": words, "reasons": [{"code", "text"}], "words": words}
      screening.reopened  {"reason": words, "old": what screening.closed held}
      version.taken       {"from": {"record", "version"}, "version": date, "changed": [words], "carried": [code, …],
                           "apart": [{"code", "text"}]}                          record: of the copy it was taken to
      version.left        {"old": what version.taken held}                       the screening stands where it stood before
      screening.rescreens {"of": identifier of the subject screened before}      the first screening stays as it is
      subject.purged      {}                                                     subject set: the tombstone
      log.shortened       {"ends": last number found, "missing": [number, hash] of an event that was written before}
      log.salvaged        {"set_aside": file name, "kept": n, "lost": [[first, last], …], "bare": n}
                                                                                 written by the log itself after damage; subject and trial None
    Where a person kept words that looked like a name or a number, `content` also has "questioned": the fields they stand in.
    `undoes` is the sequence number of the event that this one takes back, and then `content` is the inverse.
    """

    kind: str
    content: Mapping[str, Any]
    subject: str | None = None  # random identifier, never the code
    trial: str | None = None
    record: str | None = None  # SHA-256 of the raw copy
    fingerprint: str | None = None
    undoes: int | None = None
    salt: bytes = b""  # 32 random bytes, given before the first try to save: a second try of the same event is known by it


class AuditEvent(NamedTuple):
    """An event in the log. `content` is None once its subject is purged; the hashes stand for ever."""

    seq: int
    at: str  # UTC, "2026-11-22T14:02:31.123456Z"
    offset: int  # minutes east of UTC where it was written
    who: str
    sitting: str  # random identifier of one start of the program: undo reaches no further back
    kind: str
    subject: str | None
    trial: str | None
    record: str | None
    fingerprint: str | None
    undoes: int | None
    content: Mapping[str, Any] | None
    commitment: str
    previous: str
    hash: str
