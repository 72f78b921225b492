"""A link as a QR code: vectors, with the white margin that readers need."""

import re
from typing import Any

MASK = 4  # always: finding the best of the eight takes longer than all the rest
_DARK = re.compile(b"\0+")


def svg(link: str) -> str:
    """The picture, a line for each run of dark squares; error correction H, the strongest there is."""
    import zxingcpp  # noqa: PLC0415  # a bot that prints nothing need not have it

    made = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level="H", dataMask=MASK)
    dots: Any = made.to_image(scale=1)
    side = dots.shape[0]
    runs = ((*divmod(one.start(), side), one.end() - one.start()) for one in _DARK.finditer(bytes(dots)))
    lines = "".join(f"M{left} {upper}.5h{length}" for upper, left, length in runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{lines}"/></svg>'
    )
