"""Cohorts that the text does not name: proposed from blocks between blank lines, diseases and arm titles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.outline import Cohort
from trialtui.eligibility.tables import Rule
from trialtui.record.study import ArmGroup

# A disease as an acronym (LN, SSc, NSCLC): two capitals at least, letters only, so that doses and drug codes stay out.
ACRONYM = Rule(r"\b[A-Z]+[a-z]?[A-Z]+[a-z]?\b(?!-?\d)")
WORD = Rule(r"\w+")
DIAGNOSIS = Rule(
    r"\b[Dd]iagnos(?:is|ed)\s+(?:of|with)\s+(?:an?\s+|the\s+)?(?P<disease>[A-Za-z][\w'’-]*(?:\s+[a-z][\w'’-]*){0,3}?)"
    r"(?=\s+(?:fulfil|according|based|by|with|on|for|at|as|that|who|within|and|or|per|confirmed|in|defined|meeting)|\s*[,.;(]|$)",
)


class Block:
    """Top-level criteria of one side that stand together between blank lines, with their parts, as text and as words."""

    __slots__ = ("first", "items", "last", "text", "words")

    def __init__(self, items: list[Entry], text: str) -> None:
        self.items, self.text, self.words = items, text, _words(text)
        self.first, self.last = items[0], items[-1]


class Proposal:
    """A cohort that a block is about: its name, the words it goes by, and the arms that carry them."""

    __slots__ = ("arms", "label", "terms")

    def __init__(self, label: str, terms: frozenset[str], arms: tuple[int, ...]) -> None:
        self.label, self.terms, self.arms = label, terms, arms


def blocks_of(section: Sequence[Entry]) -> list[Block]:
    """The blank-line blocks of a section whose numbers run on across them; none where blank lines say nothing."""
    tops = [entry for entry in section if entry.role == "item" and entry.parent is None]
    if any(entry.role in ("scope", "group") for entry in section) or not all(entry.ordinal for entry in tops):
        return []
    starts = [n for n, entry in enumerate(tops) if n and entry.gap]
    if not starts or len(starts) * 2 > len(tops):
        return []
    if any(after.ordinal != before.ordinal + 1 for before, after in pairwise(tops)):
        return []
    blocks = []
    for low, high in zip([0, *starts], [*starts, len(tops)], strict=True):
        items = tops[low:high]
        end = tops[high].start if high < len(tops) else section[-1].end
        text = items[0].text[items[0].start : end]
        blocks.append(Block(items, text))
    return blocks


def _words(text: str) -> frozenset[str]:
    return frozenset(match.group() for match in WORD.finditer(text))


def _mentions(text: str, words: frozenset[str], term: str) -> bool:
    return term in words or (" " in term and term in text)


def _exclusive(terms: set[str], block: Block, others: Sequence[Block]) -> set[str]:
    return {
        term
        for term in terms
        if not any(_mentions(other.text, other.words, term) for other in others if other is not block)
    }


def _arm_terms(arms: Sequence[ArmGroup]) -> dict[str, tuple[int, ...]]:
    """Acronyms that name some of the arms and not the others."""
    found: dict[str, list[int]] = {}
    for index, arm in enumerate(arms):
        for term in dict.fromkeys(ACRONYM.findall(arm.label)):
            found.setdefault(term, []).append(index)
    return {term: tuple(where) for term, where in found.items() if len(where) < len(arms)}


def _name(block: Block, blocks: Sequence[Block], arms: dict[str, tuple[int, ...]]) -> Proposal | None:
    """The population a block seems to be about: a diagnosis it demands, or an arm it alone names."""
    diseases = {match["disease"] for item in block.items for match in DIAGNOSIS.finditer(item.own)}
    acronyms = {match.group() for item in block.items for match in ACRONYM.finditer(item.own)}
    named = sorted(_exclusive(acronyms & set(arms), block, blocks))
    diseases = _exclusive(diseases, block, blocks)
    if not named and not diseases:
        return None
    label = named[0] if named else min(diseases, key=block.text.index)
    return Proposal(label, frozenset(diseases | set(named)), arms.get(label, ()))


def propose(sections: Sequence[Sequence[Entry]], arms: Sequence[ArmGroup]) -> tuple[Cohort, ...]:
    """Cohorts of texts that name none, from blocks between blank lines whose items are about different diseases.

    A section proposes only with what stands before it, so a text appended later changes nothing. Needs two blocks
    that each demand a diagnosis, or name an arm, that the other does not; blocks that name none are everyone's.
    """
    arm_terms = _arm_terms(arms)
    known: list[Proposal] = []
    for section in sections:
        blocks = blocks_of(section)
        if not known:
            named = [(block, _name(block, blocks, arm_terms)) for block in blocks]
            proposals = [(block, proposal) for block, proposal in named if proposal is not None]
            if len({proposal.label for _, proposal in proposals}) < 2 or len(proposals) > len(
                {p.label for _, p in proposals}
            ):
                continue
            known = [proposal for _, proposal in proposals]
        else:
            proposals = [(block, match) for block in blocks if (match := _match(block, known)) is not None]
        for block, proposal in proposals:
            _limit(section, block, proposal, arms)
    return tuple(
        Cohort(
            p.label,
            arms[p.arms[0]].label if p.arms else p.label,
            "proposed from blocks between blank lines",
            p.arms,
        )
        for p in known
    )


def _match(block: Block, known: Sequence[Proposal]) -> Proposal | None:
    """The one known cohort whose terms the block mentions."""
    hits = [
        proposal
        for proposal in known
        if any(_mentions(block.text, block.words, term) for term in proposal.terms)
    ]
    return hits[0] if len(hits) == 1 else None


def _limit(section: Sequence[Entry], block: Block, proposal: Proposal, arms: Sequence[ArmGroup]) -> None:
    witness = next(
        (
            item
            for item in block.items
            if any(_mentions(item.own, _words(item.own), term) for term in proposal.terms)
        ),
        block.first,
    )
    term = next(
        (term for term in sorted(proposal.terms) if _mentions(witness.own, _words(witness.own), term)),
        proposal.label,
    )
    reason = f"in the block {block.first.code} to {block.last.code} between blank lines; {witness.code} names {term}"
    if proposal.arms:
        reason += f'; arm "{arms[proposal.arms[0]].label}"'
    for entry in section:
        top = entry
        while top.parent is not None:
            top = top.parent
        if top in block.items:
            entry.scope, entry.source, entry.reason = (proposal.label,), "proposed", reason
