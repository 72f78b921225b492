"""Faults on demand: what the playground does to a call instead of, before or after what was asked."""

import random
from dataclasses import dataclass, field

from bot.playground.api_calls import Call


@dataclass(frozen=True, slots=True)
class Trouble:
    """The seconds pass first; then a refusal answers (before the call takes effect) or the line breaks."""

    seconds: float = 0.0
    code: int | None = None
    description: str = ""
    retry_after: int | None = None
    body: str | None = None  # sent as it is, as a proxy in trouble would
    drop: str | None = None  # "before" or "after" the call took effect


def flood(retry_after: int) -> Trouble:
    return Trouble(
        code=429, description=f"Too Many Requests: retry after {retry_after}", retry_after=retry_after
    )


def refused(code: int, description: str) -> Trouble:
    return Trouble(code=code, description=description)


def blocked() -> Trouble:
    return refused(403, "Forbidden: bot was blocked by the user")


def server_error(code: int = 500) -> Trouble:
    if code == 500:
        return refused(500, "Internal Server Error")
    page = f"<html>\r\n<head><title>{code} Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
    return Trouble(code=code, body=page)


def dropped_before() -> Trouble:
    return Trouble(drop="before")


def dropped_after() -> Trouble:
    return Trouble(drop="after")


def slow(seconds: float) -> Trouble:
    return Trouble(seconds=seconds)


@dataclass(slots=True)
class _Rule:
    trouble: Trouble
    method: str | None
    chat: int | None
    times: int | None
    probability: float


@dataclass(slots=True)
class Faults:
    """The rules in force; the first that fits a call makes its trouble."""

    chance: random.Random = field(default_factory=lambda: random.Random(2016))  # noqa: S311 - not a secret: the same trouble in every run
    _rules: list[_Rule] = field(default_factory=list)

    def cause(
        self,
        trouble: Trouble,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int | None = None,
        probability: float = 1.0,
    ) -> None:
        """Cause it for this method and chat (None: any), so many times (None: until clear), this likely."""
        self._rules.append(_Rule(trouble, method.lower() if method else None, chat, times, probability))

    def clear(self) -> None:
        self._rules.clear()

    def strike(self, call: Call) -> Trouble:
        for rule in self._rules:
            if rule.method not in (None, call.method.lower()):
                continue
            if rule.chat is not None and call.text("chat_id") != str(rule.chat):
                continue
            if rule.probability < 1 and self.chance.random() >= rule.probability:
                continue
            if rule.times is not None:
                rule.times -= 1
                if not rule.times:
                    self._rules.remove(rule)
            return rule.trouble
        return Trouble()
