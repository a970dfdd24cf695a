"""`python -m evidence.train_light --data AnnoMI-full.csv --folds source_folds.json`: trains and writes the light model that ships.

First it is measured on sessions from sources that it did not see, which gives the probabilities from which a quote may be shown as
evidence; then it is trained on all of them. It prints what `beside evaluate annomi --folds` prints. No chance is in it: the
same files give the same model, bit for bit. About 100 s on one core; needs scipy.
"""

import argparse
from pathlib import Path

from beside.listening.model import light
from beside.listening.model.annomi import folds_of, sessions_of
from beside.listening.model.evaluation import report, thresholds
from beside.listening.model.training import cross_validated, trained


def main():
    given = argparse.ArgumentParser(prog="python -m evidence.train_light", description=__doc__.split("\n")[0])
    given.add_argument("--data", type=Path, required=True, help="AnnoMI-full.csv")
    given.add_argument("--folds", type=Path, required=True, help="session numbers of each fold, by source")
    given.add_argument("--out", type=Path, default=light.FILE)
    asked = given.parse_args()
    sessions, folds = sessions_of(asked.data), folds_of(asked.folds)
    outside = cross_validated(sessions, folds)
    light.saved(trained(sessions, folds, thresholds(sessions, outside)), asked.out)
    print(report(sessions, outside, "light, trained anew on each fold"))
    print(f"\n{asked.out}: {asked.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
