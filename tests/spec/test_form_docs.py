"""docs/forms.md is written from the questionnaires' files, and says what they say."""

from beside.measures import forms, skeletons
from beside.measures.toml import ITEM, ITEM_MAY, KINDS, SCORINGS, TOP, TOP_MAY
from tools.form_docs import PAGE, page


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/form_docs.py"


def test_every_form_has_its_source_its_licence_and_every_item():
    written = page()
    for form in forms():
        assert f"(`{form.id}`, version {form.version})" in written
        assert form.source in written
        assert form.licence in written
        assert all(f"| `{item.key}` |" in written for item in form.items)


def test_every_skeleton_has_its_source_its_licence_and_its_keys():
    written = page()
    for form in skeletons():
        assert f"`{form.id}`, version {form.version}" in written
        assert form.source in written
        assert form.licence in written


def test_every_name_that_a_file_may_hold_is_explained():
    written = page()
    for name in {**TOP, **TOP_MAY, **ITEM, **ITEM_MAY}:
        assert f"`{name}`" in written or f"[{name}" in written or f"`{name} " in written, name
    assert all(f"`{word}`" in written for word in (*KINDS, *SCORINGS))
