"""Makes `.venv` from a locked list of packages, then becomes its Python: `bootstrap.py run|dev ARGUMENTS…`.

`run` is what the program needs, `dev` what its tests need as well. Nothing is asked of the machine but Python: pip is
the wheel beside this file, which runs without being installed, and its usual settings apply.

A mark per list says that it is installed. While packages are being installed the file `.unfinished` exists: whoever
holds the lock and finds it has found what an interrupted run left, and begins anew.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must say so instead of failing at a newer word
    print("casebook 需要 Python 3.11 或更新版本。 / casebook needs Python 3.11 or newer.", file=sys.stderr)
    sys.exit(2)

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".unfinished"
# The second list has everything of the first.
LISTS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
PIP = ROOT / "bin" / "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
PIP_OPTIONS = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
LIST_OPTIONS = ("--root-user-action=ignore", "--require-hashes", "--no-deps")
SLOW = 1.0


class SetUpError(Exception):
    """The environment cannot be made. The text is for the user."""


def say(text: str) -> None:
    """A line about what is going on, apart from the program's own output."""
    print(text, file=sys.stderr, flush=True)


def mark(profile: str) -> Path:
    """The file that says a list is installed."""
    return VENV / f".installed-{profile}"


def expected(profile: str) -> str:
    """What the mark holds: changes with the list, with the checkout's place and with the Python underneath."""
    digest = hashlib.sha256(LISTS[profile].read_bytes())
    digest.update(os.fsencode(ROOT) + b"\0" + os.fsencode(PYTHON.resolve()))
    return digest.hexdigest()


def is_installed(profile: str) -> bool:
    """Whether the environment is whole and has the list."""
    try:
        return mark(profile).read_text() == expected(profile) and PYTHON.exists() and not UNFINISHED.exists()
    except FileNotFoundError:
        return False


@contextmanager
def locked() -> Iterator[int]:
    """Alone among all processes that set up this checkout.

    Raises:
        OSError: the checkout cannot be written to.
    """
    VENV.mkdir(exist_ok=True)
    lock = os.open(VENV / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        begun, told = time.monotonic(), False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told and time.monotonic() - begun > SLOW:
                    told = True
                    say("另一个进程正在准备运行环境，请稍候…… / another process is setting up; waiting…")
                time.sleep(0.1)
        yield lock
    finally:
        os.close(lock)


def set_up(profile: str) -> None:
    """Bring the environment to what the list says.

    Raises:
        SetUpError: the packages cannot be installed.
        OSError: the checkout cannot be written to.
    """
    with locked() as lock:
        if is_installed(profile):
            return
        begun = time.monotonic()
        say("正在准备运行环境，约需半分钟…… / setting up, about half a minute…")
        if not is_installed("run"):
            make_empty()
        UNFINISHED.touch()
        install(LISTS[profile], lock)
        for each in ("run", profile):
            mark(each).write_text(expected(each))
        UNFINISHED.unlink()
        say(f"准备完成，用时 {time.monotonic() - begun:.0f} 秒。 / ready in {time.monotonic() - begun:.0f} s.")


def make_empty() -> None:
    """Make a new environment that knows the checkout's `src` and nothing else.

    Raises:
        SetUpError: this Python cannot make one.
        OSError: the checkout cannot be written to.
    """
    UNFINISHED.touch()
    for path in VENV.iterdir():
        if path.name in (".lock", UNFINISHED.name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    try:
        import venv  # noqa: PLC0415 - takes long, and some systems leave it out
    except ImportError as error:
        raise SetUpError(f"此 Python 没有 venv 模块：{error} / this Python has no module venv: {error}") from error
    venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)
    for packages in VENV.glob("lib/python*/site-packages"):
        (packages / "casebook-checkout.pth").write_text(f"{ROOT / 'src'}\n")


def install(packages: Path, lock: int) -> None:
    """Install a list with the pip that lies beside this file.

    Raises:
        SetUpError: pip is not the one it should be, or it failed.
        OSError: pip cannot be read or run.
    """
    if hashlib.sha256(PIP.read_bytes()).hexdigest() != PIP_SHA256:
        raise SetUpError(f"{PIP} 已损坏，请重新检出。 / {PIP} is damaged; check it out again.")
    command = [str(PYTHON), "-I", str(PIP / "pip"), "install", *PIP_OPTIONS, *LIST_OPTIONS, "-r", str(packages)]
    # pip holds the lock as well: should this process be killed, nobody begins anew beside it.
    ran = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(lock,),
    )
    if ran.returncode:
        lines = [line.strip() for line in ran.stdout.decode(errors="replace").splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith("ERROR:")]
        reason = (errors or lines or [f"exit status {ran.returncode}"])[-1]
        raise SetUpError(
            "无法安装所需的软件包，请检查网络和 pip 的设置 / "
            f"the packages cannot be installed; check the network and the settings of pip: {reason}"
        )


def prepare(profile: str) -> int:
    """Set up if need be; the exit status, with the reason said in one line."""
    try:
        if not is_installed(profile):
            set_up(profile)
    except SetUpError as error:
        say(f"casebook: {error}")
        return 2
    except OSError as error:
        say(f"casebook: 无法在 {VENV} 准备运行环境 / cannot set up {VENV}: {error.strerror or error}")
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def main() -> None:
    """Become the environment's Python."""
    profile, *arguments = sys.argv[1:]
    if status := prepare(profile):
        sys.exit(status)
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
