"""Lists that lost their indentation: entries on the level of a lead-in ("… defined as:") that are parts of it by meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.tables import Rule, holds_any, words

LEAD = Rule(r"(?:[:：]|\bfollowing|\bdefined\s+(?:as|by))[\s.*\\]*$", re.IGNORECASE)
LEAD_STEMS = (":", "：", "following", "defined")
SOUND = ("dequate", "ormal", "cceptable", "ufficient", "ppropriate")
ADEQUATE = Rule(
    r"\b(?:adequate|normal|acceptable|sufficient|appropriate)\b.{0,80}\b(?:function|reserve|values?|parameters|laborator\w+)",
    re.IGNORECASE | re.DOTALL,
)
LAB = Rule(
    r"\W*(?:(?:adequate|appropriate|normal)\W+(?:\w+\W+){1,3}function\W.*\d|(?:(?:serum|total|direct|plasma|blood|fasting|peripheral|estimated|calculated|corrected|an?|the)\W+)*(?:anc\b|absolute|neutrophils?|platelets?|plt\b|ha?emoglobin|hgb\b|hb\b|"
    r"bilirubin|ast\b|alt\b|sgot|sgpt|alanine|aspartate|transaminases?|alkaline|creatinine|crcl|egfr|gfr|inr\b|international|pt\b|a?ptt\b|prothrombin|albumin|wbc|leu[kc]ocytes?|"
    r"lymphocytes?|calcium|potassium|magnesium|lvef|left\s+ventric|qtc|hba1c|fpg|glucose|urea|bun\b|urine|urinary|coagulation|partial|activated|amylase|lipase|proteinuria|white|red|blood\s+urea))",
    re.IGNORECASE,
)
FIGURE = Rule(r"[≥≤<>=]|\bULN\b|normal|\d")
# First words that open a criterion of its own.
FRESH = words(
    """patient patients subject subjects participant participants individuals women woman men male males female females
    age aged adult adults willing willingness able ability informed written signed sign provide consent pregnant
    pregnancy lactating known any prior previous current currently no not life ecog karnofsky performance must adequate
    have has having is are be being understand agree agrees receiving concurrent use using participation baseline
    sexually diagnosis those persons individuals treatment history evidence presence inability unable unwilling other
    live measurable at all body eastern lansky"""
)
PEOPLE = words(
    "patient patients subject subjects participant participants individuals women men females males persons volunteers"
)
GOES_ON = Rule(r"(?:\b(?:and|or|and\s*/\s*or)|[,;])[\s.]*$", re.IGNORECASE)
JOINED = Rule(r"\b(?:and|or|and\s*/\s*or)[\s.,;]*$", re.IGNORECASE)
OR_ELSE = Rule(r"\bor\W*$", re.IGNORECASE)
MOST = 12  # parts a lead-in is trusted with
NEAR = 60  # entries looked at behind it


def adopt(entries: Sequence[Entry]) -> None:
    """Give lead-ins without parts the entries that follow on their own level and spell them out."""
    adopted: set[int] = set()
    owners = {id(entry.parent) for entry in entries if entry.parent is not None}
    for index, entry in enumerate(entries):
        if id(entry) in owners or entry.within is not None or id(entry) in adopted:
            continue
        if not entry.style and (entry.inline or not entry.gap or OR_ELSE.search(entry.own[-8:])):
            continue  # without a marker it has to stand by itself
        own = entry.own
        lead = (
            holds_any(own[-60:].lower(), LEAD_STEMS) and LEAD.search(own, max(0, len(own) - 60)) is not None
        )
        adequate = holds_any(own, SOUND) and ADEQUATE.search(own) is not None
        if not lead and not adequate:
            continue
        peers = _peers(entries, index)
        labs = _labs(peers) if adequate else 0
        if entry.ordinal and not labs:
            continue  # the next number of a series stands beside it, whatever the colon
        parts = peers[:labs] if labs >= (1 if lead else 3) else _parts(entry, peers) if lead and peers else []
        for part in parts:
            part.parent = entry
            adopted.add(id(part))


def _peers(entries: Sequence[Entry], index: int) -> list[Entry]:
    """The entries right behind on the same level, as far as they carry the same marker."""
    entry = entries[index]
    peers: list[Entry] = []
    for other in entries[index + 1 : index + 1 + NEAR]:
        if other.parent is not entry.parent:
            if other.column <= entry.column or other.parent is None:
                break
            continue
        if other.style != entry.style or (not entry.style and other.gap != (not peers)):
            break
        peers.append(other)
    return peers


def _labs(peers: Sequence[Entry]) -> int:
    """How many of the entries, from the first, are laboratory values."""
    count = 0
    for peer in peers:
        if not (FIGURE.search(peer.own) and LAB.match(peer.own)):
            break
        count += 1
    return count


def _first(entry: Entry) -> str:
    match = re.match(r"\W*(\w+)", entry.own)
    return match[1].lower() if match else ""


def opens(entry: Entry) -> bool:
    """Whether the entry's first words are those that open a criterion of its own."""
    first = re.findall(r"\w+", entry.own[:60].lower())[:3]
    return bool(first) and (first[0] in FRESH or any(word in PEOPLE for word in first))


def _asks(entry: Entry) -> bool:
    """Whether the very first word, but for an article, opens a criterion of its own, and names no people."""
    match = re.match(r"\W*(?:(?:the|an?)\s+)?(\w+)", entry.own, re.IGNORECASE)
    first = match[1].lower() if match else ""
    return first in FRESH and first not in PEOPLE


def _parts(lead: Entry, peers: Sequence[Entry]) -> list[Entry]:
    """The peers that the lead-in announces, as far as their first words and their ends tell."""
    head = peers[0]
    fresh, asks, lab = opens(head), _asks(head), _labs([head])
    if fresh and _first(head) == _first(lead):
        return []
    low = head.own[:1].islower()
    parts = [head]
    for at, (before, peer) in enumerate(pairwise(peers), 1):
        joined = bool(JOINED.search(before.own))
        if not joined:
            if len(parts) > 1 and any(JOINED.search(part.own) for part in parts[:-1]):
                break
            if (LEAD.search(peer.own) and _first(peer) != _first(head)) or (
                low and not peer.own[:1].islower()
            ):
                break
            if not lab and lead.side == "I" and _labs(peers[at : at + 2]) > 1:
                break
            if (not fresh and opens(peer)) or (not asks and _asks(peer)) or _first(peer) == _first(lead):
                break
            closed = before.own.rstrip().endswith(".") and any(
                GOES_ON.search(part.own) for part in parts[:-1]
            )
            if closed or len(parts) >= MOST:
                break
        parts.append(peer)
    return parts
