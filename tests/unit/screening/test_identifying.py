"""What is asked about before it is saved, and what is not: both directions. Every person here is invented."""

from __future__ import annotations

import datetime
import time

import pytest

from trialtui.screening.identifying import question

TODAY = datetime.date(2026, 11, 22)

ASKED = [
    # (field, text, what it looks like)
    ("code", "Maria Schmidt", "a name"),
    ("code", "maria schmidt", "a name"),
    ("code", "MARIA SCHMIDT", "a name"),
    ("code", "Schmidt, Maria", "a name"),
    ("code", "Schmidt", "a name"),
    ("code", "M. Schmidt", "a name"),
    ("code", "Xiulan Qiao", "a name"),
    ("code", "maria1961", "a name"),
    ("code", "Maria-01", "a name"),
    ("code", "山田太郎", "a name"),
    ("code", "Мария Иванова", "a name"),
    ("code", "O'Brien", "a name"),
    ("code", "4471982", "a record number"),
    ("code", "MRN 44719", "a record number"),
    ("code", "MRN44719", "a record number"),
    ("code", "123-45-6789", "a record number"),
    ("code", "1961-03-14", "a date of birth"),
    ("code", "14.03.1961", "a date of birth"),
    ("code", "14.03.61", "a date of birth"),
    ("code", "19610314", "a date of birth"),
    ("code", "m.schmidt@example.org", "an e-mail address"),
    ("code", "555-867-5309", "a phone number"),
    ("note", "Maria Schmidt", "a name"),
    ("note", "Maria Schmidt called on Monday", "a name"),
    ("note", "spoke to Maria Schmidt about the diary", "a name"),
    ("note", "Mrs Schmidt refuses the biopsy", "a name"),
    ("note", "Herr Weber wants to think about it", "a name"),
    ("note", "patient Schmidt has a cough", "a name"),
    ("note", "name: schmidt", "a name"),
    ("note", "see chart of SCHMIDT, MARIA", "a name"),
    ("note", "brought in by her son Jonas Petersen", "a name"),
    ("note", "consented; Anne-Marie O'Connor was present", "a name"),
    ("note", "discussed with Maria S.", "a name"),
    ("note", "DOB 14/03/1961", "a date of birth"),
    ("note", "born 14 March 1961", "a date of birth"),
    ("note", "born on March 14, 1961 in Mainz", "a date of birth"),
    ("note", "date of birth: 1961-03-14", "a date of birth"),
    ("note", "geb. 14.03.1961", "a date of birth"),
    ("note", "d.o.b. 14-MAR-1961", "a date of birth"),
    ("note", "1961-03-14", "a date of birth"),
    ("note", "dob 14.03.61", "a date of birth"),
    ("note", "MRN: 00447198", "a record number"),
    ("note", "hospital no. 447198", "a record number"),
    ("note", "patient id 447198", "a record number"),
    ("note", "SSN 123-45-6789", "a record number"),
    ("note", "see 44719823", "a record number"),
    ("note", "NHS number 943-476-5919", "a record number"),
    ("note", "call +49 6131 555 0199", "a phone number"),
    ("note", "phone (555) 867-5309", "a phone number"),
    ("note", "tel. 06131 5550199", "a phone number"),
    ("note", "mobile 0171/2345678", "a phone number"),
    ("note", "reach her at 555.867.5309", "a phone number"),
    ("note", "wrote to maria.schmidt@example.org", "an e-mail address"),
    ("note", "Maria Brown called", "a name"),
    ("note", "Maria called on Monday", "a name"),
    ("note", "asked Maria's daughter", "a name"),
    ("note", "maria schmidt will come on Monday", "a name"),
    ("note", "spoke to Judd W Hollis today", "a name"),
    ("code", "J K Harlow", "a name"),
    ("note", "Céline Moreau-Dubois", "a name"),
    ("note", "0049 6131 5550199", "a phone number"),
    ("note", "call back 004961315550199", "a phone number"),
    ("source", "letter of Maria Schmidt", "a name"),
    ("source", "MRN 447198, lab report", "a record number"),
    ("source", "lab report, born 1961-03-14", "a date of birth"),
]

NOT_ASKED = [
    ("code", "S-014"),
    ("code", "001-023"),
    ("code", "TAK-0007"),
    ("code", "S014"),
    ("code", "1001-0023"),
    ("code", "DRAFT-1"),
    ("code", "MS"),
    ("code", "SCR-003"),
    ("code", "Site 3/12"),
    ("code", "Subject 14"),
    ("code", "Screening 7"),
    ("code", "LN-SSc-02"),
    ("code", "pt3"),
    ("code", "A"),
    ("code", "10042"),
    ("code", "2026-014"),
    ("code", "US-TX-0114"),
    ("code", "Patient A"),
    ("source", "lab report 2026-11-02"),
    ("source", "Lab Report 2026-11-02"),
    ("source", "clinic letter"),
    ("source", "Clinic Letter 2026-10-02"),
    ("source", "Discharge Summary"),
    ("source", "discharge letter 2019-05-03"),
    ("source", "MRI 2019-05-03"),
    ("source", "HRCT 12/03/2024"),
    ("source", "echo 14 Mar 2021"),
    ("source", "letter Dr. Weber 2026-10-02"),
    ("source", "University Hospital, Mainz"),
    ("source", "Pathology 2018-04-11, Mayo Clinic"),
    ("source", "Vaccination Record"),
    ("source", "Tom Baker Cancer Centre, 2019-05-03 report"),
    ("source", "Princess Margaret Hospital"),
    ("source", "St. Joseph Hospital, letter"),
    ("note", "Alexander disease excluded"),
    ("code", "001-023-0004"),
    ("note", "Erectile Dysfunction, Urinary Incontinence"),
    ("note", "Major Depressive Disorder per DSM-5"),
    ("note", "Factor V Leiden, Protein C Deficiency"),
    ("note", "Cockcroft Gault 45 mL/min"),
    ("note", "Patient Education done"),
    ("source", "EULAR/ACR 2019 worksheet"),
    ("source", "interview"),
    ("source", "ICF version 3.1 of 2025-01-15"),
    ("note", "MTX 20 mg/wk since 2026-03"),
    ("note", "MTX 20 mg/wk since 2026-03, stopped"),
    ("note", "Methotrexate 20 mg weekly since 2019-05-03"),
    ("note", "Mycophenolate Mofetil 2 g/d"),
    ("note", "Started Rituximab 2024-06-01"),
    ("note", "Stopped Nintedanib, switched to Tocilizumab"),
    ("note", "anti-dsDNA 1:80, ANA 1:640"),
    ("note", "ANA positive by IFA; anti-Smith negative"),
    ("note", "creatinine 1.2 mg/dL, eGFR 62 mL/min/1.73 m2"),
    ("note", "platelets 150000/uL"),
    ("note", "800000000 cells planned"),
    ("note", "HBV DNA 1200000 IU/mL"),
    ("note", "FEV1/FVC 0.68 pre-bronchodilator"),
    ("note", "Raynaud since 2021, Rodnan 18"),
    ("note", "Sjögren Syndrome excluded"),
    ("note", "Child Pugh A"),
    ("note", "Hodgkin Lymphoma in remission"),
    ("note", "E. Coli in urine, treated"),
    ("note", "Karnofsky Performance 80"),
    ("note", "Phase 1, Day 1 visit moved"),
    ("note", "asked, patient does not know"),
    ("note", "Patient refuses the biopsy"),
    ("note", "mother had SLE"),
    ("note", "will ask again; may know next week"),
    ("note", "NCT06377228 excludes this"),
    ("note", "Class III + V, ISN/RPS 2018"),
    ("note", "2026-11-02"),
    ("note", "02.11.2026 bis 09.11.2026"),
    ("note", "born in 1961"),
    ("note", "5 years or less since first sign 2023-02"),
    ("note", "BP 120/80, HR 72, SpO2 97%"),
    ("note", "Vitamin D 400 IU daily"),
    ("note", "Interstitial Lung Disease on HRCT, Radiology agrees"),
    ("reason", "female participants only"),
    ("reason", "not of childbearing potential"),
    ("reason", "other cohort"),
]


@pytest.mark.parametrize(("field", "text", "kind"), ASKED)
def test_what_looks_like_a_person_is_asked_about(field: str, text: str, kind: str) -> None:
    asked = question(text, field, today=TODAY)
    assert asked is not None
    assert f"looks like {kind}:" in asked
    assert asked.endswith("?")


@pytest.mark.parametrize(("field", "text"), NOT_ASKED)
def test_site_codes_and_clinical_words_are_not_asked_about(field: str, text: str) -> None:
    assert question(text, field, today=TODAY) is None


def test_the_question_quotes_what_it_is_about() -> None:
    asked = question("spoke to Maria Schmidt today", today=TODAY) or ""
    assert asked.startswith("'Maria Schmidt' looks like a name: ")


def test_the_question_is_safe_to_show() -> None:
    asked = question("name: Schmidt\x1b[2J\u202e born 1961-03-14", today=TODAY) or ""
    assert asked.isprintable()


def test_ages_are_counted_to_the_day_given() -> None:
    assert question("2026-03-14", today=datetime.date(2026, 11, 22)) is None
    assert question("2026-03-14", today=datetime.date(2030, 1, 1)) is not None
    assert question("1861-03-14", today=TODAY) is None


@pytest.mark.parametrize(
    "piece",
    ["Maria ", "0", "a.", "a@", "(555) ", "1961-", "A. ", "MRN ", "+49 6131 ", "d.o.b. ", "x" * 50 + "@"],
)
def test_a_long_note_takes_no_time(piece: str) -> None:
    start = time.process_time()
    question(piece * (200_000 // len(piece)), "note", today=TODAY)
    assert time.process_time() - start < 2
