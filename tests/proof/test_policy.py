"""Policies are read strictly, and say when witnesses are enough."""

from __future__ import annotations

import pytest

from casebook.proof.encoding import Malformed
from casebook.proof.note import LOG, WITNESS, SigningKey
from casebook.proof.policy import Policy

KEYS = {name: SigningKey.generate(f"{name}.example", WITNESS).public for name in ("x1", "x2", "x3", "y1")}
OURS = SigningKey.generate("log.example", LOG).public
LINES = "".join(f"witness {name} {key}\n" for name, key in KEYS.items())


def test_groups_count_their_members() -> None:
    policy = Policy.parse(
        f"# two of three, and the fourth\nlog {OURS} https://log.example\n{LINES}\n"
        "group x 2 x1 x2 x3\ngroup both all x y1\n\tquorum  both\n".encode()
    )
    assert policy.logs["log.example"].url == "https://log.example"
    for cosigned, enough in (
        ("x1 x2 y1", True),
        ("x1 x2 x3 y1", True),
        ("x1 y1", False),
        ("x1 x2 x3", False),
        ("", False),
    ):
        assert policy.satisfied([KEYS[name] for name in cosigned.split()]) is enough


def test_one_witness_or_none_may_be_enough() -> None:
    assert Policy.parse(b"quorum none\n").satisfied([])
    assert Policy().satisfied([])
    one = Policy.parse(f"{LINES}quorum x1\n".encode())
    assert one.satisfied([KEYS["x1"]])
    assert not one.satisfied([KEYS["x2"]])


WRONG = [
    "",
    LINES,
    f"{LINES}quorum x1\nquorum x2\n",
    f"{LINES}quorum z\n",
    f"{LINES}group x 3 x1 x2\nquorum x\n",
    f"{LINES}group x 0 x1 x2\nquorum x\n",
    f"{LINES}group x two x1 x2\nquorum x\n",
    f"{LINES}group x any\nquorum x\n",
    f"{LINES}group x any x1 x1\nquorum x\n",
    f"{LINES}group x any x1\ngroup y any x1\nquorum x\n",
    f"{LINES}group x any none\nquorum x\n",
    f"{LINES}group x1 any x2\nquorum x1\n",
    f"witness none {KEYS['x1']}\nquorum none\n",
    f"witness a {KEYS['x1']}\nwitness b {KEYS['x1']}\nquorum a\n",
    f"witness a {OURS}\nquorum a\n",
    f"log {KEYS['x1']}\nquorum none\n",
    f"log {OURS} https://a https://b\nquorum none\n",
    "logs\nquorum none\n",
    "quorum none\r\n",
    "quorum none\n\0",
    "#" * 70_000 + "\nquorum none\n",
]


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))  # the keys in them are new each time
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Policy.parse(text.encode())
