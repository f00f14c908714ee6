"""Names that people log in with, and passwords that are not taken."""

from __future__ import annotations

import re

from cockpit.domain.refusal import Refusal

SHORTEST, LONGEST = 12, 128
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_FEW = 5
"""A password of fewer different characters is a pattern."""
_COMMON = ("password", "passw0rd", "qwerty", "admin", "cockpit", "gongzufang", "123456", "654321", "abc123", "111111")


def checked_name(text: str) -> str:
    """In small letters; raises Refusal for what is no name."""
    name = text.strip().lower()
    if not _NAME.fullmatch(name):
        raise Refusal(f"账号名“{text[:40]}”不正确：应为 2 至 40 个小写字母、数字、点、横线，以字母开头。")
    return name


def check_password(name: str, password: str) -> None:
    """Raises Refusal, which never repeats the password."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal(f"口令长度不合要求：应为 {SHORTEST} 至 {LONGEST} 个字符。")
    small = password.lower()
    if len(set(small)) < _FEW or name in small or any(word in small for word in _COMMON):
        raise Refusal("口令过于简单：不得含账号名或常见口令，且至少有 5 种不同字符，请换一个。")
