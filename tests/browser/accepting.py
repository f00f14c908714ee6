"""Another process: appends, takes up and commits the acceptance of a case.

``python -m tests.browser.accepting URL [DAY]``
"""

import sys

from cockpit.db import doors, engine
from cockpit.jobs.evaluate import take_turn
from cockpit.jobs.take_up import take_up
from tests.build import case
from tests.facts.reading import CIPHER, NOW, record


def main() -> int:
    engine.connect_to(sys.argv[1])
    day = sys.argv[2] if len(sys.argv) > 2 else "2026-03-12"
    with doors.writing_as_engine() as writing:
        take_turn(writing)
        touched = record(writing, case().submitted("2026-03-02").accepted(day).operations[1:])
        return 0 if take_up(writing, CIPHER, touched, now=NOW) else 1


if __name__ == "__main__":
    sys.exit(main())
