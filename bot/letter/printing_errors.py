"""Why a file was not printed."""

from bot.letter.printable_characters import Character


class CannotPrint(Exception):  # noqa: N818  # an answer to a person, not an error of the program
    """Any of the reasons below; none of them carries the words of a letter."""


class Blank(CannotPrint):
    """There is nothing to print."""


class TooLong(CannotPrint):
    """The text has more characters than paper takes."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, at most {limit}")
        self.length = length
        self.limit = limit


class Unprintable(CannotPrint):
    """No font has these characters: show them, and offer to leave them out."""

    def __init__(self, characters: tuple[Character, ...]) -> None:
        super().__init__(f"{len(characters)} characters no font has")
        self.characters = characters


class AlreadyPrinting(CannotPrint):
    """The person's last file is not finished yet."""


class TooSlow(CannotPrint):
    """The file was not ready in time."""


class TooBusy(CannotPrint):
    """Its turn had not come in time: another time it is soon ready."""


class TooMany(CannotPrint):
    """The person has had today's number of files."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} files a day")
        self.limit = limit


class TypesettingError(Exception):
    """The typesetter refused a sheet: a fault of the program. It does not say what the sheet reads."""
