"""The figures in a text, to hold a translation equal to what it translates."""

import re
from collections import Counter


def figures_in(text: str) -> Counter[str]:
    """How often each figure stands in a text, as its digits, whatever separates its thousands and decimals."""
    return Counter(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\u202f\u00a0](?=\d)", "", text)))
