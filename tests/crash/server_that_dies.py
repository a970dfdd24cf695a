"""The real server, started anew at each line on standard input, in a process group of its own that can be killed.

Everything is loaded once, here, and each start is a copy: two hundred kills then take minutes and not an hour.
"""

import os
import sys

import django

django.setup()

from beside.practice.desk import serve  # noqa: E402

# Laid first: what serves them looks once which there are.
serve.lay_static_files()

from beside.practice.config import urls, wsgi  # noqa: E402, F401  (loaded before the first copy is made)


def main():
    print("loaded", flush=True)
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            serve._run(workers=2, work=False, address="127.0.0.1")
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
