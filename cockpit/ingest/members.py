"""The members of an operation's ``data``: checked and folded by the shapes of ``domain.action``.

Folded means: of all ways to write the same value one is kept, so that duplicates are found and the order of
deliveries leaves no trace. An optional member that is null or "" goes away, flags become 0 or 1, whole numbers int,
codes and dates are folded; free text and members that delivery.md does not name stay as they came.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson

from cockpit.domain.action import ACTIONS, ELEMENTS, HOW, PARAMETERS, STRINGS, Action, Member, Shape
from cockpit.ingest.codes import Reason, Unfit, quoted
from cockpit.ingest.folding import code, is_date

Fold = Callable[[Any, Member], Any]

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_FRACTION_OR_EXPONENT = re.compile(r"[0-9](?:\.[0-9]|[eE][+-]?[0-9])")
_LARGEST = 2**31 - 1
_EXACT = 2**53
"""Above it a JSON number no longer holds every integer, and turning it into one would invent digits."""


def parse(text: str) -> dict[str, Any]:
    """The JSON object of column ``data``; {} for an empty one. Numbers that are whole are int, however written."""
    if not text or text == "{}":
        return {}
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Unfit(Reason.JSON) from None
    if not isinstance(data, dict):
        raise Unfit(Reason.JSON)
    return _whole(data) if _FRACTION_OR_EXPONENT.search(text) else data


def fold(action: Action, data: dict[str, Any]) -> dict[str, Any]:
    """Checks the members of an action in place. Raises Unfit for the first one that is not as delivery.md says."""
    for name, required, string, fold_value, member in _COMPILED[action.subject_kind, action.name]:
        value = data.get(name)
        if value is not None and value != "":
            value = data[name] = fold_value(value, member)
        if value is None or value == "":
            if required:
                if value is None or not string:
                    raise Unfit(Reason.MISSING, action=action.name, member=name)
            elif name in data:
                del data[name]
    return data


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return value


def _mistyped(member: Member, expected: str) -> Unfit:
    return Unfit(Reason.MEMBER_TYPE, member=member.name, expected=expected)


def _string(value: Any, member: Member) -> str:
    if not isinstance(value, str):
        raise _mistyped(member, "字符串")
    return value


def _code(value: Any, member: Member) -> str:
    return _allowed(code(_string(value, member)), member)


def _text(value: Any, member: Member) -> str:
    return _string(value, member)


def _date(value: Any, member: Member) -> str:
    folded = code(_string(value, member))
    if folded and not is_date(folded):
        raise Unfit(Reason.MEMBER_DATE, member=member.name, value=quoted(folded), expected="2024-03-01")
    return folded


def _month(value: Any, member: Member) -> str:
    folded = code(_string(value, member))
    if folded and not _MONTH.fullmatch(folded):
        raise Unfit(Reason.MEMBER_DATE, member=member.name, value=quoted(folded), expected="2024-03")
    return folded


def _integer(value: Any, member: Member) -> int:
    # bool is an int in Python, not in JSON
    if type(value) is not int or abs(value) > _LARGEST:
        raise _mistyped(member, "整数")
    _allowed(str(value), member)
    return value


def _number(value: Any, member: Member) -> int | float:
    if type(value) is not int and type(value) is not float:
        raise _mistyped(member, "数字")
    return value


def _flag(value: Any, member: Member) -> int:
    if value not in (0, 1) or isinstance(value, float):
        raise _mistyped(member, " 0、1、true 或 false")
    return int(value)


def _list(value: Any, member: Member) -> list[Any]:
    if not isinstance(value, list):
        raise _mistyped(member, "数组")
    return value


def _codes(value: Any, member: Member) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _mistyped(member, "字符串数组")
    return [code(item) for item in value]


def _objects(value: Any, member: Member) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _mistyped(member, "对象数组")
    return value


def _materials(value: Any, member: Member) -> list[dict[str, Any]]:
    for item in _objects(value, member):
        for name in ("code", "how"):
            if item.get(name) in (None, ""):
                item.pop(name, None)
            else:
                item[name] = code(_string(item[name], member))
        if item.get("how", "paper") not in HOW:
            allowed = "、".join(sorted(HOW))
            raise Unfit(Reason.MEMBER_VALUE, member="materials.how", value=quoted(item["how"]), allowed=allowed)
    return value  # type: ignore[no-any-return]


def _elements(value: Any, member: Member) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _mistyped(member, "字符串数组")
    # Other wording than the listed names is a notice's text: R04 searches it for unmasked numbers.
    return [folded if (folded := code(item)) in ELEMENTS else item for item in value]


def _photos(value: Any, member: Member) -> list[Any] | int:
    if not isinstance(value, list) and (type(value) is not int or not 0 <= value <= _LARGEST):
        raise _mistyped(member, "照片名数组或张数")
    return value


def _parameters(value: Any, member: Member) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _mistyped(member, "对象")
    for name in PARAMETERS:
        found = value.get(name)
        if found is None:
            value.pop(name, None)
        elif type(found) is not int and type(found) is not float:
            raise Unfit(Reason.MEMBER_TYPE, member=f"parameters.{name}", expected="数字或 null")
    return value


def _allowed(text: str, member: Member) -> str:
    if member.values and text and text not in member.values:
        raise Unfit(Reason.MEMBER_VALUE, member=member.name, value=quoted(text), allowed="、".join(member.values))
    return text


_FOLDS: dict[Shape, Fold] = {
    Shape.CODE: _code,
    Shape.TEXT: _text,
    Shape.DATE: _date,
    Shape.MONTH: _month,
    Shape.INTEGER: _integer,
    Shape.NUMBER: _number,
    Shape.FLAG: _flag,
    Shape.CODES: _codes,
    Shape.LIST: _list,
    Shape.OBJECTS: _objects,
    Shape.MATERIALS: _materials,
    Shape.ELEMENTS: _elements,
    Shape.PHOTOS: _photos,
    Shape.PARAMETERS: _parameters,
}

# Everything that does not depend on the row is looked up once, not ten million times.
_COMPILED = {
    key: [
        (member.name, member.required, member.shape in STRINGS and not member.values, _FOLDS[member.shape], member)
        for member in action.members
    ]
    for key, action in ACTIONS.items()
}
