"""Who is named in a file's properties: people, in the ways that programs write them; not teams, machines, programs."""

from __future__ import annotations

import pytest

from hub.language.named import is_for_a_person, people_given, people_named
from hub.names import folded, is_said_in


@pytest.mark.parametrize(
    "said",
    [
        "Denise Crabtree",
        "CRABTREE, Denise",
        "Dr A. Rao",
        "Denise",
        "Siobhán O’Brien",
        "Jean-Luc Picard",
        "denise.crabtree@rotherham.gov.uk",
        "RMBC\\denise.crabtree",
        "Denise Crabtree (Business Support)",
        "Denise Crabtree - Rotherham",
    ],
)
def test_a_person_is_told_however_a_program_writes_the_name(said: str) -> None:
    assert len(people_given(said)) == 1


@pytest.mark.parametrize(
    "said",
    [
        "Rotherham MBC",
        "Speech and Language Therapy Team",
        "Microsoft Office User",
        "python-docx",
        "info@council.gov.uk",
        "HP ScanJet 5000",
        "Doncaster CAMHS",
        "ADMIN",
        "Health & Care",
    ],
)
def test_a_team_a_program_or_a_machine_is_nobody(said: str) -> None:
    assert people_given(said) == []


def test_free_words_name_whom_they_name() -> None:
    assert people_named("EHC advice for Siân Evans") == ["sian evans"]
    assert people_named("Mrs Crabtree to check") == ["crabtree"]
    assert people_named("Request for an EHC needs assessment, parent or carer; cerebral palsy") == []


def test_an_account_is_its_owners_and_a_field_for_a_name_is_known_by_its_own() -> None:
    words = frozenset(folded("Yours sincerely, Beverley Nudd").split())
    assert is_said_in("bnudd", words)
    assert is_said_in("Nudd, Beverley", words)
    assert not is_said_in("dcrabtree", words)
    assert is_for_a_person("Checked by")
    assert not is_for_a_person("Subject")
