"""Mistakes in what a person has given to the program, told in words, never as a traceback."""


class MistakeError(Exception):
    """The message says what is wrong and what to do; it holds no secret."""


class FailureError(MistakeError):
    """Nobody made a mistake: it cannot be done now."""
