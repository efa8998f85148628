"""Where somebody comes from, as coarse as it is useful: a network of 256 addresses, and never the address itself."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casebook.ledger.keys import Keys

_V4, _V6 = 3, 8
"""Bytes of a prefix: /24 and /64, which one household or office usually has."""


def network_of(keys: Keys, address: str) -> bytes:
    """A keyed digest, 16 bytes, of the network that an address lies in; all that are none share one."""
    return keys.fingerprint("network", _prefix(address))[:16]


def _prefix(address: str) -> bytes:
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return b""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return found.packed[:_V6]
        found = found.ipv4_mapped
    return found.packed[:_V4]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the door.

    Attributes:
        network: as `network_of` has it.
        device: what an earlier sign-in has left with the browser.
    """

    network: bytes
    device: str | None = None
