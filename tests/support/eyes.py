"""Colours as people with any colour vision see them, and their brightness."""

Colour = tuple[float, float, float]


def seen_by(colour: Colour, eyes: str) -> Colour:
    if eyes == "all colours":
        return colour
    linear = tuple(map(_linear, colour))
    if eyes == "no colours":
        grey = luminance(colour) ** (1 / 2.2)
        return grey, grey, grey
    red, green, blue = (
        max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True))) ** (1 / 2.2)
        for row in _EYES[eyes]
    )
    return red, green, blue


def rgb(colour: str) -> Colour:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: Colour) -> float:
    red, green, blue = map(_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Machado, Oliveira and Fernandes 2009, at full severity.
_EYES: dict[str, tuple[Colour, Colour, Colour]] = {
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
