"""Training the small reading: BERT's upper layers learn every head at once.

Needs PyTorch, onnx, safetensors and scipy (`pip install beside[train]`), which listening itself does not. The same seed on the same
machine with one thread gives the same model. What was done stays in a folder: training that was stopped goes on after its last epoch.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from beside.listening.errors import NoReading
from beside.listening.model import graph
from beside.listening.model.annomi import Coded
from beside.listening.model.codes import HEADS
from beside.listening.model.pieces import CHUNK, Pieces, spans
from beside.listening.model.weighing import Floats, Ints

if TYPE_CHECKING:
    from torch import Tensor

    from beside.listening.model.network import Network

# Called with what is being trained, and the part that is done, from 0 to 1.
Told = Callable[[str, float], None]
# The turns of windows that are sorted by length together.
SORTED_TOGETHER = 16
# A batch of about this many turns weighs as one step.
TURNS = 32
# What counts besides a turn's main code: the kinds, and what a turn may hold besides its main code.
WEIGHS = {"main": 1.0, "question": 0.3, "reflection": 0.3, "input": 0.3, "talk": 1.0}
HOLDS = ("question", "reflection", "input")
NOBODY = -1_000_000


@dataclass(frozen=True)
class Recipe:
    """`rate` is the top layer's; each layer below learns `slower` times as fast. `balance`: how far rare codes count more,
    0 not, 1 as much as frequent ones. `kept`: how much of the running mean of the weights a step leaves as it was. Each round of epochs begins
    with small steps, takes large ones and ends with small ones (Loshchilov and Hutter 2017).
    """

    rounds: int = 1
    epochs: int = 3
    rate: float = 1.5e-4
    slower: float = 0.9
    near_rate: float = 2e-3
    head_rate: float = 1e-3
    decay: float = 0.01
    warm_up: float = 0.1
    windows: int = 4
    drop: float = 0.1
    smooth: float = 0.05
    balance: float = 0.5
    kept: float = 0.99
    holds_weigh: float = 0.3
    seed: int = 1

    @property
    def all_epochs(self) -> int:
        return self.rounds * self.epochs


@dataclass(frozen=True)
class Base:
    """A folder with a BERT of six layers and 384 numbers a token, as sentence-transformers keeps it: all-MiniLM-L6-v2."""

    folder: Path

    @cached_property
    def pieces(self) -> Pieces:
        path = self.folder / "tokenizer.json"
        try:
            places = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
        except (OSError, ValueError, KeyError) as error:
            raise NoReading(
                f"{self.folder} holds no BERT to start from. "
                "Give --base a folder with the model.safetensors and tokenizer.json of all-MiniLM-L6-v2."
            ) from error
        return Pieces(tuple(sorted(places, key=places.__getitem__)))

    def network(self) -> Network:
        from safetensors.torch import load_file

        from beside.listening.model.network import from_bert

        return from_bert(load_file(self.folder / "model.safetensors"))


@dataclass(frozen=True)
class Lesson:
    """One session: the tokens of its turns, their codes by head (-1 for none), and which are the therapist's."""

    numbers: list[list[int]]
    gold: Ints
    therapist: Ints

    @classmethod
    def of(cls, coded: Coded, pieces: Pieces) -> Lesson:
        turns = coded.session.turns
        gold = [
            [codes.index(given[head]) if head in given else -1 for head, codes in HEADS.items()]
            for given in coded.gold
        ]
        therapist = np.array([turn.role == "therapist" for turn in turns])
        return cls(pieces.numbers(turns), np.array(gold).reshape(len(turns), len(HEADS)), therapist)


@dataclass(frozen=True)
class Window:
    """Turns of one session that are read together."""

    lesson: int
    begins: int
    ends: int
    tokens: int


@dataclass
class Training:
    """The network as it learns, and the running mean of its weights, which is what is kept of it."""

    recipe: Recipe
    network: Network
    optimiser: Any
    learnt: list[Any]
    mean: list[Tensor]
    steps: int = 0

    @classmethod
    def of(cls, network: Network, recipe: Recipe) -> Training:
        import torch

        groups = list(groups_of(network, recipe))
        learnt = [each for group in groups for each in group["params"]]
        optimiser = torch.optim.AdamW(groups, weight_decay=recipe.decay)
        return cls(recipe, network, optimiser, learnt, [each.detach().clone() for each in learnt])

    def step(self, loss: Tensor, part_done: float) -> None:
        """`part_done` of the round, from 0 to 1."""
        import torch

        recipe = self.recipe
        rising = (part_done + 1e-3) / recipe.warm_up
        for group in self.optimiser.param_groups:
            group["lr"] = group["highest"] * min(rising, (1 - part_done) / (1 - recipe.warm_up))
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learnt, 1.0)
        self.optimiser.step()
        self.steps += 1
        kept = min(recipe.kept, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for mean, now in zip(self.mean, self.learnt, strict=True):
                mean.lerp_(now, 1 - kept)

    def weights(self) -> graph.Weights:
        """The running mean, and what was not trained."""
        import torch

        names = {id(each): name for name, each in self.network.named_parameters()}
        found = {name: each.detach() for name, each in self.network.state_dict().items()}
        found |= {names[id(now)]: mean for now, mean in zip(self.learnt, self.mean, strict=True)}
        return {name: each.to(torch.float32).numpy() for name, each in found.items()}


def groups_of(network: Network, recipe: Recipe) -> Iterator[dict[str, Any]]:
    from beside.listening.model.network import ALONE, LAYERS

    for index, layer in enumerate(network.layers):
        if index < ALONE:
            continue
        rate = recipe.rate * recipe.slower ** (LAYERS - 1 - index)
        usual = [each for name, each in layer.named_parameters() if name != "nearness"]
        yield {"params": usual, "lr": rate, "highest": rate}
        near = {"lr": recipe.near_rate, "highest": recipe.near_rate, "weight_decay": 0.0}
        yield {"params": [layer.nearness], **near}
    heads = [*network.codes.parameters(), *network.kinds.parameters()]
    yield {"params": heads, "lr": recipe.head_rate, "highest": recipe.head_rate}


def trained(
    base: Base, sessions: Sequence[Coded], recipe: Recipe, kept_in: Path, told: Told
) -> graph.Weights:
    """`kept_in` is written after every epoch, and read first if it is there."""
    torch = torch_itself()
    torch.set_num_threads(1)
    torch.manual_seed(recipe.seed)
    lessons = [Lesson.of(each, base.pieces) for each in sessions]
    training = Training.of(base.network(), recipe)
    done = resumed(training, kept_in)
    if done < recipe.all_epochs:
        beginnings = beginnings_of(training.network, lessons)
        rarity = [rarities(lessons, place, recipe.balance) for place in range(len(HEADS))]
        for epoch in range(done, recipe.all_epochs):
            one_epoch(training, lessons, beginnings, rarity, epoch, lambda part: told(kept_in.stem, part))
            keep(training, epoch + 1, kept_in)
    told(kept_in.stem, 1.0)
    return training.weights()


def one_epoch(
    training: Training,
    lessons: list[Lesson],
    beginnings: list[list[Tensor]],
    rarity: list[Tensor],
    epoch: int,
    told: Callable[[float], None],
) -> None:
    import torch

    recipe = training.recipe
    # Chance begins anew with each epoch, so that training may stop between two.
    torch.manual_seed(1_000 * recipe.seed + epoch)
    chance = random.Random(1_000 * recipe.seed + epoch)  # noqa: S311 (nothing is kept secret by it)
    batches = list(batches_of(lessons, chance, recipe.windows))
    training.network.train()
    for place, windows in enumerate(batches):
        done = epoch + place / len(batches)
        loss = loss_of(training, lessons, beginnings, rarity, windows)
        training.step(loss, done % recipe.epochs / recipe.epochs)
        told(done / recipe.all_epochs)


def batches_of(lessons: list[Lesson], chance: random.Random, size: int) -> Iterator[list[Window]]:
    """Sessions cut anew each time, so that a turn is read with more or fewer of the earlier ones; windows of like length together."""
    windows = []
    for place, lesson in enumerate(lessons):
        sizes = [len(each) for each in lesson.numbers]
        cut = spans(sizes, chance.randint(CHUNK // 5, CHUNK))
        windows += [Window(place, begins, ends, sum(sizes[begins:ends])) for begins, ends in cut]
    chance.shuffle(windows)
    batches = []
    for begins in range(0, len(windows), SORTED_TOGETHER * size):
        near = sorted(
            windows[begins : begins + SORTED_TOGETHER * size], key=lambda each: (each.tokens, each.lesson)
        )
        batches += [near[place : place + size] for place in range(0, len(near), size)]
    chance.shuffle(batches)
    yield from batches


def beginnings_of(network: Network, lessons: list[Lesson]) -> list[list[Tensor]]:
    """What the lowest layers make of each turn: they are not trained, so once is enough. In 16 bits, to save memory."""
    import torch

    network.eval()
    # The same words by the same role are often said; turns of like length are read together.
    said = sorted(
        {tuple(each) for lesson in lessons for each in lesson.numbers}, key=lambda each: (len(each), each)
    )
    found: dict[tuple[int, ...], Tensor] = {}
    for begins in range(0, len(said), TURNS):
        turns = said[begins : begins + TURNS]
        longest = len(turns[-1])
        numbers = torch.tensor([[*each, *[0] * (longest - len(each))] for each in turns])
        turn = torch.tensor([[0] * len(each) + [NOBODY] * (longest - len(each)) for each in turns])
        seen = network.beginning(numbers, turn)
        found |= {each: row[: len(each)].half() for row, each in zip(seen, turns, strict=True)}
    return [[found[tuple(each)] for each in lesson.numbers] for lesson in lessons]


def loss_of(
    training: Training,
    lessons: list[Lesson],
    beginnings: list[list[Tensor]],
    rarity: list[Tensor],
    windows: list[Window],
) -> Tensor:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

    recipe = training.recipe
    codes, holds = training.network(batch_of(lessons, beginnings, windows), recipe.drop)
    parts = [(lessons[each.lesson], slice(each.begins, each.ends)) for each in windows]
    gold = torch.tensor(np.concatenate([lesson.gold[part] for lesson, part in parts]))
    therapist = torch.tensor(np.concatenate([lesson.therapist[part] for lesson, part in parts]))
    loss = torch.zeros(())
    for place, (head, scores) in enumerate(
        zip(HEADS, codes.split([*map(len, HEADS.values())], 1), strict=True)
    ):
        given = gold[:, place] >= 0
        loss = loss + WEIGHS[head] * cross_entropy(
            scores[given],
            gold[given, place],
            weight=rarity[place],
            label_smoothing=recipe.smooth,
            reduction="sum",
        )
    held = torch.stack([gold[:, list(HEADS).index(head)] >= 0 for head in HOLDS], 1)[therapist].float()
    more = binary_cross_entropy_with_logits(holds[therapist], held, reduction="sum")
    return (loss + recipe.holds_weigh / len(HOLDS) * more) / TURNS


def batch_of(lessons: list[Lesson], beginnings: list[list[Tensor]], windows: list[Window]) -> Any:
    import torch

    from beside.listening.model.network import WIDE, Batch

    longest = max(each.tokens for each in windows)
    seen = torch.zeros(len(windows), longest, WIDE)
    turn = torch.full((len(windows), longest), NOBODY)
    first = []
    for row, window in enumerate(windows):
        at = 0
        for index in range(window.begins, window.ends):
            size = len(lessons[window.lesson].numbers[index])
            seen[row, at : at + size] = beginnings[window.lesson][index]
            turn[row, at : at + size] = index
            first.append((row, at))
            at += size
    return Batch(seen, turn, torch.tensor(first))


def rarities(lessons: list[Lesson], place: int, balance: float) -> Tensor:
    """The weight of each code of a head: 1 on average over turns."""
    import torch

    gold = np.concatenate([lesson.gold[:, place] for lesson in lessons])
    counts = np.maximum(1, np.bincount(gold[gold >= 0], minlength=len(list(HEADS.values())[place])))
    weights: Floats = (counts.sum() / counts) ** balance
    return torch.tensor(weights * counts.sum() / (weights * counts).sum(), dtype=torch.float32)


def keep(training: Training, epochs: int, path: Path) -> None:
    import torch

    state = {
        "epochs": epochs,
        "steps": training.steps,
        "learnt": [each.detach() for each in training.learnt],
        "mean": training.mean,
        "optimiser": training.optimiser.state_dict(),
    }
    new = path.with_suffix(".new")
    torch.save(state, new)
    new.replace(path)


def resumed(training: Training, path: Path) -> int:
    """The epochs that were done before."""
    import torch

    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    with torch.no_grad():
        for now, before in zip(training.learnt, state["learnt"], strict=True):
            now.copy_(before)
    training.mean, training.steps = state["mean"], state["steps"]
    training.optimiser.load_state_dict(state["optimiser"])
    return int(state["epochs"])


def torch_itself() -> Any:
    from importlib import import_module

    try:
        return import_module("torch")
    except ImportError as error:
        raise NoReading(
            "Training needs PyTorch: install it with `pip install beside[train]`, then try again."
        ) from error
