"""My account: oneself, digest and feeds, what one may do, texts that a conflict kept, one's data."""

from briefing.language import gettext as _
from ui import blocks_account as blocks
from ui.rights import show_rights
from ui.sections import show_sections
from ui.shell import open_member_page
from ui.visitor import visit

page = open_member_page(_("My account"), action="member.keep_own", reads=("section",))
mine = visit()
assert mine.member_id is not None  # the page opens for members only
member_id = mine.member_id
show_sections(
    {
        "me": (_("Me"), lambda: blocks.show_me(mine)),
        "news": (_("Digest and feeds"), lambda: blocks.show_subscriptions(mine)),
        "rights": (_("What may I do?"), lambda: show_rights(mine, member_id, key="my_rights")),
        "drafts": (_("Kept drafts"), lambda: blocks.show_drafts(mine)),
        "data": (_("My data"), lambda: blocks.show_export(mine)),
    },
    key="account_sections",
)
