"""The `beside` command: parse, call, print, exit code.

0  done · 1  refused, with a sentence that says what to do · 2  not a command · 3  found something wrong (status, audit verify)
"""

import argparse
import os
import sys
from pathlib import Path

from beside import __version__

DONE, REFUSED, NOT_A_COMMAND, FOUND = 0, 1, 2, 3


def main(arguments=None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beside.practice.config.settings")
    if arguments[:1] == ["manage"]:
        return manage(arguments[1:])
    given = parser().parse_args(arguments)
    if not hasattr(given, "run"):
        parser().print_help()
        return NOT_A_COMMAND
    return told_plainly(given)


def told_plainly(given) -> int:
    """Run a command; what it refuses is a sentence, never a traceback."""
    try:
        return given.run(given) or DONE
    except KeyboardInterrupt:
        print(file=sys.stderr)
    except Exception as error:
        print(_plainly(error), file=sys.stderr)
    return REFUSED


def _plainly(error) -> str:
    """A refusal's own words, or what to do about a database that does not answer; a bug keeps its traceback.

    What is imported for that takes half a second, so it is imported only here.
    """
    from django.db import OperationalError

    from beside.listening.errors import ListeningError
    from beside.measures import MeasuresError
    from beside.practice.people.errors import Refused
    from beside.practice.vault.errors import VaultError

    if isinstance(error, (Refused, VaultError, MeasuresError, ListeningError)):
        return str(error)
    if isinstance(error, OperationalError):
        return (
            f"The database cannot be used: {str(error).strip()}\n"
            "See that it runs, that its address and password are right and that its disk is not full, then try again."
        )
    raise error


def manage(arguments) -> int:
    """Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["beside manage", *arguments])
    return DONE


def parser():
    top = argparse.ArgumentParser(
        prog="beside", description="Helps a therapist and a client build trust, see it, and keep it."
    )
    top.add_argument("--version", action="version", version=f"beside {__version__}")
    commands = top.add_subparsers(title="commands", metavar="")

    serve = commands.add_parser("serve", help="start Beside here; make what is missing first")
    serve.add_argument("--demo", action="store_true", help="fill a demo practice if there is no practice yet")
    serve.add_argument("--workers", type=int, default=2, help="how many processes answer pages (2)")
    serve.add_argument(
        "--no-work", action="store_true", help="leave background work to a `beside work` of its own"
    )
    serve.set_defaults(run=run_serve)

    demo = commands.add_parser("demo", help="fill a demo practice, or show its sign-ins")
    demo.set_defaults(run=run_demo)

    user = commands.add_parser("user", help="for people who cannot sign in")
    user.add_argument(
        "what",
        choices=["owner", "list", "second-step"],
        help="owner: a one-time link to join or to choose a new password; second-step: what an account has besides its password",
    )
    user.add_argument("email", nargs="?", help="whose second step")
    user.add_argument("--practice", default="", help="the practice's name, where there are several")
    user.add_argument(
        "--remove", action="store_true", help="second-step: take off what was lost, after meeting the person"
    )
    user.add_argument("--yes", action="store_true", help="second-step: the person was met, do not ask")
    user.set_defaults(run=run_user)

    migrate = commands.add_parser(
        "migrate", help="bring the database up to date (on PostgreSQL: as its owner)"
    )
    migrate.set_defaults(run=run_migrate)

    work = commands.add_parser("work", help="do background work until stopped")
    work.add_argument("--once", action="store_true", help="do what is waiting, then stop")
    work.set_defaults(run=run_work)

    keys = commands.add_parser("keys", help="make, change or put away the keys")
    keys.add_argument("what", choices=["new", "rotate", "export", "restore"])
    keys.add_argument("file", nargs="?", help="the escrow file (export, restore)")
    keys.set_defaults(run=run_keys)

    audit = commands.add_parser("audit", help="look at the audit trail")
    audit.add_argument(
        "what",
        choices=["verify", "copy"],
        help="verify: find what was changed; copy: put the heads elsewhere",
    )
    audit.set_defaults(run=run_audit)

    forms = commands.add_parser(
        "forms", help="look at questionnaires, or bring in licensed texts of your own"
    )
    what = forms.add_subparsers(title="forms", metavar="", required=True)
    look = what.add_parser("list", help="every questionnaire there is, and where it comes from")
    look.set_defaults(run=run_forms_list)
    check = what.add_parser("check", help="every fault of a file, with its line; exit code 3 if there is one")
    check.add_argument(
        "places", nargs="*", type=Path, help="files or folders (what is shipped, and your own)"
    )
    check.set_defaults(run=run_forms_check)
    bring = what.add_parser("import", help="texts that you hold a licence for, into BESIDE_HOME/forms")
    bring.add_argument("texts", type=Path, help="your file of texts for a skeleton: see docs/forms.md")
    bring.add_argument("--licence", default="", help="which licence: asked for if you leave it out")
    bring.add_argument("--home", type=Path, help="another folder than BESIDE_HOME")
    bring.set_defaults(run=run_forms_import)

    measured = commands.add_parser(
        "psychometrics", help="how well the questionnaires work with your own answers: sums only"
    )
    measured.add_argument("--csv", type=Path, help="a file with person, session and one column for each item")
    measured.add_argument("--form", default="", help="the questionnaire whose items the file holds")
    measured.add_argument("--json", action="store_true", help="for a program")
    measured.set_defaults(run=run_psychometrics)

    add_listen(commands)

    agreement = commands.add_parser(
        "evaluate", help="how well the readings of transcripts agree with experts, on their data"
    )
    agreement.add_argument("what", choices=["annomi"], help="whose codes the file holds")
    agreement.add_argument("--data", type=Path, required=True, help="AnnoMI-full.csv or AnnoMI-simple.csv")
    agreement.add_argument(
        "--folds",
        type=Path,
        help="session numbers of each fold: trains anew, reads each by a model that saw nothing of its source",
    )
    agreement.add_argument(
        "--readings",
        type=Path,
        help="what `beside train` kept: each session read by one that knew no source of it",
    )
    agreement.add_argument("--light", action="store_true", help="the linear model of under 1 MB")
    agreement.set_defaults(run=run_evaluate)

    learning = commands.add_parser(
        "train",
        help="train the small model of listening, and measure it on sources that it did not see",
        description="Goes on where it was stopped. Needs `pip install beside[train]`; about an hour and a half on two cores.",
    )
    learning.add_argument("--data", type=Path, required=True, help="AnnoMI-full.csv")
    learning.add_argument("--folds", type=Path, required=True, help="session numbers of each fold, by source")
    learning.add_argument(
        "--out", type=Path, required=True, help="the folder for the model and all before it"
    )
    learning.add_argument(
        "--base", type=Path, help="all-MiniLM-L6-v2: its model.safetensors and tokenizer.json, in one folder"
    )
    learning.add_argument("--seed", type=int, default=1)
    learning.set_defaults(run=run_train)

    for name, text in (("backup", "write one file while Beside runs"), ("restore", "bring a backup back")):
        command = commands.add_parser(name, help=text)
        command.add_argument("file")
        command.set_defaults(run=run_backup if name == "backup" else run_restore)

    status = commands.add_parser("status", help="how Beside is; exit code 3 if something needs a person")
    status.set_defaults(run=run_status)
    return top


def add_listen(commands):
    listen = commands.add_parser(
        "listen",
        help="hear a session's transcript: moments with their words, in the terminal and as files",
        description="Hears what can be counted and read in transcripts of sessions, here and offline. Private to the therapist; it scores nobody.",
        epilog="Exit codes: 0 all were read, 1 some could not be read or a file could not be written, 2 wrong use, 130 stopped. docs/listening.md has the rest.",
    )
    listen.add_argument(
        "files", nargs="+", metavar="FILE", help="transcripts, folders of them, or - for one that is sent"
    )
    listen.add_argument(
        "--therapist", metavar="NAME", help="who the therapist is, where it was guessed wrong"
    )
    listen.add_argument(
        "--earlier", metavar="FILE", type=Path, action="append", default=[],
        help="an earlier session of the same two people, to compare delays with (may come again)",
    )  # fmt: skip
    listen.add_argument(
        "--light", action="store_true", help="the linear model of under 1 MB: quicker, less often right"
    )
    for kind, what in (
        ("html", "one page to keep or print"),
        ("json", "all of it, for a program; - is the standard output"),
        ("csv", "a row for each turn, for a spreadsheet"),
    ):
        listen.add_argument(f"--{kind}", metavar="OUT", help=f"{what} (for several transcripts: a folder)")
    listen.add_argument(
        "--out",
        metavar="FOLDER",
        type=Path,
        help="where the Parquet of several transcripts goes (beside-listening)",
    )
    listen.add_argument(
        "--jobs", metavar="N", type=int, help="how many processes hear several transcripts (one a core)"
    )
    listen.add_argument("--again", action="store_true", help="begin anew, do not go on from where it stopped")
    listen.set_defaults(run=run_listen)


def ready():
    """Django, set up."""
    import django

    django.setup()


def run_serve(given):
    from beside.practice.desk import serve

    return serve.serve(demo=given.demo, workers=given.workers, work=not given.no_work)


def run_demo(given):
    ready()
    from beside.practice.desk import serve

    serve.prepare()
    serve.fill_demo()
    serve.print_sign_ins()


def run_user(given):
    ready()
    from beside.practice.desk import serve

    if given.what == "second-step":
        return run_second_step(given)
    return (
        serve.print_owner_links(given.practice)
        if given.what == "owner"
        else serve.print_members(given.practice)
    )


def run_second_step(given):
    from beside.practice.desk import lost_step
    from beside.practice.people.errors import Refused

    if not given.email:
        raise Refused("Say whose: beside user second-step somebody@example.org")
    if given.remove:
        return lost_step.remove(given.email, sure=given.yes)
    return lost_step.show(given.email)


def run_migrate(given):
    from beside.practice.desk import serve, setup

    serve.prepare_keys()
    ready()
    setup.make_database(verbosity=1)


def run_work(given):
    ready()
    from beside.practice.work import worker

    return worker.work(once=given.once)


def run_keys(given):
    from beside.practice.desk import keys

    return keys.run(given.what, given.file)


def run_audit(given):
    ready()
    from beside.practice.audit import anchors, verify

    if given.what == "copy":
        print(f"Copied the heads of {anchors.copy_heads()} chains to {anchors.file()}.")
        return DONE
    found = verify.look()
    for fault in found:
        print(f"practice {fault.practice_id}, entry {fault.number}: {fault.what}")
    print(
        "The audit trail is whole."
        if not found
        else f"{len(found)} faults. Keep the files as they are, and read SECURITY.md."
    )
    return FOUND if found else DONE


def run_forms_list(given):
    from beside.practice.desk import forms

    forms.print_list()


def run_forms_check(given):
    from beside.practice.desk import forms

    return FOUND if forms.print_faults(given.places) else DONE


def run_forms_import(given):
    from beside.practice.desk import forms

    forms.import_texts(given.texts, licence=given.licence, home=given.home)


def run_psychometrics(given):
    ready()
    from beside.practice.feedback import psychometrics

    psychometrics.print_results(psychometrics.results(given.csv, given.form), as_json=given.json)


def run_listen(given):
    from beside.listening import command

    pages = {kind: place for kind in ("html", "json", "csv") if (place := getattr(given, kind)) is not None}
    return command.run(
        command.Wanted(
            given.files,
            given.therapist,
            given.earlier,
            given.light,
            pages,
            given.out,
            given.jobs,
            given.again,
        )
    )


def run_evaluate(given):
    from beside.listening.model.evaluation import evaluate

    print(evaluate(given.data, given.folds, light=given.light, readings=given.readings))


def run_train(given):
    from beside.listening.model.proving import train

    print(train(given.data, given.folds, given.out, base=given.base, seed=given.seed))


def run_backup(given):
    ready()
    from beside.practice.desk import backup

    print(backup.backup(given.file))


def run_restore(given):
    ready()
    from beside.practice.desk import backup

    print(backup.restore(given.file))


def run_status(given):
    ready()
    from beside.practice.desk import status

    return status.print_status()


if __name__ == "__main__":
    sys.exit(main())
