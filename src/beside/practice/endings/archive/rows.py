"""One row as plain data: sealed columns opened, moments and ids as text, bytes that only the client's device opens as base64."""

import base64
import datetime
import uuid

from django.db import models

from beside.practice.endings.archive import walk
from beside.practice.vault.errors import Destroyed
from beside.practice.vault.fields import SealedField


def plain(row) -> dict:
    return {field.attname: _value(row, field) for field in walk.columns(type(row))}


def _value(row, field):
    if isinstance(field, SealedField):
        try:
            return getattr(row, field.name)
        except Destroyed:
            return None
    value = getattr(row, field.attname)
    if isinstance(field, models.BinaryField):
        return None if value is None else base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def flat(data, prefix="") -> dict:
    """{"words.helps": "..."}: what a table can hold."""
    if isinstance(data, dict):
        parts = list(data.items())
    elif isinstance(data, list):
        parts = list(enumerate(data, start=1))
    else:
        return {prefix: data}
    found = {}
    for key, value in parts:
        found |= flat(value, f"{prefix}.{key}" if prefix else str(key))
    return found


def texts(data) -> list[str]:
    """Every piece of text in a value, in its order."""
    return [value for value in flat(data).values() if isinstance(value, str) and value]
