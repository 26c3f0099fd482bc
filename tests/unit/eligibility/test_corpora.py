"""Every eligibility text of the shared corpora is read, partitioned, and within the time a list of trials can wait for."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.eligibility.test_reading_laws import check

from trialtui.eligibility.reading import read_criteria

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"

pytestmark = pytest.mark.skipif(not CORPORA.exists(), reason="no corpora here")
PATIENCE = 10.0  # seconds for some 570 texts; they take half a second where nothing else runs


def texts() -> Iterator[str]:
    for path in sorted((CORPORA / "ctgov-v2-json").glob("*.json")):
        study = json.loads(path.read_text("utf-8"))
        text = study.get("protocolSection", study).get("eligibilityModule", {}).get("eligibilityCriteria")
        if text:
            yield text
    for path in [
        *sorted((CORPORA / "ctgov-xml").glob("*.xml")),
        *sorted((CORPORA / "amendments-xml").glob("*/*.xml")),
    ]:
        try:
            block = ElementTree.parse(path).getroot().find(".//eligibility/criteria/textblock")
        except ElementTree.ParseError:
            continue
        if block is not None and block.text:
            yield block.text


def test_every_text_is_partitioned_and_nothing_takes_long() -> None:
    everything = list(texts())
    assert len(everything) > 500
    began = time.process_time()
    outlines = [read_criteria(text) for text in everything]
    assert time.process_time() - began < PATIENCE
    for outline in outlines:
        check(outline)
        assert outline.unassigned == ()


def test_no_long_text_gives_one_criterion_only() -> None:
    long = [text for text in texts() if len(text) > 1_500]
    assert [text[:60] for text in long if len(read_criteria(text).criteria) < 2] == []
