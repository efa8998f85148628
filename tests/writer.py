"""A process that files petitions until it is killed, and prints the key of each that was acknowledged."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from petitions_at_hand import DIGEST, submitted, then


def main(dsn: str, keys: str) -> None:
    """Write with four threads for ever."""
    with closing(Ledger(dsn, load_keys(Path(keys)))) as ledger:

        def write() -> None:
            while True:
                key, first = uuid4(), submitted(title="门前积水")
                ledger.append([first, then(first, 2)], key, DIGEST)
                sys.stdout.write(json.dumps(str(key)) + "\n")
                sys.stdout.flush()

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
