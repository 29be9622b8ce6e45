"""How widely something is shared, with whom, and on what sources: the fields that every form of the network has in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import streamlit as st

from briefing.content.rights import grant_name
from briefing.language import country_name, format_clauses, format_list, in_figures, mark
from briefing.language import gettext as _
from network import configurations, members
from network.desk import Visit
from network.members import Member
from network.roles import Person, Role, Thing, why
from network.sharing import Sharing
from network.text import Source
from ui.blocks import escaped
from ui.blocks_evidence import link
from ui.forms import Form
from ui.visitor import current

LEVELS = {
    "network": mark("The whole network"),
    "configuration": mark("One configuration"),
    "named": mark("Named people"),
}
ICONS = {"network": ":material/groups:", "configuration": ":material/hub:", "named": ":material/lock_person:"}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a form says of sharing, before the network has looked at it."""

    level: str
    configuration: str | None = None
    named: tuple[str, ...] = ()

    def sharing(self) -> Sharing:
        """Raises BadInput where the level lacks what it needs."""
        return Sharing(sensitivity=self.level, configuration=self.configuration, named=self.named)


class Shared(Protocol):
    """Anything shared at a level, as it was shown to whoever is visiting."""

    @property
    def created_by(self) -> str: ...

    @property
    def sensitivity(self) -> str: ...

    @property
    def configuration_id(self) -> str | None: ...


def may(action: str, shown: Shared) -> bool:
    """Whether the visitor may do something to a thing that they were shown; the network asks again when they do it."""
    person = current().person
    named = frozenset({person.id}) if person else frozenset()  # what one is shown, one may read
    thing = Thing(
        kind="",
        author=shown.created_by,
        sensitivity=shown.sensitivity,
        configuration=shown.configuration_id,
        named=named,
    )
    return why(person, action, thing).is_allowed


def choose_level(form: Form, person: Person) -> str:
    """The level of sensitivity; drawn before the form, whose fields depend on it."""
    offered = [level for level in LEVELS if level != "configuration" or person.configurations]
    found = st.segmented_control(
        _("Who may read it"), offered, default=offered[0], key=f"{form.name}_level",
        format_func=lambda level: _(LEVELS[level]), required=True,
    )  # fmt: skip
    return found or offered[0]


def choose_readers(form: Form, level: str, visit: Visit, person: Person) -> Chosen:
    """Within a form: the configuration or the people that a level needs; nothing for the whole network."""
    if level == "configuration":
        titles = titles_of(visit)
        chosen = st.selectbox(
            _("Configuration"), sorted(person.configurations), key=form.key("configuration"),
            format_func=lambda one: titles.get(one, one),
        )  # fmt: skip
        return Chosen(level=level, configuration=chosen)
    if level == "named":
        return Chosen(level=level, named=choose_people(form, visit, label=_("People who may read it"), part="named"))
    return Chosen(level=level)


def choose_people(
    form: Form, visit: Visit, *, label: str, part: str, among: frozenset[Role] | None = None
) -> tuple[str, ...]:
    """Within a form: active members other than oneself, only those who hold one of the roles if any are given."""
    people = {
        one.id: one
        for one in members.everyone(visit)
        if one.is_active
        and one.id != visit.member_id
        and (among is None or any(grant.role in among for grant in one.grants))
    }
    titles = titles_of(visit)
    found = st.multiselect(
        label, list(people), key=form.key(part), format_func=lambda one: say_member(people[one], titles),
        placeholder=_("Choose people") if people else _("Nobody else is here yet"), disabled=not people,
        select_all=False, filter_mode="contains",
    )  # fmt: skip
    return tuple(found)


def say_member(member: Member, titles: dict[str, str]) -> str:
    """A member's name and what they are here: “Ama Mensah (Focal point – Ghana)”."""
    roles = [grant_name(grant, titles) for grant in member.grants]
    return _("{name} ({roles})").format(name=member.name, roles=format_clauses(roles)) if roles else member.name


def titles_of(visit: Visit) -> dict[str, str]:
    """The names of the configurations, by id, in the reader's language where they are those of one State."""
    return {
        one.id: country_name(one.countries[0]) if len(one.countries) == 1 else one.title
        for one in configurations.every(visit)
    }


def show_level(sensitivity: str, configuration_id: str | None, titles: Mapping[str, str]) -> None:
    """A badge that says who may read a thing."""
    said = _(LEVELS[sensitivity])
    if configuration_id is not None:
        said = _("Configuration: {title}").format(title=titles.get(configuration_id, configuration_id))
    st.badge(escaped(said), icon=ICONS[sensitivity], color="gray")


def write_sources(form: Form, sources: Iterable[Mapping[str, str]] = ()) -> str:
    """Within a form: the field for sources, as it was filled in; `read_sources` reads it."""
    given = "\n".join(
        " | ".join(part for part in (one["title"], one["address"], one["date"]) if part) for one in sources
    )
    return st.text_area(
        _("Sources"), given, key=form.key("sources"), height=80,
        placeholder=_("One a line: title | web address | date"),
        help=_("One source a line. Title, web address and date (YYYY, YYYY-MM or YYYY-MM-DD) are parted by “|”; only the "
               "title is needed."),
    )  # fmt: skip


def read_sources(written: str) -> tuple[Source, ...]:
    """Sources as a form states them, one a line. Raises BadInput for one that is none."""
    found = []
    for line in written.splitlines():
        title, *more = (part.strip() for part in line.split("|", 2))
        if not (title or any(more)):
            continue
        if not more and title.startswith(("https://", "http://")):
            more = [title]
        dates = [part for part in more if part[:4].isdigit() and len(part) <= len("2026-11-21")]
        addresses = [part for part in more if part and part not in dates]
        found.append(Source(title=title, address=addresses[0] if addresses else "", date=dates[0] if dates else ""))
    return tuple(found)


def say_sources(sources: Sequence[Mapping[str, str]]) -> str:
    """Sources in one line of Markdown, linked where they have an address; empty for none."""
    parts = []
    for one in sources:
        date = f", {in_figures(escaped(one['date']))}" if one["date"] else ""
        parts.append(link(one["title"], one["address"]) + date)
    return format_list(parts) if parts else ""


def show_sources(sources: Sequence[Mapping[str, str]]) -> None:
    """Below a text: what it rests on; nothing where nothing is named."""
    said = say_sources(sources)
    if said:
        st.caption(_("Sources: {sources}").format(sources=said))
