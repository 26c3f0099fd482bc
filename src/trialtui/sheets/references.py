"""Tab 7: publications, links, the study's documents, and the sharing of individual participant data."""

from __future__ import annotations

from trialtui.record.sections import LargeDoc
from trialtui.record.study import AvailIpd, IpdSharingStatementModule, Reference, SeeAlsoLink, Study
from trialtui.record.words import spell
from trialtui.sheets.blocks import ABSENT, Block, Prose
from trialtui.sheets.telling import PROTOCOL, answered, each, joined, part, said, told

REFERENCES = PROTOCOL + "referencesModule"
SHARING = PROTOCOL + "ipdSharingStatementModule"
DOCUMENTS = "documentSection.largeDocumentModule"


def references_blocks(study: Study) -> list[Block]:
    """The References tab."""
    module = study.references
    cited = module.references
    links = [
        block
        for at, one in each(f"{REFERENCES}.seeAlsoLinks", module.see_also_links)
        for block in _link(at, one)
    ]
    return [
        *part(
            "References",
            [block for at, one in each(f"{REFERENCES}.references", cited) for block in _reference(at, one)],
            note=str(len(cited)) if cited else "",
        ),
        *part("Links", links),
        *part("Documents", _documents(study)),
        *part("Participant data", _sharing(study.ipd_sharing_statement) + _available(study)),
    ]


def _reference(at: str, one: Reference) -> list[Block]:
    retracted = (joined(f"PMID {r.pmid}" if r.pmid else "", r.source) for r in one.retractions)
    words = joined(
        one.citation or f"citation {ABSENT}",
        f"PMID {one.pmid}" if one.pmid else "",
        *(f"RETRACTED: {words}" for words in retracted),
        by=" ",
    )
    label = spell(one.type) or "Reference"
    return told(label, words, at) if len(label) <= 20 else [Prose(f"{label}: {words}", (at,))]


def _link(at: str, one: SeeAlsoLink) -> list[Block]:
    return said(joined(one.label, one.url, by=": "), at)


def _documents(study: Study) -> list[Block]:
    module = study.documents.large_document
    if module is None:
        return []
    found = [
        block for at, one in each(f"{DOCUMENTS}.largeDocs", module.large_docs) for block in _document(at, one)
    ]
    return [
        *found,
        *answered(
            "Analysis plan",
            module.no_sap,
            f"{DOCUMENTS}.noSap",
            yes="none exists",
            no="not said that none exists",
        ),
    ]


def _document(at: str, one: LargeDoc) -> list[Block]:
    parts = (("protocol", one.has_protocol), ("analysis plan", one.has_sap), ("consent form", one.has_icf))
    held = ", ".join(name for name, there in parts if there)
    lacking = ", ".join(name for name, there in parts if there is False)
    words = joined(
        one.label or f"label {ABSENT}",
        one.type_abbrev and f"kind {one.type_abbrev}",
        held and f"holds {held}",
        lacking and f"holds no {lacking}",
        one.date and f"dated {one.date}",
        one.upload_date and f"uploaded {one.upload_date}",
        one.filename and f"file {one.filename}",
        f"{one.size} bytes" if one.size is not None else "",
        by="; ",
    )
    return told("Document", words, at)


def _sharing(one: IpdSharingStatementModule) -> list[Block]:
    return [
        *told("Shared", spell(one.ipd_sharing), f"{SHARING}.ipdSharing"),
        *said(one.description, f"{SHARING}.description"),
        *told("Beside the data", ", ".join(map(spell, one.info_types)), f"{SHARING}.infoTypes"),
        *told("Time frame", one.time_frame, f"{SHARING}.timeFrame"),
        *told("Who gets access", one.access_criteria, f"{SHARING}.accessCriteria"),
        *told("Address", one.url, f"{SHARING}.url"),
    ]


def _available(study: Study) -> list[Block]:
    return [
        block
        for at, one in each(f"{REFERENCES}.availIpds", study.references.avail_ipds)
        for block in told("Available", _data(one), at)
    ]


def _data(one: AvailIpd) -> str:
    return joined(joined(one.type, one.id, one.url), one.comment, by=": ")
