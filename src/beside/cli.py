"""The `beside` command."""

import sys

from beside import __version__


def main() -> int:
    print(f"beside {__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
