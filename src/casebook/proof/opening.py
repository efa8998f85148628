"""A bundle opened: its files sorted out, its checkpoints signed, by whom, and with what growth between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import bundle
from .archive import unpack
from .checkpoint import Checkpoint, Signed, opened
from .checks import OF_KEPT, Refused, checking, see
from .encoding import Malformed
from .merkle import check_consistency, check_inclusion, leaf_hash
from .tlog_proof import Growth, Inclusion

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .note import VerifierKey
    from .trust import Trust


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose checkpoint is to be believed.

    Attributes:
        files: by name.
        contents: their names, sorted out.
        manifest: what it says of itself, not yet compared.
        signed: the checkpoint that all its proofs lead to.
        old: the older one that the log was shown to have grown from.
        kept: the one that the asker has from earlier, which says nothing else of either of these two.
    """

    files: Mapping[str, bytes]
    contents: bundle.Contents
    manifest: bundle.Manifest
    signed: Signed
    old: Signed | None
    kept: Checkpoint | None

    def check_joins(self) -> None:
        """See that the log was shown to have grown from what the asker has, if they have anything.

        Raises:
            Refused: it was not.
        """
        if self.kept is not None:
            joins, size = self.kept in _stated(self.signed, self.old), self.signed.checkpoint.size
            see(joins, "unjoined", None, "kept at size {}, the bundle is of {}", self.kept.size, size)

    def index_of(self, entry: bytes, name: str, check: tuple[str, str], version: int | None = None) -> int:
        """The index in the log at which the proof in file `name` shows an entry.

        Raises:
            Refused: by the first check, the proof is not well formed; by the second, it does not show it.
        """
        form, shows = check
        with checking(form, version):
            proof = Inclusion.parse(self.files[name])
        see(not proof.extra, form, version, "with extra data")
        see(proof.checkpoint == self.signed.note, form, version, "for another checkpoint")
        with checking(shows, version):
            check_inclusion(leaf_hash(entry), proof.index, self.signed.checkpoint.head, proof.hashes)
        return proof.index


def open_bundle(data: bytes, trust: Trust, kept: bytes | None = None) -> Bundle:
    """The bundle in these bytes; `kept` is a checkpoint of the log that the asker has from earlier.

    Raises:
        Refused: by one of the checks up to the log's growth.
    """
    with checking("container"):
        files = unpack(data)
    see(not bundle.awaits_proof(files), "unsigned")
    with checking("contents"):
        contents = bundle.contents(files)
    with checking("manifest"):
        manifest = bundle.Manifest.parse(files[bundle.MANIFEST])
    signed = _signed(files[bundle.CHECKPOINT], trust.keys)
    cosigned = [key for key in trust.witnesses() if key.name in signed.witnesses]
    see(trust.enough(cosigned), "witness", None, "{} of {} have cosigned", len(cosigned), len(trust.witnesses()))
    old = _grown_from(files, signed, trust.keys) if contents.grown else None
    has = None if kept is None else _kept(kept, trust.keys, signed, old)
    return Bundle(files, contents, manifest, signed, old, has)


def _signed(note: bytes, keys: Collection[VerifierKey]) -> Signed:
    try:
        with checking("signature"):
            return opened(note, keys)
    except Refused as refused:
        if isinstance(refused.__cause__, Malformed):
            raise Refused("checkpoint", None, *refused.__cause__.args) from refused.__cause__
        raise


def _grown_from(files: Mapping[str, bytes], signed: Signed, keys: Collection[VerifierKey]) -> Signed:
    with checking("old-checkpoint"):
        old = opened(files[bundle.OLD], keys)
    see(old.checkpoint.origin == signed.checkpoint.origin, "old-checkpoint", None, "of another log")
    with checking("growth"):
        growth = Growth.parse(files[bundle.GROWTH])
        see(growth.checkpoint == signed.note, "growth", None, "to another checkpoint")
        see(growth.old == old.checkpoint.size, "growth", None, "from another size")
        check_consistency(old.checkpoint.head, signed.checkpoint.head, growth.hashes)
    return old


def _kept(note: bytes, keys: Collection[VerifierKey], signed: Signed, old: Signed | None) -> Checkpoint:
    with checking(OF_KEPT):
        kept = opened(note, keys).checkpoint
    see(kept.origin == signed.checkpoint.origin, OF_KEPT, None, "of another log")
    differs = any(kept.size == each.size and kept != each for each in _stated(signed, old))
    see(not differs, "kept", None, "at size {}", kept.size)
    return kept


def _stated(signed: Signed, old: Signed | None) -> list[Checkpoint]:
    return [signed.checkpoint, *([old.checkpoint] if old else [])]
