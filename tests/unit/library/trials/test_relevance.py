"""What a search must bring among the first ten, decided by reading the records: over real ones where they lie, and over invented ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.library.trials.invented_studies import raw

from trialtui.copies.bundles import parts_of_path
from trialtui.copies.detect import Part
from trialtui.library.trials.adding import Adding
from trialtui.library.trials.index import TrialIndex
from trialtui.library.trials.searching import Search
from trialtui.library.trials.store import Library

CORPUS = Path(__file__).parents[5] / "shared" / "corpora" / "ctgov-v2-json"

REAL = {
    # drugs, by any of their names
    "prograf": "00106392",
    "tacrolimus prostatectomy": "00106392",
    "avanafil semen": "01768676",
    "drug:yohimbine": "00042536 00975325",
    "lodenafil": "00817830 01180283",
    "palbociclib": "02513394",
    "nsclc thalidomide": "02387086 02778893",
    "durvalumab": "03798535 03955198",
    "anlotinib": "03799601 04871997",
    "testosterone metformin": "02514629",
    "sildenafil spinal cord injury": "00654082",
    "levitra spinal cord": "00652262",
    "viagra depression": "00159809",
    "vardenafil depression": "00470873 00661219",
    "tadalafil cirrhosis": "03566914",
    # conditions, by any of their names, in the singular and plural
    "multiple sclerosis": "03569618",
    "alzheimers": "04855630",
    "Alzheimer's": "04855630",
    "parkinson": "01941732",
    "schizophrenia": "03751280",
    "IBS": "04723056",
    "irritable bowel": "04723056",
    "nightmare": "03795987 03934658",
    "PTSD": "03795987 03934658",
    "opioid use disorders": "04817267 04948307 05034276",
    "type 2 diabetes digital therapeutics": "04886388 05094401 03369626",
    "sleep apnea": "01600066",
    "penile prostheses": "00731939",
    "stents": "02492386",
    "smoking cessation": "00563511 04857515",
    "cond:asthma": "03103880",
    "BPH alfuzosin": "00256399",
    # sponsors
    "novartis": "03751280",
    "sponsor:vivus": "00853606 00895011 01054430 01415128 01616485 01768676",
    "dong-a": "00282607 01901640",
    "mayo clinic": "00587379 04350125",
    # accents and Greek
    "cristalia": "00817830 01180283",
    "genevrier": "04114240",
    "Hameenlinna": "01119404",
    "titanium pi": "03359265",
    # numbers and codes
    "nct00410098": "00410098",
    "A1481230": "00137072",
    "2005/096": "00134329",
    "CT/10.04": "02175381",
    "2011-001963-37": "01742767",
    "UK-369,003": "00141349 00479505",
    "BAY38-9456 china": "00668057",
    "PF-00446687": "00862888",
    "PF00446687": "00862888",
    "DA8159": "01241032 00282607",
    "CT2103": "00576225",
    "LIESWT prostatectomy": "01274949",
    "id:A14812*": "00137072",
    # one letter wrong
    "montelucast": "00712335",
    "palbociclip": "02513394",
    "neuroblastma": "00567567",
    "amblyopya": "02782117",
    "avanafill semen": "01768676",
    # words of several fields, phrases, filters
    "sildenafil prostate pfizer": "00143221 00814736",
    "bikram yoga asthma": "00410098",
    "botulinum toxin cairo": "03102762",
    '"one touch release"': "00731939 01378559",
    "sponsor:pfizer cond:hypertension": "00150358",
    "drug:udenafil sponsor:takeda": "01967251",
    "platelet-rich plasma miami": "04396795 05048667",
    "hiv hypogonadism": "03747003",
    "shockwave initia": "02005731 02152683",
}


def first_ten(search: Search, library: Library, words: str) -> list[str]:
    return [entry.trial for entry in library.entries(search.best(words, 10).rows)]


def library_of(folder: Path, parts: object) -> tuple[Search, Library]:
    library = Library(folder)
    library.create()
    Adding(library, TrialIndex(folder)).run(parts)  # type: ignore[arg-type]
    return Search(TrialIndex(folder)), library


INVENTED = [
    raw(1, "Fictimab in lupus nephritis", conditions=["Lupus Nephritis"], sponsor="Nowhere University"),
    raw(2, "Rest and walking", conditions=["Gout"], drug="Rest", summary="Lupus is excluded. Fictimab too."),
    raw(
        3, "Anti-PD-1 after COVID-19", conditions=["COVID-19"], drug="Neverlimab (PD-L1)", sponsor="Öland AB"
    ),
    raw(
        4, "IFNγ and TNF-α in colitis", conditions=["Crohn's Disease"], drug="β-blocker", sponsor="Genévrier"
    ),
    raw(5, "Prostheses of the hip", conditions=["Prostatic Hyperplasia"], drug="XY-12/34", sponsor="Fizer"),
    raw(6, "Walking at home", conditions=["Diabetes Mellitus, Type 2"], drug="Walking", city="Köln"),
    raw(7, "Tumors & pain / suffering", conditions=["Pain"], drug="Nothing", country="Côte d'Ivoire"),
]

FOUND = {
    # the first of those found
    "lupus": 1,
    "fictimab lupus": 1,
    "lupus nephritis": 1,
    "nephritis lupus nowhere": 1,
    "covid-19": 3,
    "COVID19": 3,
    "covid 19": 3,
    "PD-1": 3,
    "pd1": 3,
    "PDL1": 3,
    "PD-L1": 3,
    "IFN-gamma": 4,
    "ifnγ": 4,
    "TNF alpha": 4,
    "TNF-α": 4,
    "beta-blockers": 4,
    "crohn": 4,
    "crohns": 4,
    "Crohn’s disease": 4,
    "genevrier": 4,
    "oland": 3,
    "koln": 6,
    "cote ivoire": 7,
    "prosthesis": 5,
    "prostate": 5,
    "xy-12/34": 5,
    "XY 12": 5,
    "type2 diabetes": 6,
    "diabetic walking": 6,
    "tumour": 7,
    "pain & suffering": 7,
    "pain - suffering": 7,
    "pain / tumor": 7,
    "nephritys": 1,
    "colites": 4,
    "fictimb nephritis": 1,
    "hyperplasya fizer": 5,
    "“lupus nephritis”": 1,
    "walk*": 6,
    "id:NCT0000000* hip": 5,
    "cond:lupus drug:fictimab": 1,
}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> tuple[Search, Library]:
    parts = [Part(str(number), one) for number, one in enumerate(INVENTED)]
    return library_of(tmp_path_factory.mktemp("invented"), parts)


@pytest.mark.parametrize("words", FOUND)
def test_the_trial_that_says_it_comes_first(invented: tuple[Search, Library], words: str) -> None:
    assert first_ten(*invented, words)[:1] == [f"NCT{FOUND[words]:08}"]


@pytest.mark.parametrize(
    "words", ["&", "- -", '"/"', "-&", "moonshine", "lupus -nephritis -gout", "-diabetes walking -rest"]
)
def test_what_nobody_says_is_not_found(invented: tuple[Search, Library], words: str) -> None:
    assert first_ten(*invented, words) == []


def test_what_must_not_be_there_is_meant_to_the_letter(invented: tuple[Search, Library]) -> None:
    assert first_ten(*invented, "prostheses -prostate") == ["NCT00000005"]


def test_typing_finds_the_words_that_go_on(invented: tuple[Search, Library]) -> None:
    search, library = invented
    for typed in ("nephr", "lupus nep", "lupus nephritis", "cond:neph"):
        rows = search.best(typed, typing=True).rows
        assert library.entries(rows)[0].trial == "NCT00000001", typed


def test_more_words_than_are_looked_up_begin_so_and_all_are_counted(tmp_path: Path) -> None:
    parts = [Part(str(number), raw(number, f"begin{number}word")) for number in range(1, 101)]
    search, _ = library_of(tmp_path, parts)
    assert search.best("begin*").total == search.best("beg", typing=True).total == 100


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Search, Library]:
    if not CORPUS.is_dir():
        pytest.skip("the real records are not here")
    return library_of(tmp_path_factory.mktemp("real"), parts_of_path(str(CORPUS)))


@pytest.mark.parametrize("words", [words for words, trials in REAL.items() if trials])
def test_real_trials_are_among_the_first_ten(real: tuple[Search, Library], words: str) -> None:
    missing = {f"NCT{number}" for number in REAL[words].split()} - set(first_ten(*real, words))
    assert missing == set()
