"""A bundle opened: its files sorted out, its checkpoints signed, by whom, and with what growth between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import bundle
from .archive import unpack
from .checkpoint import Signed, opened
from .checks import Refused, checking, see
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
    """

    files: Mapping[str, bytes]
    contents: bundle.Contents
    manifest: bundle.Manifest
    signed: Signed
    old: Signed | None

    def index_of(self, entry: bytes, name: str, check: tuple[str, str], version: int | None = None) -> int:
        """The index in the log at which the proof in file `name` shows an entry.

        Raises:
            Refused: by the first check, the proof is not well formed; by the second, it does not show it.
        """
        form, shows = check
        with checking(form, version):
            proof = Inclusion.parse(self.files[name])
        see(proof.checkpoint == self.signed.note and not proof.extra, form, version, "for another checkpoint")
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
    see(trust.enough(cosigned), "witness", None, f"{len(cosigned)} of {len(trust.witnesses())} have cosigned")
    old = _grown_from(files, signed, trust.keys) if contents.grown else None
    if kept is not None:
        _check_kept(kept, trust.keys, signed, old)
    return Bundle(files, contents, manifest, signed, old)


def _signed(note: bytes, keys: Collection[VerifierKey]) -> Signed:
    try:
        with checking("signature"):
            return opened(note, keys)
    except Refused as refused:
        if isinstance(refused.__cause__, Malformed):
            raise Refused("checkpoint", None, refused.detail) from refused.__cause__
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


def _check_kept(note: bytes, keys: Collection[VerifierKey], signed: Signed, old: Signed | None) -> None:
    with checking("kept"):
        kept = opened(note, keys).checkpoint
    joins = kept == signed.checkpoint or (old is not None and kept == old.checkpoint)
    see(joins, "kept", None, f"kept at size {kept.size}")
