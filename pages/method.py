"""Method: how the score is made, what it is worth, what each indicator means, what other weights would give, and what alerts."""

from briefing.language import gettext as _
from ui import blocks_method as blocks
from ui.blocks_track_record import show_card
from ui.sections import show_sections
from ui.shell import open_page
from ui.what_if import show_what_if

page = open_page(_("Method"), reads=("section",))
sections = {
    "score": (_("The score"), lambda: blocks.show_score(page)),
    "worth": (_("What it is worth"), blocks.show_worth),
    "definitions": (_("Definitions"), blocks.show_definitions),
    "what_if": (_("What if?"), lambda: show_what_if(page)),
    "forecast": (_("The forecast"), show_card),
    "alerts": (_("Alerts"), blocks.show_alert_rules),
}
show_sections(sections, key="method_sections")
