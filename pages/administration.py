"""Administration: members and roles, who may do what, sessions, directory, configurations, audit trail, keeping."""

from briefing.language import gettext as _
from ui import blocks_directory_desk as desk
from ui import blocks_members as people
from ui import blocks_trail as books
from ui.sections import show_sections
from ui.shell import open_member_page
from ui.visitor import visit

page = open_member_page(_("Administration"), action="member.keep", reads=("section", "member", "line", "configuration"))
mine = visit()
show_sections(
    {
        "members": (_("Members"), lambda: people.show_members(mine)),
        "rights": (_("Who may do what"), lambda: people.show_who_may(mine)),
        "sessions": (_("Sessions"), lambda: people.show_sessions(mine)),
        "directory": (_("Directory"), lambda: desk.show_directory(mine)),
        "configurations": (_("Configurations"), lambda: desk.show_configurations(mine)),
        "trail": (_("Audit trail"), lambda: books.show_trail(mine)),
        "keeping": (_("Keeping and backup"), lambda: books.show_keeping(mine)),
    },
    key="administration_sections",
)
