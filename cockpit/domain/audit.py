"""What people do that is recorded beside their work on alerts: logging in and out, changes of accounts, exports.

These operations stand in a chain of their own: they bear on no lamp, so they neither make an evaluation stale nor wait
for an import that holds the chain of a city. The subject's id begins with the area of the account, which bounds who
sees the record: ``350102:lin``.
"""

from __future__ import annotations

import re

from cockpit.domain.follow_up import Act
from cockpit.domain.masking import masked_id, masked_phone
from cockpit.domain.vocabulary import Named

PEOPLE_CHAIN = "people"
"""Stands in place of a city in the ledger."""

ACCOUNT, EXPORT = "account", "export"
"""Kinds of subject in that chain."""


class AccountAct(Named):
    """The values are the actions of the ledger's operations on an account."""

    LOGGED_IN = "logged_in", "登录"
    LOGGED_OUT = "logged_out", "退出登录"
    LOGIN_FAILED = "login_failed", "登录失败"
    LOGIN_BLOCKED = "login_blocked", "登录受限"
    ADDED = "account_added", "建立账号"
    CHANGED = "account_changed", "改角色或地区"
    DISABLED = "account_disabled", "停用账号"
    ENABLED = "account_enabled", "启用账号"
    PASSWORD = "password_changed", "更换口令"


OPERATOR = "operator"
"""The role of whoever changes accounts on the server's command line."""

EXPORTED = "exported"
LIMIT_CHANGED = "limit_changed"

ONCE_A_WINDOW = frozenset({AccountAct.LOGIN_FAILED, AccountAct.LOGIN_BLOCKED})
"""Recorded once for an account in each quarter of an hour: guessing cannot flood the ledger."""

ACTS: dict[str, str] = {
    **{str(act): act.label for act in AccountAct},
    EXPORTED: "导出",
    LIMIT_CHANGED: "调整限值或亮灯口径",
    **{str(act): act.label for act in Act if act not in (Act.RAISE, Act.CLEAR, Act.LATE)},
}
"""Action -> words: everything that a person's record may say they did."""

_ID_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def subject_of(area_code: str, account: str) -> str:
    return f"{area_code}:{account}"


def without_personal_numbers(text: str) -> str:
    """The text with what may be somebody's ID or phone number masked: people search for what they have at hand."""
    text = _ID_NUMBER.sub(lambda found: masked_id(found[0]), text)
    return _PHONE.sub(lambda found: masked_phone(found[0]), text)
