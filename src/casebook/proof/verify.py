"""Check a bundle: `python -m casebook.proof.verify FILE VKEY… [--kept CHECKPOINT] [--json]`.

Exit code 0: it is sound. 1: it is not. 2: nothing can be said. 3: it is sound, and tells that the petition was handled
against the rules. Keys come from outside, never from the bundle: the log's, and those of witnesses, each of whom must
have cosigned.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from .archive import LARGEST
from .checks import OF_KEPT, UNUSABLE, Refused
from .conduct import BROKEN
from .details import Meaning
from .encoding import Malformed
from .handling import as_json as handling_as_json
from .handling import told as handling_told
from .note import VerifierKey
from .policy import Policy
from .soundness import check_bundle
from .trust import trust_by, trust_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .soundness import Report
    from .trail import Shown
    from .trust import Trust

SOUND: Final = 0
UNSOUND: Final = 1
NOTHING_SAID: Final = 2
AGAINST_THE_RULES: Final = 3

KEYS_OR_POLICY: Final = Meaning("公钥与策略只能用一种", "keys or a policy, not both")

_SMALL: Final = 1 << 18
"""Bytes of the largest checkpoint or policy."""


class Unusable(Exception):
    """A file or key cannot be used; says so in both languages."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, as for everything else that cannot be used."""
        self.exit(NOTHING_SAID, f"用法有误 / wrong use: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what is asked for, say what came of it, and hand back the exit code."""
    parser = _Parser(prog="casebook.proof.verify", description="核对证据包 / Check a bundle.")
    parser.add_argument("file", type=Path, metavar="FILE", help="证据包 / the bundle (.cbk.zip)")
    parser.add_argument("keys", nargs="*", metavar="VKEY", help="日志与见证人的公钥 / keys of the log and of witnesses")
    parser.add_argument("--policy", type=Path, metavar="FILE", help="代替公钥的策略文件 / a policy, in place of keys")
    parser.add_argument("--kept", type=Path, metavar="CHECKPOINT", help="您留存的检查点 / a checkpoint you kept")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出 / as JSON")
    asked = parser.parse_args(arguments)
    if asked.policy and asked.keys:
        parser.error(_both(KEYS_OR_POLICY))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal knows every letter
    return verify(asked.file, asked.policy or asked.keys, asked.kept, as_json=asked.json)


def verify(file: Path, trusted: Sequence[str] | Path, kept: Path | None = None, *, as_json: bool = False) -> int:
    """Check a bundle and print the verdict; `trusted` are vkeys, or the file of a policy; the exit code."""
    try:
        trust = _trust(trusted)
        report = check_bundle(_read(file, LARGEST), trust, None if kept is None else _read(kept, _SMALL))
    except Unusable as error:
        sys.stderr.write(f"无法核对 / CANNOT BE CHECKED: {error}\n")
        return NOTHING_SAID
    except Refused as refused:
        about = kept if refused.check == OF_KEPT else file
        _say(_as_json(_refusal(refused)) if as_json else _told_refusal(refused, about))
        return NOTHING_SAID if refused.check in UNUSABLE else UNSOUND
    _say(_as_json(_verdict(report)) if as_json else _told(report))
    return AGAINST_THE_RULES if report.handling.verdict == BROKEN else SOUND


def _say(text: str) -> None:
    """Print; what people wrote cannot command the terminal that it is shown on."""
    shown = "".join(each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text)
    sys.stdout.write(f"{shown}\n")


def _as_json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


def _trust(trusted: Sequence[str] | Path) -> Trust:
    try:
        if isinstance(trusted, Path):
            return trust_by(Policy.parse(_read(trusted, _SMALL)))
        return trust_in(VerifierKey.parse(vkey.strip()) for vkey in trusted)
    except Malformed as error:
        raise Unusable(f"没有可用的公钥或策略 / no usable keys or policy: {_both(error.meaning)}") from error


def _read(file: Path, most: int) -> bytes:
    try:
        if file.stat().st_size > most:
            raise Unusable(f"文件太大 / too large: {file}")
        return file.read_bytes()
    except OSError as error:
        raise Unusable(f"{file} 不能读取 / cannot be read: {error.strerror}") from error


def _refusal(refused: Refused) -> dict[str, Any]:
    detail = refused.detail and refused.detail._asdict()
    about = {"check": refused.check, "event": refused.version, "detail": detail}
    sound = None if refused.check in UNUSABLE else False
    return {"sound": sound, **about, "zh": refused.meaning.zh, "en": refused.meaning.en}


def _told_refusal(refused: Refused, about: Path | None) -> str:
    verdict = "无法核对 / CANNOT BE CHECKED" if refused.check in UNUSABLE else "不成立 / NOT SOUND"
    detail = f"（{_both(refused.detail)}）" if refused.detail else ""
    return f"{verdict}: {about}: {refused.check}{detail}\n{refused.meaning.zh}\n{refused.meaning.en}"


def _both(said: Meaning) -> str:
    return f"{said.zh} / {said.en}"


def _verdict(report: Report) -> dict[str, Any]:
    manifest = report.manifest
    counts = {"events": manifest.events, "size": manifest.size, "log": manifest.log, "stream": manifest.stream}
    shown = {"grown_from": report.grown_from, "complete_to": report.complete_to, "adopted_to": report.adopted_to}
    history = [_said(event) for event in report.events]
    handling = handling_as_json(report.handling)
    others = {"unproven": report.unproven, "witnesses": report.witnesses, "handling": handling, "history": history}
    return {"sound": True, **counts, **shown, **others}


def _said(event: Shown) -> dict[str, Any]:
    header, state = event.entry.header, {name: each for name, each in event.entry.state.items() if name != "_sd"}
    place = {"event": header.topic, "version": header.version, "at": header.at, "index": header.index}
    return place | {"leaf": event.entry.leaf.hex(), "state": state, "words": event.words}


def _told(report: Report) -> str:
    manifest = report.manifest
    lines = [
        f"完好 / SOUND: {manifest.events} 个事件 / events; {manifest.log}, {manifest.size}",
        *(f"  {_event(version, report)}" for version in range(1, manifest.events + 1)),
        *(f"见证 / witnessed: {name}, {_time(at)}" for name, at in report.witnesses.items()),
        _growth(report),
        _completeness(report),
        *_completeness_of_adoptions(report),
        *(f"{zh} / {en}" for zh, en in handling_told(report.handling)),
    ]
    if report.unproven:
        lines.append(f"未经证明 / not proven: {', '.join(report.unproven)}")
    return "\n".join(lines)


def _event(version: int, report: Report) -> str:
    event = report.events[version - 1]
    header, state = event.entry.header, event.entry.state
    status = report.manifest.disclosures.get(version, {})
    who = " ".join(str(state[name]) for name in ("role", "unit") if name in state)
    words = "".join(
        f"\n      {name}: {_as_json(event.words[name]) if name in event.words else f'<{each}>'}"
        for name, each in status.items()
    )
    leaf = f"叶哈希 / leaf hash: {event.entry.leaf.hex()}"
    return f"{version:>3}  {header.at}  {header.topic}  {who}\n      {leaf}\n      {_as_json(state['data'])}{words}"


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _growth(report: Report) -> str:
    if report.grown_from is None:
        return (
            "未证明：日志自更早的检查点起只增不改 / not shown: that the log has only grown from an earlier checkpoint"
        )
    return f"日志自 {report.grown_from} 起只增不改 / the log has only grown since {report.grown_from}"


def _completeness(report: Report) -> str:
    if report.complete_to is None:
        return "未证明：其后没有别的事件 / not shown: that there are no later events"
    events = report.complete_to
    return f"日志前 {events} 个事件中没有遗漏 / none is missing among the first {events} events of the log"


def _completeness_of_adoptions(report: Report) -> Iterator[str]:
    if report.adopted_to is not None:
        yield (
            f"时限和工作日历的采用记录，在日志前 {report.adopted_to} 个事件中没有遗漏 / "
            f"no adoption of limits or of a calendar is missing among the first {report.adopted_to} events of the log"
        )
    elif report.handling.counted:
        zh, en = "时限和工作日历的采用记录没有遗漏", "that no adoption of limits or of a calendar is missing"
        yield f"未证明：{zh} / not shown: {en}"


if __name__ == "__main__":
    sys.exit(main())
