import sys

from beside.cli import main

sys.exit(main())
