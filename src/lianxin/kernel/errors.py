"""What can be refused, and the sentence that says so.

Every error carries a sentence in plain Chinese for the person in front of the screen. Entrypoints
turn the kind into a status code (Denied 403, NotFound 404, Invalid 422, RuleViolation 409).
"""

from __future__ import annotations


class AppError(Exception):
    """A refusal with a sentence that a clerk understands."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Denied(AppError):
    """The actor lacks the grant, or the matter lies outside the actor's area 无权."""


class NotFound(AppError):
    """There is no such thing, or none that the actor may know of 未找到."""


class RuleViolation(AppError):
    """The rules of the field forbid this move now 违反规则."""


class Invalid(AppError):
    """What was typed cannot be taken as it is 填写有误.

    `fields` maps the name of a form field to its sentence.
    """

    def __init__(
        self, message: str, *, fields: dict[str, str] | None = None, code: str = ""
    ) -> None:
        super().__init__(message, code=code)
        self.fields = fields or {}
