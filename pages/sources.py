"""Sources: where the figures come from, how old they are, and what is missing."""

import streamlit as st

from briefing import provenance
from briefing.language import format_month, format_number
from briefing.language import gettext as _
from ui import controls, readers, shell
from ui.shell import open_page
from ui.source_details import show_gaps, show_source, show_unverified, show_what_changed
from ui.tables import show_table

page = open_page(_("Sources"), reads=("source",))
sources = readers.document("sources")
counts = page.release.manifest["counts"]
st.markdown(
    _(
        "This release holds {observations} figures and {facts} facts from {sources} sources. {rejects} rows could not be "
        "used; each is kept, with the reason. What cannot be had is “not available”, never zero and never “no”."
    ).format(
        **{name: format_number(counts[name], decimals=0) for name in ("observations", "facts", "sources", "rejects")}
    )
)
st.header(_("Age against promise"), anchor=False)
show_table(
    provenance.overview(sources, day=shell.today()).drop(columns=["key", "publisher"]),  # the publisher: below
    hide_index=True,
    height="content",
    key="sources",
    column_config={
        "name": st.column_config.TextColumn(_("Source"), width=520),
        "licence": _("Licence"),
        "newest": _("Figures to"),
        "standing": st.column_config.TextColumn(_("Age against promise"), width=245),
        "rows": st.column_config.NumberColumn(_("Figures"), format="localized"),
        "facts": st.column_config.NumberColumn(_("Facts"), format="localized"),
        "rejects": st.column_config.NumberColumn(_("Set aside"), format="localized"),
        "homepage": st.column_config.LinkColumn(_("Publisher's page"), display_text=_("Open")),
    },
)

st.header(_("What changed with this release"), anchor=False)
show_what_changed(page.release)

st.header(_("One source"), anchor=False)
by_key = {one["key"]: one for one in sorted(sources, key=lambda one: _(one["name"]))}
chosen = controls.choose_one(
    _("Source"),
    list(by_key),
    parameter="source",
    default=next(iter(by_key)),
    label_of=lambda key: _(by_key[key]["name"]),
)
show_source(by_key[chosen])

st.header(_("Gaps, {month}").format(month=format_month(page.default_month)), anchor=False)
st.markdown(
    _("The share of States for which each indicator is known and not out of date, by region; the emptiest first.")
)
show_gaps(page.default_month, version=page.release.version, language=page.language)

st.header(_("Unverified facts"), anchor=False)
show_unverified()
