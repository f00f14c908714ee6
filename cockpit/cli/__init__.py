"""The command line: `cockpit --help`. The only place that reads the clock and the environment."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

from cockpit.cli.commands import app
from cockpit.domain.refusal import Refusal


def main() -> None:
    """Runs one command. A Refusal becomes its sentence on stderr and its exit code, never a traceback."""
    # A polite end (`kill`, a closed terminal) runs the exit hooks as Ctrl-C does: the embedded database stops with us.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        app()
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)  # noqa: T201
        sys.exit(refusal.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `cockpit alerts | head`
        sys.stderr.close()
        sys.exit(141)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
