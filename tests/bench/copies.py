"""How fast copies are read: ClinicalTrials.gov v2 studies and legacy XML of ../shared/corpora, against what only decodes them.

    python -m tests.bench.copies [--runs N]

Reading gives the record, proves that no value fell out of it, and finds the criteria's place in the file; the others give values only.
Processor time, each file by each reader in turn, the fastest of the runs: the ratios hold while other work goes on. pydantic's models are
made from the record's own annotations, so that both hold the same fields. Says so and stops where there are no corpora.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import orjson
import pydantic
from lxml import etree  # type: ignore[import-untyped]
from tests.unit.copies.account_law import CORPORA

from trialtui.copies.copy import CopyError
from trialtui.copies.ctgov_json import StudyJson
from trialtui.copies.reader import read_copy
from trialtui.record.module import Module

XML = ("ctgov-xml/*.xml", "amendments-xml/*/*.xml")
Read = Callable[[bytes], object]


@cache
def model_of(module: type[Module]) -> type[pydantic.BaseModel]:
    """The pydantic model of a module: its fields under the registry's names."""
    hints = get_type_hints(module)
    fields: dict[str, Any] = {}
    for name, wire, default in zip(
        module.__struct_fields__, module.__struct_encode_fields__, module.__struct_defaults__, strict=True
    ):
        plain = None if isinstance(default, Module) else default
        fields[name] = (model_hint(hints[name]) | None, pydantic.Field(plain, alias=wire))
    config = pydantic.ConfigDict(protected_namespaces=())
    return pydantic.create_model(module.__name__, __config__=config, **fields)


def model_hint(hint: Any) -> Any:
    """An annotation of the record with models in place of its modules."""
    if get_origin(hint) is tuple:
        return tuple.__class_getitem__((model_hint(get_args(hint)[0]), ...))
    if isinstance(hint, type) and issubclass(hint, Module):
        return model_of(hint)
    modules = [arg for arg in get_args(hint) if isinstance(arg, type) and issubclass(arg, Module)]
    return model_of(modules[0]) | None if modules else hint


def seconds(readers: dict[str, Read], raws: Sequence[bytes], runs: int) -> dict[str, float]:
    """Processor seconds of each reader for all the files, the fastest of the runs; one more, which warms up, does not count."""
    best = dict.fromkeys(readers, float("inf"))
    for run in range(runs + 1):
        for name, read in readers.items():
            began = time.process_time()
            for raw in raws:
                read(raw)
            taken = time.process_time() - began
            best[name] = min(best[name], taken) if run else best[name]
    return best


def table(title: str, readers: dict[str, Read], raws: Sequence[bytes], runs: int) -> None:
    """Files a second by each reader, and the rate of the first beside theirs."""
    size = sum(map(len, raws)) / 1e6
    print(f"{title}: {len(raws)} files, {size:.1f} MB")
    best = seconds(readers, raws, runs)
    ours = next(iter(best.values()))
    for name, taken in best.items():
        print(
            f"{len(raws) / taken:>10,.0f} a second, {size / taken:>5.0f} MB/s  {name:<42} {taken / ours:>5.0%} of its rate"
        )
    print()


def files(read: Read, *patterns: str) -> list[bytes]:
    """The files that `read` takes: one or two of the archive's versions are no well-formed XML."""
    found: list[Path] = [path for pattern in patterns for path in sorted(CORPORA.glob(pattern))]
    return [raw for raw in (path.read_bytes() for path in found) if _takes(read, raw)]


def _takes(read: Read, raw: bytes) -> bool:
    try:
        read(raw)
    except (ValueError, SyntaxError, CopyError):
        return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description="How fast copies are read.")
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    if not CORPORA.exists():
        print(f"skipped: there are no corpora at {CORPORA}")
        return 0
    model, decoder = model_of(StudyJson), msgspec.json.Decoder(StudyJson)
    json_readers: dict[str, Read] = {
        "trialtui: read_copy": lambda raw: read_copy("study.json", raw),
        "pydantic, the same fields": model.model_validate_json,
        "msgspec alone, the same fields": decoder.decode,
        "orjson alone, values without types": orjson.loads,
        "Python's json": json.loads,
    }
    table(
        "ClinicalTrials.gov v2 JSON", json_readers, files(orjson.loads, "ctgov-v2-json/*.json"), chosen.runs
    )
    xml_readers: dict[str, Read] = {
        "trialtui: read_copy": lambda raw: read_copy("study.xml", raw),
        "lxml alone, a tree": etree.fromstring,
    }
    table("legacy XML", xml_readers, files(xml_readers["trialtui: read_copy"], *XML), chosen.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
