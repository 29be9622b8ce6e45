"""Sources as a form states them."""

import pytest

from network.errors import BadInput
from ui.sharing import read_sources


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", []),
        ("\n  \n", []),
        ("Panel of Experts", [("Panel of Experts", "", "")]),
        ("Panel | https://undocs.org/S/2025/1 | 2025-06", [("Panel", "https://undocs.org/S/2025/1", "2025-06")]),
        ("Panel | 2025", [("Panel", "", "2025")]),
        ("https://undocs.org/S/2025/1", [("https://undocs.org/S/2025/1", "https://undocs.org/S/2025/1", "")]),
        ("One\nTwo | https://two.example", [("One", "", ""), ("Two", "https://two.example", "")]),
    ],
)
def test_sources_are_read_line_by_line(written, expected):
    assert [(one.title, one.address, one.date) for one in read_sources(written)] == expected


@pytest.mark.parametrize("written", ["A title | javascript:alert(1)", "| https://no.title", "A title | 2025-13"])
def test_a_line_that_is_no_source_is_refused(written):
    with pytest.raises(BadInput):
        read_sources(written)
