"""What printing costs in memory: `python -m tests.tools.printing_memory` prints MB, step by step.

The peak and what is resident, of one process that imports the bot and prints as it would.
"""

from pathlib import Path

import bot.run  # noqa: F401  # what a running bot has loaded
from bot.letter.print_orders import Order
from bot.letter.render import render
from tests.bench.paper import orders
from tests.support.sheets import letter_of, order_of

ROUNDS = 100


def said(step: str) -> None:
    """The kernel's figures of this process."""
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    kept = {line[0]: int(line[1]) / 1024 for line in lines if line[0] in ("VmHWM:", "VmRSS:")}
    print(f"{step:34} peak {kept['VmHWM:']:6.1f}, resident {kept['VmRSS:']:6.1f}", flush=True)


def of_a_person(number: int) -> list[Order]:
    """What [Print the letter] brings."""
    return [one for kind, one in orders(number) if kind in ("letter", "label and slip", "envelope")]


def main() -> None:
    """Print letters of everyday words, one in Chinese, and everyday ones again."""
    everyday = [of_a_person(number) for number in range(ROUNDS)]
    said("before the first sheet")
    for number, sheets in enumerate(everyday):
        for order in sheets:
            render(order)
        if number == 0:
            said("one letter, envelope, label and slip")
    said(f"{ROUNDS} of them")
    render(order_of(letter_of("uk", "你好")))
    said("one letter in Chinese")
    for sheets in (of_a_person(-number) for number in range(1, ROUNDS // 10)):
        for order in sheets:
            render(order)
    said("everyday letters again")


if __name__ == "__main__":
    main()
