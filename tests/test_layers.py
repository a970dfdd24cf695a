"""Imports, foreign keys and migrations point one way: a room leans only on rooms before it."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

SRC = Path(__file__).parent.parent / "src"
LIBRARY = (
    "beside.measures",
    "beside.alliance",
    "beside.listening",
    "beside.signs",
    "beside.helplines",
    "beside.guidance",
    "beside.concerns",
    "beside.regulators",
    "beside.exercises",
    "beside.beginnings",
    "beside.forms",
)
ROOMS = (*settings.ROOMS, "config")
ORDER = [f"beside.practice.{room}" for room in ROOMS]
# What the start of everything reads, whatever room it is in.
EVERYBODY_READS = {"beside.practice.config.environment"}


def imports_of(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module):
    return next((room for room in ORDER if module == room or module.startswith(f"{room}.")), None)


def files_of(module):
    return (SRC / module.replace(".", "/")).rglob("*.py")


@pytest.mark.parametrize("room", ORDER)
def test_a_room_imports_only_rooms_before_it(room):
    later = set(ORDER[ORDER.index(room) + 1 :])
    reached = {
        (str(file.relative_to(SRC)), name)
        for file in files_of(room)
        for name in imports_of(file)
        if room_of(name) in later and not any(name.startswith(allowed) for allowed in EVERYBODY_READS)
    }
    assert not reached


@pytest.mark.parametrize("part", LIBRARY)
def test_the_library_never_imports_django_or_the_site(part):
    reached = {
        name
        for file in files_of(part)
        for name in imports_of(file)
        if name.split(".")[0] in ("django", "allauth") or name.startswith("beside.practice")
    }
    assert not reached


def test_foreign_keys_point_to_rooms_before():
    from django.apps import apps

    backwards = [
        f"{model._meta.label} → {field.related_model._meta.label}"
        for room in ROOMS[:-1]
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label in ROOMS
        if ROOMS.index(field.related_model._meta.app_label) > ROOMS.index(room)
    ]
    assert not backwards


def test_migrations_depend_on_rooms_before():
    from django.db.migrations.loader import MigrationLoader

    backwards = [
        f"{app}.{name} → {other}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in ROOMS
        for other, _ in migration.dependencies
        if other in ROOMS and ROOMS.index(other) > ROOMS.index(app)
    ]
    assert not backwards
