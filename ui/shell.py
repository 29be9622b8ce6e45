"""What every page shares: the way in, who may see it, the title, how fresh the figures are, and what they are not."""

import contextlib
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, NoReturn

import pandas as pd
import streamlit as st

from briefing import language, provenance
from briefing.language import format_date, format_month, format_sentences, in_figures, mark, ngettext
from briefing.language import gettext as _
from data.release import Release, ReleaseError
from network.errors import NetworkError
from ui import readers, visitor, way_in
from ui.address import keep_asked_page, say_what_is_not_understood
from ui.forms import show_what_was_done
from ui.own_words import say_own_words
from ui.refusals import show_refusal
from ui.theme import theme_name

log = logging.getLogger("pillar_two")

GATE = "came_through_app"  # set in the session by enter(), that is by app.py
LANGUAGE = "language"  # the reader's choice, kept in the session
ROOT = Path(__file__).resolve().parent.parent
PAGES, STATIC = ROOT / "pages", ROOT / "static"
FIRST = "situation"
NAME = "Pillar Two"
NAVIGATION = {  # file name, which is also the address → title, and what the page is for
    "situation": (mark("Situation"), mark("World map, ranking with intervals, and what changed over twelve months.")),
    "country": (mark("Country"), mark("One State: score, risk factors, what drives them, and the evidence.")),
    "compare": (mark("Compare"), mark("Two to six States side by side.")),
    "configurations": (
        mark("Configurations"),
        mark("A Peacebuilding Commission configuration, or any States, and their neighbours since the last meeting."),
    ),
    "briefing": (
        mark("Briefing"),
        mark("Compose a document and download it, in the formats and the language you need."),
    ),
    "speech": (
        mark("Hate speech"),
        mark("Hate-speech signals: rates with their denominators, alarms, and what answers them."),
    ),
    "accountability": (
        mark("Accountability"),
        mark("Who is bound by which instrument against impunity, before the Court, and able to help whom."),
    ),
    "commitments": (
        mark("Commitments"),
        mark("Human-rights mechanisms, treaties and nuclear security: shown, never scored."),
    ),
    "method": (mark("Method"), mark("How the score is made and what it is worth; what other weights would give.")),
    "track_record": (mark("Track record"), mark("What forecasts of mass-killing onset were worth, year by year.")),
    "sources": (mark("Sources"), mark("Where the figures come from, how old they are, and what is missing.")),
}
ABOUT_FIGURES = ("method", "track_record", "sources")  # of these, in a menu of their own
MEMBERS = {  # as above, and the action of network.roles that a member must be allowed for the page to open
    "watchlist": (mark("Watchlist"), mark("My lists, and alerts that await review."), "watchlist.keep_own"),
    "consultations": (mark("Consultations"), mark("Share, consult, decide, follow up."), "consultation.read"),
    "missions": (
        mark("Missions"),
        mark("Incidents against diplomatic missions in a host State: register, follow-up, yearly report."),
        "missions.open",
    ),
    "hand_in": (
        mark("Hand in a file"),
        mark("A file saved by hand for a source: what it would change, then take or refuse it."),
        "source.hand_in",
    ),
    "account": (mark("My account"), mark("Language, digest, feed addresses, what I may do."), "member.keep_own"),
    "administration": (mark("Administration"), mark("Members, roles, directory, audit trail."), "member.keep"),
}


@dataclass(frozen=True, kw_only=True)
class Page:
    """An opened page: whose figures it shows, in which language, over which months."""

    title: str
    release: Release
    language: str
    first_month: pd.Timestamp
    last_month: pd.Timestamp  # newest month that the release has figures for
    default_month: pd.Timestamp  # newest month at which enough States are covered


def enter() -> None:
    """First call of app.py: who is it, which language, and the session has come through the front door."""
    visitor.arrive()
    _speak()
    st.session_state[GATE] = True
    st.html(STATIC / "app.css")
    if language.direction() == "rtl":
        st.html(STATIC / "right-to-left.css")
    say_own_words()
    st.logo(STATIC / f"wordmark-{theme_name()}.svg", size="large")


def pages() -> dict[str, list]:
    """The pages by section of the navigation, titled in the reader's language, and the front door.

    A page that the visitor may not open is there as well, unseen: its address must lead to a sentence that says why.
    """
    seen = {
        name: (title, purpose) for name, (title, purpose, action) in MEMBERS.items() if visitor.current().may(action)
    }
    unseen = {name: (title, purpose) for name, (title, purpose, _action) in MEMBERS.items() if name not in seen}
    # The default page has no address of its own in Streamlit, so it leads on to one that can be sent to someone.
    front = st.Page(front_door, title=NAME, default=True, visibility="hidden")
    first = {name: said for name, said in NAVIGATION.items() if name not in ABOUT_FIGURES}
    sections = {
        "": [front, *_pages(first), *_pages(unseen, visibility="hidden")],
        _("About the figures"): _pages({name: NAVIGATION[name] for name in ABOUT_FIGURES}),
        _("Network"): _pages(seen),
    }
    return {section: listed for section, listed in sections.items() if listed}


def _pages(named: dict[str, tuple[str, str]], *, visibility: Literal["visible", "hidden"] = "visible") -> list:
    return [
        st.Page(PAGES / f"{name}.py", title=_(title), url_path=name, help=_(purpose), visibility=visibility)
        for name, (title, purpose) in named.items()
        if (PAGES / f"{name}.py").exists()
    ]


def front_door() -> None:
    """Lead from the bare address to the first page."""
    keep_asked_page()
    go(FIRST, **st.query_params.to_dict())


def go(name: str, **parameters: str) -> NoReturn:
    """Open another page with these parameters in its address."""
    st.switch_page(PAGES / f"{name}.py", query_params=parameters)


@contextlib.contextmanager
def frame() -> Iterator[None]:
    """Around a page in app.py: a sentence instead of a trace if it fails, and the footer even where it stops early."""
    body, foot = st.container(), st.container(key="footer")
    with foot:  # before the page, for nothing can be drawn any more once a page has stopped
        _footer()
    with body:
        try:
            yield
        except NetworkError as error:  # the pages that need no network database go on working
            show_refusal(error)
        except Exception:
            log.exception("a page failed")
            say_that_it_failed()


def say_that_it_failed() -> None:
    """A sentence for the reader of a page that could not be drawn."""
    st.error(
        _(
            "This page could not be drawn. Nothing was lost. Try again; if it happens again, tell whoever runs this service."
        ),
        icon=":material/error:",
    )


def open_page(title: str, *, action: str = "", reads: Collection[str] = ()) -> Page:
    """Open a page: check the way in, say the title, how fresh the figures are, and whatever the release has to confess.

    The first statement of every file in pages/. `title` is in the reader's language already. `action` of network.roles: the
    page is closed, with a sentence, to a visitor who may not do that. `reads`: parameters of the address that the page
    reads; of any other the reader is told. Stops the page where there is no release to show.
    """
    _open(title, action, reads)
    try:
        release = readers.current_release()
    except ReleaseError as error:
        _no_release(str(error))
    opened = Page(
        title=title,
        release=release,
        language=language.language(),
        first_month=_month(release, "first_month"),
        last_month=_month(release, "last_month"),
        default_month=_month(release, "default_month"),
    )
    _notices(release)
    st.caption(freshness(opened, readers.document("sources"), day=today()))
    return opened


def open_member_page(title: str, *, action: str, reads: Collection[str] = ()) -> visitor.Visitor:
    """Open a page that shows no figures, and needs no release: see `open_page`. Gives the member who opened it."""
    _open(title, action, reads)
    return visitor.current()


def _open(title: str, action: str, reads: Collection[str]) -> None:
    _check_the_way_in()
    _speak()
    st.set_page_config(page_title=f"{title} – {NAME}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(title, anchor=False)
        _language_choice()
        way_in.show_account(PAGES / "account.py")
    way_in.say_how_the_sign_in_ended()
    if action and not visitor.current().may(action):
        way_in.close(action)
    say_what_is_not_understood(reads, title=title)
    show_what_was_done()


def today() -> date:
    """The day it is, in UTC: the one clock of the pages."""
    return datetime.now(tz=UTC).date()


def freshness(page: Page, sources: list[dict], *, day: date) -> str:
    """How old the figures are, in a sentence or three: last month, newest violence figures, sources behind their promise."""
    parts = [_("Figures to {month}.").format(month=format_month(page.last_month))]
    if page.default_month < page.last_month:
        parts.append(
            _("Shown first: {month}, the last month at which enough States are covered.").format(
                month=format_month(page.default_month)
            )
        )
    violence = next((one for one in sources if one["key"] == "ucdp" and one["newest_period"]), None)
    if violence:
        newest = pd.Timestamp(violence["newest_period"])
        age = (day.year - newest.year) * 12 + day.month - newest.month
        parts.append(
            ngettext(
                "Newest violence figures: {month}, {age} month old.",
                "Newest violence figures: {month}, {age} months old.",
                age,
            ).format(month=format_month(newest), age=age)
        )
    late = [one["name"] for one in sources if readers.is_late(one, day=day)]
    if late:
        parts.append(
            ngettext(
                "{late} of {all} sources is older than it promises; see Sources.",
                "{late} of {all} sources are older than they promise; see Sources.",
                len(late),
            ).format(late=len(late), all=len(sources))
        )
    return format_sentences(parts)


def _check_the_way_in() -> None:
    """Send a visitor whom Streamlit let past app.py back through it.

    With a folder called pages/, Streamlit serves /<page> without running app.py until st.navigation has been called once
    in the process. Calling it here ends that; the rerun then goes through app.py and back to the same address.
    """
    if st.session_state.get(GATE):
        return
    tried = f"{GATE}_tried"
    if st.session_state.get(tried):
        st.error(_("This page opens from the front page only. Open the address without anything after the first “/”."))
        st.stop()
    st.session_state[tried] = True
    st.navigation(pages(), position="hidden")
    st.rerun()


def _speak() -> None:
    """Speak the language of the address, else of the reader's choice, else of the member, else of the browser."""
    asked = st.query_params.get("lang")
    if asked in language.offered():
        st.session_state[LANGUAGE] = asked
    if LANGUAGE not in st.session_state:
        person = visitor.current().person
        st.session_state[LANGUAGE] = language.best_offered(person.language if person else st.context.locale)
    language.set_language(st.session_state[LANGUAGE])


def _language_choice() -> None:
    def choose() -> None:
        st.query_params.pop("lang", None)
        st.session_state[LANGUAGE] = st.session_state["language_choice"]

    offered = language.offered()
    st.selectbox(
        _("Language"),
        offered,
        index=offered.index(language.language()),
        format_func=language.NATIVE_NAMES.__getitem__,
        key="language_choice",
        on_change=choose,
        label_visibility="collapsed",
        width=140,
    )


def _month(release: Release, name: str) -> pd.Timestamp:
    return pd.Timestamp(f"{release.manifest[name]}-01")


def _notices(release: Release) -> None:
    for error in release.refused:
        st.warning(
            _(
                "Release {refused} is damaged and is not shown: {file}: {reason}. You see the last good one, {version}."
            ).format(refused=error.version, file=error.file, reason=error.reason, version=release.version),
            icon=":material/warning:",
        )
    confessions = provenance.confessions(release)
    if confessions:
        st.info(format_sentences([*confessions, _("The Sources page says more.")]), icon=":material/info:")


def _no_release(reason: str) -> NoReturn:
    log.error("no release to show: %s", reason)  # it names folders of this machine, which are no reader's business
    st.warning(_("There are no figures to show yet."), icon=":material/inventory_2:")
    st.markdown(
        _(
            "No release could be read. Whoever runs this installation can build one with "
            "`python -m data.refresh --from FOLDER`, and check it with `python -m data.release verify`."
        )
    )
    st.stop()


def _footer() -> None:
    st.divider()
    st.caption(
        _(
            "Pillar Two is open-source software. This is not a document of the United Nations, and nothing here implies "
            "endorsement by the United Nations or any State. A score counts risk factors present; it does not say what "
            "anyone will do."
        )
    )
    with contextlib.suppress(ReleaseError):
        manifest = readers.current_release().manifest
        st.caption(
            _("Release {version}, made on {day}.").format(
                version=in_figures(manifest["version"]), day=format_date(datetime.fromisoformat(manifest["created"]))
            )
        )
