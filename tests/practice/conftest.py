"""Whom most tests of the site begin with. A file that needs other people says so itself."""

import pytest

# Imported where they are used: pytest reads this file before Django is set up.


@pytest.fixture
def thea():
    from tests.vocabulary import a_therapist

    return a_therapist("Thea")


@pytest.fixture
def chris(thea):
    from tests.vocabulary import a_client

    return a_client("Chris", therapist=thea)
