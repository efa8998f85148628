"""Runs one benchmark and prints its measures as JSON, as ratios to a baseline of the same run."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


def benchmarks() -> Iterator[tuple[str, str, str]]:
    """Name, module and first line of every file here that measures something."""
    for path in sorted(HERE.glob("*.py")):
        read = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(part, ast.FunctionDef) and part.name == "measure" for part in read.body):
            yield path.stem.rstrip("_"), path.stem, (ast.get_docstring(read) or "").partition("\n")[0]


def main() -> None:
    """Measure what is asked for."""
    known = {name: (module, line) for name, module, line in benchmarks()}
    listed = "\n".join(f"  {name:10}{line}" for name, (_, line) in known.items())
    parser = argparse.ArgumentParser(
        prog="bin/bench", description=__doc__, epilog=listed, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("benchmark", choices=known)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the full size; 0.01 is a quick trial")
    parser.add_argument("--output", type=Path, help="write the report here too")
    chosen = parser.parse_args()
    sys.path.insert(0, str(HERE))
    measures = importlib.import_module(known[chosen.benchmark][0]).measure(chosen.scale)
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    report = json.dumps(
        {"benchmark": chosen.benchmark, "scale": chosen.scale, "machine": machine, "measures": measures}, indent=2
    )
    if chosen.output:
        chosen.output.write_text(report + "\n", encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
