"""A witness set up by what the documentation says, each line typed as it stands there, and what people see of it."""

from __future__ import annotations

import re
import shlex
import socket
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from journeys.conftest import Shell

SECTION = "## Running a witness"
DOCUMENT = (Path(__file__).parents[2] / "docs/proof.md").read_text(encoding="utf-8")
TEXT = DOCUMENT[DOCUMENT.index(SECTION) :].partition("\n## ")[0]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_a_witness_is_set_up_by_what_the_document_says(demo_shell: Shell) -> None:
    blocks = [text.splitlines() for kind, text in BLOCKS if kind == "sh"]
    (policy,) = (text for kind, text in BLOCKS if kind == "text")
    with ExitStack() as stack:
        typist = Typist(demo_shell, stack)
        (key,), (key_of_witness, witness), (service,), looks = blocks
        typist.known["LOG-VKEY"] = typist.types(key).strip()
        typist.known["WITNESS-VKEY"] = typist.types(key_of_witness).strip()
        assert typist.types(witness).startswith("http://")
        (demo_shell.folder / "witnesses").write_text(typist.filled(policy))
        assert typist.types(service).startswith("http://")
        assert cosigned(typist.filled("http://127.0.0.1:8002/log/checkpoint"))
        seen, everything, shown, status = (typist.types(line) for line in looks)
        assert seen == shown
        assert everything.endswith(f"\n{seen}")
        assert re.search(r"newspaper\.example/witness +\d+", status)


class Typist:
    """Types the lines of the document, with keys in place of the words in capitals, and ports that are free."""

    def __init__(self, shell: Shell, stack: ExitStack) -> None:
        self.shell, self.stack = shell, stack
        with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
            self.known = {"8001": str(one.getsockname()[1]), "8002": str(other.getsockname()[1])}

    def filled(self, text: str) -> str:
        """The text with what is known."""
        for name, worth in self.known.items():
            text = text.replace(name, worth)
        return text

    def types(self, line: str) -> str:
        """What it prints; of a service, which goes on until the end, the first line."""
        words = shlex.split(self.filled(line))
        environment = dict(words.pop(0).split("=", 1) for word in tuple(words) if word.startswith("CASEBOOK_"))
        command, *rest = words
        if command == "curl":
            return httpx.get(*rest).raise_for_status().text
        if "serve" in rest:
            process = self.stack.enter_context(self.shell.start(*rest, **environment))
            self.stack.callback(process.terminate)
            assert process.stdout is not None
            return process.stdout.readline()
        done = self.shell.type(*rest, **environment)
        assert done.returncode == 0, (line, done.stderr)
        return done.stdout


def cosigned(address: str) -> bool:
    """Whether the log's newest checkpoint has two signatures within half a minute."""
    for _ in range(300):
        try:
            if httpx.get(address).text.count("\n— ") == 2:
                return True
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.1)
    return False
