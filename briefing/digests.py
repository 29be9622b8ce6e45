"""`python -m briefing.digests`: send the digests that are due, each in its member's language. Run it from cron."""

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from briefing.content.watched import watched_figures
from briefing.language import translator
from data import release as releases
from data.release import ReleaseError
from network import settings
from network.digests import send_due
from network.errors import NetworkError
from network.mail import SmtpMailer
from network.migrate import open_store
from network.watchlists import Figures


def figures_now() -> Figures | None:
    """Figures of the current release and of the one before, for the thresholds of watchlists; None without a release."""
    try:
        release = releases.current()
    except ReleaseError as error:
        print(f"No release: thresholds are not looked at. {error}", file=sys.stderr)
        return None
    return watched_figures(release, releases.former(release.version))


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if every digest due was sent, 1 if some were not (they are tried again), 2 with a sentence if none could be."""
    parser = argparse.ArgumentParser(prog="python -m briefing.digests", description=__doc__)
    parser.add_argument("--database", help="address of the database; by default R2P_DATABASE")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    if settings.trouble():
        print(settings.trouble(), file=sys.stderr)
        return 2
    deployment = settings.network_settings()
    mailer = SmtpMailer.from_settings(deployment)
    if mailer is None:
        print("No mail server is set: R2P_SMTP_HOST and R2P_MAIL_FROM are needed to send digests.", file=sys.stderr)
        return 2
    try:
        with open_store(chosen.database) as store:
            counts = send_due(
                store, now=datetime.now(UTC), mailer=mailer, address=deployment.public_address, translators=translator,
                figures=figures_now(),
            )  # fmt: skip
    except NetworkError as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    print(", ".join(f"{name} {number}" for name, number in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
