"""Runs one benchmark and prints its measures as JSON; with --output also into a file."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from pathlib import Path

BENCHMARKS = {
    "append": "append",
    "rebuild": "rebuild",
    "read": "read",
    "import": "import_",
    "ranking": "ranking",
    "timers": "timers",
    "search": "search",
    "pages": "pages",
}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the full size; 0.01 is a quick trial")
    parser.add_argument("--output", type=Path, help="write the report here too")
    chosen = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    measures = importlib.import_module(BENCHMARKS[chosen.benchmark]).measure(chosen.scale)
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    report = json.dumps(
        {"benchmark": chosen.benchmark, "scale": chosen.scale, "machine": machine, "measures": measures}, indent=2
    )
    if chosen.output:
        chosen.output.write_text(report + "\n", encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
