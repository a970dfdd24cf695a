from tools.messages import gather


def strings(folder):
    return {(m.context, m.id) for m in gather(folder) if m.id}


def test_gather_finds_what_python_says(tmp_path):
    (tmp_path / "actions.py").write_text(
        'raise Refused(_("This link was used."))\nngettext("%d day", "%d days", n)'
    )
    assert strings(tmp_path) == {(None, "This link was used."), (None, ("%d day", "%d days"))}


def test_gather_finds_what_templates_say(tmp_path):
    page = tmp_path / "templates/people/page.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        """<p>it's (not code
             {% translate "Sign in" %}
        {% blocktranslate trimmed with name=who %}
            Hello
            {{ name }}
        {% endblocktranslate %}
      {% include "x.html" with label=_("Save") %} {% translate "May" context "month" %}"""
    )
    assert strings(tmp_path) == {
        (None, "Sign in"),
        (None, "Hello %(name)s"),
        (None, "Save"),
        ("month", "May"),
    }


def test_gather_leaves_migrations_alone(tmp_path):
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/0001_first.py").write_text('_("kept as it was")')
    assert strings(tmp_path) == set()
