"""What screens show of personal data: enough to tell two people apart, too little to find one.

The forms are common practice in China (GB/T 35273): 张**, 350***********1234, 138****5678. A value that is shorter than
expected is hidden whole, because three and four characters of a short one may be all of it.
"""

from __future__ import annotations

_HIDDEN = "****"
_SHORTEST_PHONE = 11
_SHORTEST_ID = 15


def masked_name(name: str) -> str:
    """The first character and two stars, whatever the length of the name; '' for ''."""
    if len(name) < 2:
        return "*" * len(name)
    return name[0] + "**"


def masked_id(id_number: str) -> str:
    """The first three and the last four characters; '' for ''."""
    return _ends(id_number, _SHORTEST_ID)


def masked_phone(phone: str) -> str:
    """The first three and the last four characters; '' for ''."""
    return _ends(phone, _SHORTEST_PHONE)


def _ends(value: str, shortest: int) -> str:
    if len(value) < shortest:
        return _HIDDEN if value else ""
    return value[:3] + "*" * (len(value) - 7) + value[-4:]
