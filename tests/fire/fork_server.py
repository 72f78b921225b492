"""Forks `mektup run` at each line "run" of standard input: the real program without the time of its imports.

"wait" waits for the last one and prints how it ended. Started as `python -m tests.fire.fork_server`.
"""

import gc
import os
import sys

import bot.run  # noqa: F401  (what takes the time)
from bot.__main__ import main
from bot.commands import run  # noqa: F401

child = 0
gc.freeze()
for line in sys.stdin:
    if line.strip() == "run":
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDWR), 0)
            os.dup2(2, 1)
            os._exit(main(["run"]))
        print(child, flush=True)  # noqa: T201
    else:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201
