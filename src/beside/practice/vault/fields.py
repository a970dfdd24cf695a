"""A model field whose content is sealed before it reaches the database and opened when it is read.

Each model that has one says which key it is under:

    class CheckIn(Sealed, models.Model):
        sealed_kind = keyring.WORDS
        wish = SealedField(blank=True)

`practice_id`, `relationship_id` and the row's own id bind the value to its place.
"""

import json

from django.db import models

from beside.practice.vault import keyring, seal
from beside.practice.vault.errors import Unreadable


class Ciphertext(bytes):
    """Bytes that came from, or go to, the database; anything else is plain content."""


class Sealed(models.Model):
    """A row with sealed fields. Its key: the relationship's, of `sealed_kind`, and of `sealed_holder()` if it has one."""

    sealed_kind = keyring.WORDS

    class Meta:
        abstract = True

    def sealed_holder(self):
        return None

    def key_name(self) -> keyring.Name:
        return keyring.Name(self.practice_id, self.relationship_id, self.sealed_kind, self.sealed_holder())

    def earlier_key_name(self) -> keyring.Name | None:
        """Under which key it may lie if it was sealed by an older version; None: under no other."""
        return None


class SealedInTheRecord(Sealed):
    """A kind of the record that is kept for years of its own: `record_kind`, as endings/keeping.py calls it, has its own key.

    What was sealed before each kind had one lies under the record's, opens by it, and goes with the last of the record.
    """

    sealed_kind = keyring.RECORD
    record_kind = ""

    class Meta:
        abstract = True

    def sealed_holder(self):
        return keyring.of_kind(self.record_kind)

    def earlier_key_name(self):
        return keyring.Name(self.practice_id, self.relationship_id, self.sealed_kind)


class _Opened:
    """Opens on first use, so that a page pays only for what it shows."""

    def __init__(self, field):
        self.field = field

    def __get__(self, row, owner=None):
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        value = row.__dict__[self.field.attname]
        if isinstance(value, Ciphertext):
            value = row.__dict__[self.field.attname] = json.loads(self._content(row, value))
        return value

    def _content(self, row, value):
        place = self.field.place(row)
        try:
            return seal.open_sealed(keyring.data_key(row.key_name()), value, place)
        except Unreadable:
            earlier = row.earlier_key_name()
            if earlier is None or not keyring.has(earlier):
                raise
            return seal.open_sealed(keyring.data_key(earlier), value, place)

    def __set__(self, row, value):
        row.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """Anything JSON can hold. `0`, `""`, `False` and None come back as what they were."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("null", True)
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, "beside.practice.vault.fields.SealedField", args, kwargs

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, name, _Opened(self))

    def place(self, row) -> str:
        return f"{row.practice_id}|{row.relationship_id}|{row.key_name().kind}|{row._meta.label_lower}|{self.name}|{row.pk}"

    def from_db_value(self, value, expression, connection):
        return None if value is None else Ciphertext(value)

    def pre_save(self, row, add):
        value = row.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        return Ciphertext(seal.seal(keyring.data_key(row.key_name()), self.content(value), self.place(row)))

    def content(self, value) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def get_prep_value(self, value):
        # An update() or a filter() cannot know the row, and so would write or compare words in the clear.
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.name} is sealed: set it on the row and save the row")
        return value

    def get_db_prep_value(self, value, connection, prepared=False):
        value = self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(bytes(value))

    def to_python(self, value):
        return value

    def value_to_string(self, row):
        raise TypeError("sealed fields are not serialised")


class PaddedField(SealedField):
    """A sealed field that rounds its length up first, so that what is stored tells little of how much was written.

    Blanks after JSON mean nothing. For migrations it is a sealed field like any other.
    """

    SIZES = (1024, 4096, 16384, 65536)

    def content(self, value) -> bytes:
        plain = super().content(value)
        return plain.ljust(next((size for size in self.SIZES if size >= len(plain)), len(plain)))
