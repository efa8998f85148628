"""That a ledger is opened with the secrets that it was begun with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.errors import Misconfigured

if TYPE_CHECKING:
    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys

_BEGIN: Final = "INSERT INTO ledger.keyring (digest) VALUES (%s) ON CONFLICT DO NOTHING"
_STANDING: Final = "SELECT (SELECT digest FROM ledger.keyring), to_regclass('vault.keys_to_move') IS NOT NULL"


def know(datastore: Datastore, keys: Keys) -> None:
    """See that the secrets are those of the ledger, the first that come are, and that no key is left in its database.

    Raises:
        Misconfigured: they are not, or keys wait to be moved.
    """
    ours = keys.fingerprint("keyring", keys.wrapping)
    with datastore.connection() as connection:
        digest, waiting = connection.execute(_STANDING, binary=True).fetchall()[0]
        if digest is None:
            connection.execute(_BEGIN, (ours,))
            ((digest, waiting),) = connection.execute(_STANDING, binary=True).fetchall()
    if digest != ours:
        raise Misconfigured(
            "密钥不是建立此账本时所用的，请用 CASEBOOK_KEYS 指明原来的密钥文件夹。",
            "These are not the keys that the ledger was begun with; name their folder in CASEBOOK_KEYS.",
        )
    if waiting:
        raise Misconfigured(
            "密钥还在账本的数据库中，请运行 casebook migrate 将其移入密钥库。",
            "Keys are still in the database of the ledger: casebook migrate moves them to the key store.",
        )
