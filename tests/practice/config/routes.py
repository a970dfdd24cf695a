"""Every address of the site, from its own map; with real ids where a world is given, and made-up ones elsewhere."""

import uuid
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.practice.access_table import TABLE

MADE_UP = {
    "uuid": str(uuid.UUID(int=7, version=4)),
    "int": "7",
    "slug": "made-up",
    "str": "made-up",
    "path": "made/up",
}


def routes(world=None) -> Iterator[tuple[str, str]]:
    """The name and one path of each route."""
    for name, path in _below(get_resolver().url_patterns, "/"):
        known = world and TABLE.get(name)
        yield name, reverse(name, kwargs=world.args(known.args)) if known else path


def paths() -> list[str]:
    return [path for _name, path in routes()]


def _below(patterns, start):
    for pattern in patterns:
        path = start + _filled(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or pattern.lookup_str, path


def _filled(pattern) -> str:
    """The route's text with every `<kind:name>` filled in; regular expressions are taken apart by Django itself."""
    from django.utils.regex_helper import normalize

    kinds = {
        name: type(converter).__name__.removesuffix("Converter").lower()
        for name, converter in pattern.converters.items()
    }
    route = getattr(pattern, "_route", None)
    if route is None:
        form, names = normalize(pattern.regex.pattern)[0]
        return form % dict.fromkeys(names, "made-up")
    for name, kind in kinds.items():
        kind = {"string": "str"}.get(kind, kind)
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(written, MADE_UP[kind])
    return str(route)
