"""Proof that nothing in the ledger was changed, removed, inserted or back-dated, for people who trust nobody.

These modules import each other by their place, and otherwise only the standard library and `cryptography`: whoever
wants to check without installing casebook takes this one folder along.
"""
