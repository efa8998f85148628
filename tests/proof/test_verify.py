"""The command that checks a bundle: from one folder, with nothing installed but `cryptography`."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casebook.petitions.events import Submitted
from casebook.proof import verify
from casebook.proof.archive import LARGEST, pack, unpack
from casebook.proof.encoding import Malformed
from casebook.proof.note import WITNESS, SigningKey, VerifierKey
from proof.corpus import KEYS, bundle_of, full, handled_bundles, public
from proof.made_log import OLD_SIZE, STORY, STRANGER, Log, drawn, story
from proof.spoilt import forked_at, swap, with_one_more

if TYPE_CHECKING:
    from collections.abc import Callable

VKEYS = [str(key) for key in KEYS]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the verifier where there is only its folder and what `cryptography` is made of."""
    folder = tmp_path_factory.mktemp("alone")
    shutil.copytree(Path(verify.__file__).parent, folder / "casebook" / "proof")
    for name in ("cryptography", "cffi", "_cffi_backend"):
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        found = Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)
        (folder / found.name).symlink_to(found)

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-S", "-m", "casebook.proof.verify", *map(str, words)]
        environment = {"PYTHONPATH": str(folder), "PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "one.cbk.zip"
    path.write_bytes(pack(full()))
    return path


def test_a_sound_bundle_is_told_with_its_history(
    alone: Callable[..., subprocess.CompletedProcess[str]], bundle: Path
) -> None:
    done = alone(bundle, *VKEYS)
    assert (done.returncode, done.stderr) == (verify.SOUND, "")
    assert done.stdout.startswith("完好 / SOUND: 10 ")
    assert "小巷路灯不亮" in done.stdout
    assert '"number":"2026-000002"' in done.stdout.replace(" ", "")
    assert "none is missing" in done.stdout
    assert "README.txt" in done.stdout


def test_a_spoilt_bundle_is_told_with_check_event_and_meaning(
    alone: Callable[..., subprocess.CompletedProcess[str]], bundle: Path
) -> None:
    bundle.write_bytes(swap("entries/000003.entry", "unit-1", "unit-9"))
    done = alone(bundle, *VKEYS)
    assert done.returncode == verify.UNSOUND
    assert done.stdout.startswith(f"不成立 / NOT SOUND: {bundle}: inclusion")
    assert "第 3 个事件" in done.stdout
    assert "（证明导向另一个根 / the proof leads to another root）" in done.stdout
    assert "Event 3: The signed log has no such event" in done.stdout


@pytest.mark.parametrize(
    "vkeys", [["not-a-key"], [str(VerifierKey("mldsa.example", 6, bytes(32)))], VKEYS[1:], [VKEYS[0][:-1], VKEYS[1]]]
)
def test_without_a_key_of_a_log_nothing_is_said(
    bundle: Path, vkeys: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.verify(bundle, vkeys) == verify.NOTHING_SAID
    assert "CANNOT BE CHECKED" in capsys.readouterr().err


def test_with_another_log_s_key_it_is_not_sound(bundle: Path) -> None:
    assert verify.verify(bundle, [str(STRANGER.public)]) == verify.UNSOUND


def test_of_a_file_that_is_none_nothing_is_said(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.verify(tmp_path / "missing", VKEYS) == verify.NOTHING_SAID
    bundle.write_bytes(bundle.read_bytes()[:-1])
    assert verify.verify(bundle, VKEYS) == verify.NOTHING_SAID
    assert "container" in capsys.readouterr().out
    with bundle.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert verify.verify(bundle, VKEYS) == verify.NOTHING_SAID


def test_a_checkpoint_kept_from_earlier_is_compared(bundle: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(story().checkpoint(OLD_SIZE))
    assert verify.main([str(bundle), *VKEYS, "--kept", str(kept)]) == verify.SOUND
    kept.write_bytes(forked_at(OLD_SIZE))
    assert verify.main([str(bundle), *VKEYS, "--kept", str(kept)]) == verify.UNSOUND


def test_where_a_kept_checkpoint_cannot_be_compared_nothing_is_said(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A newer one, one that no growth is shown from, and what is none: no sign of tampering, and told which file."""
    kept, later = tmp_path / "kept", with_one_more()
    later.tell(*STORY[0])
    asked = [str(bundle), *VKEYS, "--kept", str(kept)]
    for content, check, about in (
        (later.checkpoint(), "unjoined", bundle),
        (story().checkpoint(OLD_SIZE + 1), "unjoined", bundle),
        (b"not a checkpoint", "kept-checkpoint", kept),
    ):
        kept.write_bytes(content)
        assert verify.main(asked) == verify.NOTHING_SAID
        said = capsys.readouterr().out
        assert said.startswith(f"无法核对 / CANNOT BE CHECKED: {about}: {check}")
        assert verify.main([*asked, "--json"]) == verify.NOTHING_SAID
        assert json.loads(capsys.readouterr().out)["sound"] is None
    kept.unlink()
    assert verify.main(asked) == verify.NOTHING_SAID
    assert str(kept) in capsys.readouterr().err


def test_a_policy_says_how_many_witnesses_it_takes(bundle: Path, tmp_path: Path) -> None:
    absent = SigningKey("witness.example/2", WITNESS, drawn("absent")).public
    policy = tmp_path / "policy"
    parties = f"log {VKEYS[0]}\nwitness here {VKEYS[1]}\nwitness absent {absent}\n"
    for rest, code in {
        "group both any here absent\nquorum both\n": verify.SOUND,
        "quorum here\n": verify.SOUND,
        "quorum none\n": verify.SOUND,
        "group both all here absent\nquorum both\n": verify.UNSOUND,
        "quorum absent\n": verify.UNSOUND,
        "quorum nobody\n": verify.NOTHING_SAID,
    }.items():
        policy.write_text(parties + rest)
        assert verify.main([str(bundle), "--policy", str(policy)]) == code, rest
    policy.write_text(f"witness here {VKEYS[1]}\nquorum here\n")
    assert verify.main([str(bundle), "--policy", str(policy)]) == verify.NOTHING_SAID
    assert verify.main([str(bundle)]) == verify.NOTHING_SAID
    assert verify.main([str(bundle), *VKEYS, str(absent)]) == verify.UNSOUND
    policy.write_text(f"{parties}quorum none\n")
    with pytest.raises(SystemExit) as left:
        verify.main([str(bundle), *VKEYS, "--policy", str(policy)])
    assert left.value.code == verify.NOTHING_SAID


def test_programs_get_json(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(bundle), *VKEYS, "--json"]) == verify.SOUND
    told = json.loads(capsys.readouterr().out)
    assert (told["sound"], told["events"], told["complete_to"]) == (True, 10, 14)
    assert told["history"][0]["words"]["phone"] == "19900001234"
    bundle.write_bytes(swap("manifest.json", '"title":"withheld"', '"title":"disclosed"', public()))
    assert verify.main([str(bundle), *VKEYS, "--json"]) == verify.UNSOUND
    told = json.loads(capsys.readouterr().out)
    assert (told["check"], told["event"], told["sound"]) == ("listed", 1, False)


def test_handling_against_the_rules_has_an_exit_code_of_its_own(
    alone: Callable[..., subprocess.CompletedProcess[str]], bundle: Path
) -> None:
    cases = {case.name: case.data for case in handled_bundles()}
    bundle.write_bytes(cases["handled: reviewer did not write the reply"])
    done = alone(bundle, *VKEYS)
    assert (done.returncode, done.stderr) == (verify.AGAINST_THE_RULES, "")
    assert done.stdout.startswith("完好 / SOUND: 6 ")
    assert "办理违反规则" in done.stdout
    assert "Event 6: The reply was reviewed by who had written or approved it." in done.stdout
    told = json.loads(alone(bundle, *VKEYS, "--json").stdout)
    (breach,) = told["handling"]["breaches"]
    assert (told["sound"], told["handling"]["verdict"], breach["event"]) == (True, "broken", 6)
    assert breach["rule"] == "reviewer_did_not_write_the_reply"
    bundle.write_bytes(cases["a_complaint_that_takes_long, as adopted"])
    done = alone(bundle, *VKEYS)
    assert done.returncode == verify.SOUND
    assert "办理合规，但有逾期 / Handled by the rules, but late" in done.stdout
    assert "联系诉求人逾期" in done.stdout


def test_what_people_wrote_does_not_command_the_terminal(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stream, role, event = STORY[1]
    assert isinstance(event, Submitted)
    log = Log()
    title = "灯\x1b[2J\x9b2J\u202e\U000e0001坏"
    log.tell(stream, role, event.model_copy(update={"title": title}))
    bundle.write_bytes(pack(bundle_of(log)))
    for words in ([], ["--json"]):
        assert verify.main([str(bundle), *VKEYS, *words]) == verify.SOUND
        out = capsys.readouterr().out
        assert not {"\x1b", "\x9b", "\u202e", "\U000e0001"} & set(out)
        assert "灯" in out
        assert not words or json.loads(out)["history"][0]["words"]["title"] == title


def test_everybody_s_programs_open_a_bundle() -> None:
    files = full()
    with zipfile.ZipFile(io.BytesIO(pack(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
    assert unpack(pack(files)) == files
    assert unpack(pack({})) == {}


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "", ".hidden", "a/", "a b", "x" * 201, "说明", "a\\b", "x/.."])
def test_no_bundle_is_written_with_a_name_that_leads_elsewhere(name: str) -> None:
    with pytest.raises(Malformed):
        pack({name: b""})


def test_no_bundle_is_written_that_nobody_could_read() -> None:
    with pytest.raises(Malformed):
        pack({f"entries/{n:06d}.entry": b"" for n in range(50_001)})
