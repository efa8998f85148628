"""The transparency log, as c2sp.org/tlog-tiles has it: what anybody may fetch to check that nothing was changed."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import Field

from casebook.access import Role
from casebook.errors import NotFound
from casebook.proof.encoding import Malformed
from casebook.proof.tiles import Tile
from casebook.transparency import Stamp, list_of_stamps, load_policy, log_standing
from casebook.web.api.headers import HIGHEST
from casebook.web.api.models import Answer
from casebook.web.audience import allow, public
from casebook.web.bodies import StrictRoute
from casebook.web.documentation import problems
from casebook.web.services import Served, Services

router = APIRouter(tags=["public"], route_class=StrictRoute)

NOTE: Final = "text/plain; charset=utf-8"
STAMP: Final = "application/timestamp-reply"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = "public, max-age=31536000, immutable"
NOT_THERE: Final = ("没有这一部分。", "There is no such part of the log.")
NO_STAMP: Final = ("这里没有时间戳。", "There is no timestamp here.")


class CosignedAnswer(Answer):
    """How far a witness has cosigned (见证方)."""

    witness: str = Field(description="The name in its key.", examples=["witness.daily-news.example"])
    size: int = Field(description="The entries it has cosigned.", examples=[4711])
    at: datetime = Field(description="When, as the witness says.")


class StampedAnswer(Answer):
    """Up to where a time-stamping authority has stamped the log (时间戳)."""

    size: int = Field(description="The entries that the stamp is about.", examples=[4711])
    at: datetime = Field(description="When, as the authority says.")


class AlarmAnswer(Answer):
    """What is wrong with the log (告警)."""

    since: datetime = Field(description="Since when.")
    position: int = Field(description="From which position of the ledger on.", examples=[4712])
    zh: str = Field(description="In Chinese.")
    en: str = Field(description="In English.")


class LogAnswer(Answer):
    """How far the log is (日志状态)."""

    position: int = Field(description="Where the ledger ends.", examples=[4711])
    size: int = Field(description="How many entries are signed.", examples=[4711])
    signed_at: datetime | None = Field(description="When that was; null before the first time.")
    cosigned: list[CosignedAnswer] = Field(description="How far each witness is.")
    stamped: StampedAnswer | None = Field(description="The newest timestamp (RFC 3161); null where there is none.")
    alarms: list[AlarmAnswer] = Field(description="What is wrong; nothing, most days.")


class CheckpointAnswer(Answer):
    """What the log has signed (检查点)."""

    size: int = Field(description="How many entries it covers.", examples=[4711])
    root: str = Field(description="The root of their tree: SHA-256, base64.")
    note: str = Field(description="The whole, as it was signed, with the cosignatures there are: keep it as a file.")


FIRST_COVERING: Final = (
    "The first signed checkpoint that covers this position; null until it is signed, a second later."
)

Size = Annotated[int, Path(ge=1, le=HIGHEST, description="How many entries were stamped.", examples=[4711])]

Address = Annotated[
    str,
    Path(
        description="Level, number and, where it is not full, width: `0/x001/067` or `1/000.p/8`.",
        examples=["0/000"],
        max_length=60,
    ),
]


def _shown(content_type: str, told: str) -> dict[int | str, dict[str, object]]:
    schema = {"type": "string"} if content_type == NOTE else {"type": "string", "format": "binary"}
    return {200: {"description": told, "content": {content_type: {"schema": schema}}}}


@router.get(
    "/log/checkpoint",
    operation_id="log-checkpoint",
    summary="How much of the ledger is signed (检查点)",
    dependencies=[Depends(public())],
    responses=_shown(NOTE, "A signed note, with the cosignatures that there are.")
    | {304: {"description": "The same as you have (`If-None-Match`)."}}
    | problems(404, 503),
    response_class=Response,
)
def checkpoint(served: Served, request: Request) -> Response:
    """The log's name, its size, its root, and the signatures under them: c2sp.org/tlog-checkpoint.

    Ask again whenever you like: it is kept for a second at most.
    """
    note = served.log.checkpoint()
    if note is None:
        raise NotFound("账本尚未签名。", "Nothing is signed yet.")
    _, size, _ = note.decode().split("\n", 2)
    tag = f'"{size}-{len(note)}"'  # a cosignature makes it longer
    headers = {"Cache-Control": "public, max-age=1", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(note, media_type=NOTE, headers=headers)


@router.get(
    "/api/v1/log/checkpoints/{position}",
    operation_id="log-checkpoint-of",
    summary="The checkpoint that covers a position (某位置的检查点)",
    dependencies=[Depends(public())],
    responses=_shown(NOTE, "A signed note, with the cosignatures that there are.") | problems(404, 422, 503),
    response_class=Response,
)
def checkpoint_of_position(
    served: Served,
    position: Annotated[int, Path(ge=1, le=HIGHEST, description="A position of the ledger.", examples=[4711])],
) -> Response:
    """The first that was signed with this position in it, as published figures name it. Keep it to check growth."""
    note = served.log.first_covering(position)
    if note is None:
        raise NotFound("此位置尚未签名。", "This position is not signed yet.")
    return Response(note, media_type=NOTE, headers={"Cache-Control": "public, max-age=60"})


def checkpoint_of(served: Services, position: int) -> CheckpointAnswer | None:
    """The first checkpoint that covers a position, as figures name it; None until there is one."""
    note = served.log.first_covering(position)
    if note is None:
        return None
    _, size, root, *_ = note.decode().split("\n")
    return CheckpointAnswer(size=int(size), root=root, note=note.decode())


@router.get(
    "/api/v1/log",
    operation_id="log-standing",
    summary="How far the log is signed and cosigned (日志状态)",
    dependencies=[Depends(public())],
    responses=problems(503),
)
def standing(served: Served) -> LogAnswer:
    """Anything in `alarms` is for everybody to see: events that stay unsigned, witnesses that are missing, refusals."""
    settings, connect = served.settings, served.ledger.datastore.connection
    wanted = settings.timestamps is not None
    policy, lack = load_policy(settings.policy), served.ledger.vault.lack
    found = log_standing(connect, policy, datetime.now(UTC), stamps=wanted, lack=lack)
    return LogAnswer.model_validate(asdict(found))


@router.get(
    "/log/tile/entries/{address:path}",
    operation_id="log-entries",
    summary="Up to 256 entries, without words (条目)",
    dependencies=[Depends(allow(Role.AUDITOR))],
    responses=_shown(BYTES, "Each entry behind its length in two bytes, big-endian.") | problems(401, 403, 404, 503),
    response_class=Response,
)
def entries(served: Served, address: Address) -> Response:
    """The exact bytes of headers and events: ids, codes, times and digests. For auditors and their monitors."""
    tile = _tile(f"entries/{address}")
    content = served.log.entries(tile)
    if content is None:
        raise NotFound(*NOT_THERE)
    return Response(content, media_type=BYTES, headers={"Cache-Control": "private, no-cache"})


@router.get(
    "/log/tile/{address:path}",
    operation_id="log-tile",
    summary="Up to 256 hashes of the tree (哈希瓦片)",
    dependencies=[Depends(public())],
    responses=_shown(BYTES, "Hashes of 32 bytes, one after the other.") | problems(404, 503),
    response_class=Response,
)
def tile(served: Served, address: Address) -> Response:
    """What inclusion and consistency proofs are made of. Says nothing of what the entries are.

    A tile never changes: keep it for ever. The last of a level, which is not full, has its width in its address.
    """
    hashes = served.log.tile(_tile(address))
    if hashes is None:
        raise NotFound(*NOT_THERE)
    return Response(hashes, media_type=BYTES, headers={"Cache-Control": FOR_EVER})


@router.get(
    "/log/stamps/list",
    operation_id="log-stamps",
    summary="What has a timestamp (时间戳清单)",
    dependencies=[Depends(public())],
    responses=_shown(NOTE, "A line for each: its size, and when, as the authority says.") | problems(404, 503),
    response_class=Response,
)
def stamps(served: Served) -> Response:
    """Which sizes of the log a time-stamping authority has stamped, smallest first; not there where none is asked."""
    found = served.log.stamps()
    if not found:
        raise NotFound(*NO_STAMP)
    return Response(list_of_stamps(found), media_type=NOTE, headers={"Cache-Control": "public, max-age=60"})


@router.get(
    "/log/stamps/{size}.tsr",
    operation_id="log-stamp",
    summary="A timestamp of the log (时间戳)",
    dependencies=[Depends(public())],
    responses=_shown(STAMP, "What the authority answered, as RFC 3161 has it.") | problems(404, 422, 503),
    response_class=Response,
)
def stamp(served: Served, size: Size) -> Response:
    """That the checkpoint of this size was there at a time, said by somebody else. It never changes."""
    return Response(_stamp(served, size).token, media_type=STAMP, headers={"Cache-Control": FOR_EVER})


@router.get(
    "/log/stamps/{size}.checkpoint",
    operation_id="log-stamped-checkpoint",
    summary="The checkpoint that was stamped (时间戳对应的检查点)",
    dependencies=[Depends(public())],
    responses=_shown(NOTE, "The note as the log signed it; stamped is its text.") | problems(404, 422, 503),
    response_class=Response,
)
def stamped_checkpoint(served: Served, size: Size) -> Response:
    """The note that the timestamp of this size is about: its lines above the empty one, each with its end."""
    return Response(_stamp(served, size).note, media_type=NOTE, headers={"Cache-Control": FOR_EVER})


def _stamp(served: Services, size: int) -> Stamp:
    found = served.log.stamp(size)
    if found is None:
        raise NotFound(*NO_STAMP)
    return found


def _tile(address: str) -> Tile:
    try:
        return Tile.at(f"tile/{address}")
    except Malformed as error:
        raise NotFound(*NOT_THERE) from error
