"""`python -m tests.bench.counted …`: the bot with SQLAlchemy's events counted; tells at every SIGUSR1."""

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bot.__main__ import main


def count() -> None:
    counted: Counter[str] = Counter(statements=0, transactions=0)

    def statement(_connection: object, _cursor: object, text: str, *_: object) -> None:
        counted["statements"] += not text.startswith("BEGIN")  # said aloud on SQLite only

    def transaction(*_: object) -> None:
        counted["transactions"] += 1

    def tell(*_: Any) -> None:
        with Path(os.environ["BENCH_COUNTED"]).open("a") as file:
            file.write(json.dumps(counted) + "\n")

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", transaction)
    signal.signal(signal.SIGUSR1, tell)
    sys.argv[0] = "mektup"
    main()


if __name__ == "__main__":
    count()
