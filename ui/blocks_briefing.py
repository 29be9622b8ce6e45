"""The briefing page's blocks: what to make, the making of it with its place in the queue, and the downloads."""

from dataclasses import dataclass
from functools import cache

import pandas as pd
import streamlit as st

from briefing import formats
from briefing.document import KINDS
from briefing.documents import AUDIENCES, Request
from briefing.documents.comparison import FEWEST
from briefing.documents.configuration import MOST
from briefing.documents.side_by_side import MOST as MOST_COMPARED
from briefing.formats import FORMATS, PAPERS, Choices
from briefing.language import (
    NATIVE_NAMES,
    country_name,
    country_order,
    format_list,
    format_month,
    mark,
    ngettext,
    offered,
)
from briefing.language import gettext as _
from briefing.render_pool import FAILED, WAITING, Busy, RenderPool, Ticket
from briefing.renderer import Job
from data.countries import UnknownCountry, countries, resolve
from ui import readers, shell
from ui.controls import choose_country, choose_month, choose_one, resolve_asked, say_not_offered
from ui.shell import Page

KIND_TITLES = {
    "country": (
        mark("Country briefing"),
        mark("One State on two to four pages: reading, trend, drivers, mechanisms, measures."),
    ),
    "note": (
        mark("One-page note"),
        mark("What, since when, how sure, what was recommended, and options, on one page."),
    ),
    "compare": (mark("Comparison"), mark("Two to six States side by side.")),
    "configuration": (
        mark("Configuration briefing"),
        mark("Any set of States, with a map; one State alone is joined by its neighbours."),
    ),
}
AUDIENCE_TITLES = {"sc": mark("Security Council"), "pbc": mark("Peacebuilding Commission")}
PAPER_TITLES = {"a4": mark("A4"), "letter": mark("Letter")}
STATES, MADE, PARTS, ON_ARRIVAL = "briefing_states", "briefing_made", "briefing_formats", "briefing_on_arrival"
QUIET = 10.0  # seconds after the server's start that belong to its first pages
LOOK_AGAIN = 0.15  # seconds between two looks at a ticket
NO_MONTH = "none"


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came of a job, kept for the session until another is made."""

    job: Job
    files: tuple[tuple[str, str, bytes], ...]  # format, name, content
    was_retried: bool
    is_failed: bool


def choose(page: Page) -> Job | None:
    """The document that the reader asks for; None, after saying what is missing, while there is none to make."""
    kind = choose_one(
        _("Document"), list(KIND_TITLES), parameter="kind", default="country", label_of=lambda one: _(KIND_TITLES[one][0])
    )  # fmt: skip
    st.caption(_(KIND_TITLES[kind][1]))
    codes = _choose_states(page, kind)
    left, middle, right = st.columns(3)
    month = choose_month(page, container=left)
    language = choose_one(
        _("Language of the document"), list(offered()), parameter="in", default=page.language, container=middle,
        label_of=NATIVE_NAMES.__getitem__,
    )  # fmt: skip
    paper = choose_one(
        _("Paper"), list(PAPERS), parameter="paper", default="a4", container=right, label_of=lambda one: _(PAPER_TITLES[one])
    )  # fmt: skip
    more = _choose_more(page, kind, month)
    chosen = _choose_formats()
    if not codes or not chosen:
        return None
    return Job(
        request=Request(kind=kind, codes=codes, month=f"{month:%Y-%m}", language=language, **more), formats=chosen,
        choices=Choices(paper=paper, with_hxl="csv" in chosen and st.session_state.get("with_hxl", False)),
        release=str(page.release.path), today=shell.today(),
    )  # fmt: skip


def _choose_states(page: Page, kind: str) -> tuple[str, ...]:
    """The States, kept in the address as `iso3=SDN` or `iso3=SDN,TCD`; nothing, after a sentence, while there are too few."""
    least, most = {"compare": (FEWEST, MOST_COMPARED), "configuration": (1, MOST)}.get(kind, (1, 1))
    if most == 1:
        first = st.query_params.get("iso3", "").split(",")[0]
        if "," in st.query_params.get("iso3", ""):
            st.query_params["iso3"] = first
        return (choose_country(page, default=_first_in_rank(page)[0]),)

    def keep() -> None:
        st.query_params["iso3"] = ",".join(st.session_state[STATES])

    asked = _named(st.query_params.get("iso3", ""))
    if len(asked) > most:
        st.warning(
            _("At most {count} States can be looked at together; the first {count} are shown.").format(count=most),
            icon=":material/filter_9_plus:",
        )
    st.session_state[STATES] = (asked or _first_in_rank(page)[: max(least, 2)])[:most]
    codes = st.multiselect(
        _("States"), sorted(countries(), key=country_order), key=STATES, format_func=country_name, max_selections=most,
        on_change=keep, placeholder=_("Choose States"),
    )  # fmt: skip
    if len(codes) < least:
        st.info(
            ngettext("Choose at least {count} State.", "Choose at least {count} States.", least).format(count=least)
        )
        return ()
    return tuple(codes)


def _named(asked: str) -> list[str]:
    """The States that the address names, each once; a sentence for each name that is none."""
    found = []
    for name in [part.strip() for part in asked[:300].split(",") if part.strip()]:
        try:
            found.append(resolve(name[:80]))
        except UnknownCountry:
            resolve_asked(name)
    return list(dict.fromkeys(found))


def _first_in_rank(page: Page) -> list[str]:
    scores = readers.frame("scores")
    newest = scores[scores["month"] == page.default_month]
    return [str(iso3) for iso3 in newest.nsmallest(2, "rank")["iso3"]]


def _choose_more(page: Page, kind: str, month: pd.Timestamp) -> dict[str, str]:
    """What only a note or a configuration asks for."""
    if kind == "note":
        audience = choose_one(
            _("For"), list(AUDIENCES), parameter="audience", default="sc", label_of=lambda one: _(AUDIENCE_TITLES[one])
        )  # fmt: skip
        return {"audience": audience}
    if kind == "configuration":
        earlier = pd.date_range(page.first_month, month - pd.DateOffset(months=1), freq="MS")[::-1]
        months = [NO_MONTH, *(f"{one:%Y-%m}" for one in earlier)]
        label, asked = _("Compare with, such as the month of the last meeting"), st.query_params.get("since", NO_MONTH)
        if asked not in months:
            say_not_offered(asked, label=label, shown=_("No comparison"))
        since = choose_one(
            label, months, parameter="since", default=NO_MONTH,
            label_of=lambda one: _("No comparison") if one == NO_MONTH else format_month(pd.Timestamp(f"{one}-01")),
        )  # fmt: skip
        return {"since": "" if since == NO_MONTH else since}
    return {}


def _choose_formats() -> tuple[str, ...]:
    st.session_state.setdefault(PARTS, ["pdf"])
    chosen = st.pills(
        _("Formats"), list(FORMATS), key=PARTS, selection_mode="multi", format_func=lambda one: _(FORMATS[one].title)
    )  # fmt: skip
    if "csv" in chosen:
        st.checkbox(_("CSV: a second row with hashtags of the Humanitarian Exchange Language"), key="with_hxl")
    if not chosen:
        st.info(_("Choose at least one format."))
    return tuple(one for one in FORMATS if one in chosen)


@cache
def pool() -> RenderPool:
    """The renderers of this server, started soon after it. Raises ReleaseError if there is no release to make documents of."""
    release = readers.current_release()
    anyone = str(readers.frame("scores")["iso3"].iloc[0])
    request = Request(kind="country", codes=(anyone,), month=release.manifest["default_month"], language="en")
    rehearsal = Job(
        request=request, formats=("pdf",), choices=Choices(), release=str(release.path), today=shell.today()
    )  # fmt: skip
    return RenderPool(rehearsal=rehearsal, quiet=QUIET)


def make_on_arrival() -> None:
    """Ask the briefing page, about to be opened, to make its document without a further click."""
    st.session_state[ON_ARRIVAL] = True


def is_wanted_on_arrival() -> bool:
    """Whether that was asked for; once only, so that the page does not make it again at every choice."""
    return st.session_state.pop(ON_ARRIVAL, False)


def make(job: Job) -> None:
    """Make a document while the reader sees how far it is, and keep it for the session."""
    try:
        ticket = pool().submit(job)
    except Busy:
        st.warning(
            _("Very many documents are being made just now. Try again in a minute; your choices are kept."),
            icon=":material/hourglass:",
        )
        return
    bar = st.progress(0.0, text=_("Starting"))
    while not ticket.finished.wait(LOOK_AGAIN):
        bar.progress(ticket.share, text=say_progress(ticket, ahead=pool().ahead_of(ticket)))
    bar.empty()
    st.session_state[MADE] = Made(
        job=job, files=tuple(ticket.files), was_retried=ticket.was_retried, is_failed=ticket.state == FAILED
    )


def say_progress(ticket: Ticket, *, ahead: int) -> str:
    """Where a document is on its way, in words."""
    if ticket.state == WAITING and ahead:
        return ngettext("{count} document is before yours.", "{count} documents are before yours.", ahead).format(
            count=ahead
        )
    if not ticket.making:
        return _("Reading the figures")
    return _("Making {format}, {place} of {count}").format(
        format=_(FORMATS[ticket.making].title), place=ticket.made + 1, count=len(ticket.job.formats)
    )


def show_made(job: Job) -> None:
    """The downloads of what was made last, if it is what is asked for now."""
    made = st.session_state.get(MADE)
    if made is None or made.job != job:
        return
    if made.is_failed:
        st.error(
            _("The document could not be made. Nothing was lost: try again, or choose fewer formats at a time."),
            icon=":material/error:",
        )
        return
    if made.was_retried:
        st.info(
            _(
                "The program that makes documents stopped while it worked and was replaced; yours was made at the second try."
            ),
            icon=":material/refresh:",
        )
    st.success(_("Ready: {formats}.").format(formats=format_list([_(FORMATS[one].title) for one in job.formats])),
               icon=":material/check_circle:")  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for number, name in enumerate(job.formats):
            files = {file: content for one, file, content in made.files if one == name}
            stem = next(iter(files)).rsplit(".", 1)[0] if len(files) == 1 else _stem(job)
            file, content = formats.as_one(files, name=f"{stem}-{name}" if len(files) > 1 else stem)
            st.download_button(
                _(FORMATS[name].title), content, file, FORMATS[name].media_type if len(files) == 1 else "application/zip",
                key=f"download_{name}", icon=":material/download:", on_click="ignore",
                type="primary" if number == 0 else "secondary",
            )  # fmt: skip


def _stem(job: Job) -> str:
    """The name of an archive: made of fixed words and codes."""
    request = job.request
    return "-".join(["pillar-two", request.kind, *request.codes[:6], request.month, request.language])


def show_briefing_button(kind: str, codes: str, month: pd.Timestamp, *, container=st) -> None:
    """One click to the briefing page with these States and this month chosen."""
    if container.button(
        _("Briefing"), icon=":material/description:", key="to_briefing", help=_("Make a document to hand over")
    ):
        shell.go("briefing", kind=kind, iso3=codes, as_of=f"{month:%Y-%m}")


if set(KIND_TITLES) != set(KINDS):
    raise ValueError(f"the briefing page offers {sorted(KIND_TITLES)}, the documents are {sorted(KINDS)}")
