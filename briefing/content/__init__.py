"""What a country page or briefing contains, assembled from a release; no Streamlit, no text but names and dates."""

from briefing.content.country import CountryContent, read_country
from briefing.content.evidence import Evidence, Fact, Topic, read_events, read_evidence
from briefing.content.figures import IndicatorLine, Score, ScoreChange, read_factors, read_history, read_scores
from briefing.content.peers import Peers, read_peers

__all__ = [
    "CountryContent",
    "Evidence",
    "Fact",
    "IndicatorLine",
    "Peers",
    "Score",
    "ScoreChange",
    "Topic",
    "read_country",
    "read_events",
    "read_evidence",
    "read_factors",
    "read_history",
    "read_peers",
    "read_scores",
]
