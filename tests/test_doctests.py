"""Every example in the library's docstrings is run."""

import doctest
import importlib
import pkgutil

import pytest

FOLDERS = (
    "beside.measures",
    "beside.alliance",
    "beside.listening",
    "beside.signs",
    "beside.helplines",
    "beside.guidance",
    "beside.concerns",
    "beside.regulators",
)


def modules():
    for folder in FOLDERS:
        package = importlib.import_module(folder)
        yield folder
        yield from (module.name for module in pkgutil.walk_packages(package.__path__, f"{folder}."))


# What imports PyTorch, and is imported by training alone.
FOR_TRAINING = {"beside.listening.model.network"}


@pytest.mark.parametrize("module", tuple(modules()))
def test_its_examples_are_true(module):
    if module in FOR_TRAINING:
        pytest.importorskip("torch", reason="the train extra is not installed")
    # The traceback's own lines and the module of an exception are left out of the comparison, as in a notebook.
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    outcome = doctest.testmod(importlib.import_module(module), optionflags=flags)
    assert outcome.failed == 0
