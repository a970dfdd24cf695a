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
            content = seal.open_sealed(keyring.data_key(row.key_name()), value, self.field.place(row))
            value = row.__dict__[self.field.attname] = json.loads(content)
        return value

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
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return Ciphertext(seal.seal(keyring.data_key(row.key_name()), content, self.place(row)))

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
