"""The sixteen rules again, in slow, plain, obviously right Python.

Nothing here comes from the product: the product's set-based evaluation is compared with this one, to the day. The text
read is rules.md; how its open places were read is listed in README.md beside this file.
"""

from collections.abc import Collection
from datetime import date
from importlib import import_module

from .deliveries import read_deliveries
from .lamps import lamps_of
from .ledger import Ledger
from .model import Lamp, Limits, Override, World

RULES = tuple(f"R{n:02}" for n in range(1, 17))

__all__ = ["RULES", "Lamp", "Limits", "Override", "World", "evaluate", "is_open", "read_deliveries"]


def evaluate(
    world: World, as_of: date, rules: Collection[str] | None = None, limits: Limits | None = None
) -> list[Lamp]:
    """Every finding with since <= D, cured ones too, as known at the end of day D (`rules`: codes such as "R05").

    `limits`: those that cities and counties set; without any, the days of rules.md hold everywhere.
    """
    ledger = Ledger(world, as_of, limits or Limits())
    wanted = RULES if rules is None else sorted(rules)
    burning = [b for code in wanted for b in import_module(f".{code.lower()}", __name__).burning(ledger)]
    return lamps_of(burning, as_of)


def is_open(lamp: Lamp, as_of: date) -> bool:
    """Whether a lamp of `evaluate(world, as_of)` is open at the end of that very day.

    "since <= D and no curing operation up to the end of D; a yellow that a red takes over is open up to the day before
    the red's since": `evaluate` has printed an until for exactly those that are not.
    """
    return lamp.since <= as_of and lamp.until is None
