"""The library is for notebooks too: it imports nothing but Python, and starts at once."""

import subprocess
import sys

import pytest

ALLOWED = {"beside"}


@pytest.mark.parametrize("folder", ["measures", "alliance", "helplines", "guidance"])
def test_a_folder_of_the_library_needs_python_alone(folder):
    script = (
        "import sys; before = set(sys.modules); "
        f"import beside.{folder}; "
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}; "
        "print(*sorted(new - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == ALLOWED
