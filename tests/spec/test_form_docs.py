"""docs/forms.md is written from the questionnaires' files, and says what they say."""

from beside.measures import forms
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
