"""What an action needs beside the person: the cipher of the house and the time, handed in from the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cockpit.db.cipher import Cipher


@dataclass(frozen=True, slots=True)
class Desk:
    cipher: Cipher
    now: Callable[[], datetime]
