"""The index follows what readers may see: rooms say what they changed, and it is indexed when that is committed."""


def touch(kind: str, *keys: str) -> None:
    """Note that entries of a kind may have changed, appeared or gone; call it inside the change's transaction."""
