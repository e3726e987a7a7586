"""Accounts for tests, hashed in a millisecond."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher

from ui.roles import Role
from ui.users import Account, Passwords, change_accounts, hashed

PASSWORD = "four quiet ferries cross"


def quick_passwords() -> Passwords:
    """Argon2id at its least."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return Passwords(hasher, hasher.hash("nobody"))


def write_users(path: Path, *roles: Role) -> Path:
    """A file with one user for each role, named as the role, all with PASSWORD."""
    passwords = quick_passwords()
    made = {str(role): Account(role=role, password=hashed(PASSWORD, passwords.hasher)) for role in roles}
    change_accounts(path, lambda _: made)
    return path
