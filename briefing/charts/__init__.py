"""The charts of pages and documents: one builder each, plain Plotly dicts, the same on screen and in exports."""

from briefing.charts.beside import intervals, trends
from briefing.charts.chart import CONFIG, Chart
from briefing.charts.drivers import change, drivers
from briefing.charts.heat_map import factor_heat_map
from briefing.charts.profile import profile
from briefing.charts.trend import sparkline, trend

__all__ = [
    "CONFIG",
    "Chart",
    "change",
    "drivers",
    "factor_heat_map",
    "intervals",
    "profile",
    "sparkline",
    "trend",
    "trends",
]
