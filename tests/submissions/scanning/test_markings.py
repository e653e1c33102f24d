"""Protective markings: found as they are written on papers, and not in what people tell each other."""

import pytest

from submissions.scanning.markings import markings


@pytest.mark.parametrize(
    "line",
    [
        "SECRET",
        "Secret",
        "- Top Secret -",
        "This is TOP SECRET and stays here",
        "UK SECRET",
        "S E C R E T",
        "SECRET - UK EYES ONLY",
        "SECRET//NOFORN",
        "OFFICIAL-SENSITIVE",
        "OFFICIAL - SENSITIVE",
        "OFFICIAL – SENSITIVE",
        "OFFICIAL: SENSITIVE",
        "OFFICIAL SENSITIVE (COMMERCIAL)",
        "Official-Sensitive",
        "[OFFICIAL-SENSITIVE] PERSONAL",
        "CONFIDENTIAL",
        "RESTRICTED",
        "Marked RESTRICTED by the force",
        "Not for onward dissemination",
        "NOT FOR PUBLICATION",
        "For police use only",
        "FOR LAW ENFORCEMENT USE ONLY",
        "UK EYES ONLY",
        "LIMDIS",
        "Handling instructions: return to the sender",
        "Protective marking: Official - Sensitive",
        "Protective Marking: Confidential",
        "COMMERCIAL IN CONFIDENCE",
        "DO NOT FORWARD",
        "TLP:AMBER+STRICT",
        "TLP: RED",
    ],
)
def test_a_marking_is_found(line):
    assert list(markings(line))


@pytest.mark.parametrize(
    "line",
    [
        "OFFICIAL",
        "NOT PROTECTIVELY MARKED",
        "Protective marking: NOT PROTECTIVELY MARKED",
        "Protective marking: Official",
        "UNCLASSIFIED",
        "TLP:GREEN",
        "Officers found a secret compartment in the van.",
        "The secret is to ask early.",
        "An official who is sensitive to his town",
        "The Official Secrets Act 1989",
        "A restricted area near the port",
        "Calls to the line are confidential.",
        "Please do not share your PIN with anybody.",
        "THE SECRET OF A QUIET HARBOUR TOWN",
        "Victims spoke in confidence.",
        "This is not for further reading groups only.",
        "",
    ],
)
def test_what_people_tell_each_other_is_no_marking(line):
    assert list(markings(line)) == []
