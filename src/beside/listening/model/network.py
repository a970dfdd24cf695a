"""The small reading's network, for training. Imports PyTorch, so only training imports it.

BERT's layers (Devlin et al. 2019), with two changes. The lowest layers look at a turn alone; the others also at earlier turns,
never at later ones, and each of their heads learns how much nearness in turns counts. Positions are counted from the beginning of each turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from beside.listening.model.codes import HEADS

WIDE = 384
INNER = 1536
LOOKS = 12  # attention heads in a layer
LAYERS = 6
# The lowest layers see each turn alone, and are kept as they came.
ALONE = 2
# From so many turns back on, distance makes no difference.
FARTHEST = 8
NEVER = -1e4
CODES = sum(len(codes) for codes in HEADS.values())
KINDS = 3  # a turn may hold a question, a reflection and input at once


@dataclass(frozen=True)
class Batch:
    """Windows × tokens; `turn` is negative where a window is filled up. `first`: (window, token) where each turn begins."""

    seen: Tensor
    turn: Tensor
    first: Tensor


class Layer(nn.Module):  # type: ignore[misc]  # checked where PyTorch is not
    def __init__(self, *, alone: bool):
        super().__init__()
        self.look = nn.Linear(WIDE, 3 * WIDE)
        self.out = nn.Linear(WIDE, WIDE)
        self.norm = nn.LayerNorm(WIDE, eps=1e-12)
        self.up = nn.Linear(WIDE, INNER)
        self.down = nn.Linear(INNER, WIDE)
        self.last = nn.LayerNorm(WIDE, eps=1e-12)
        nearness = -0.5 * torch.arange(FARTHEST + 1.0).clamp(max=4).repeat(LOOKS, 1)
        self.nearness = None if alone else nn.Parameter(nearness)

    def forward(self, seen: Tensor, apart: Tensor, drop: float) -> Tensor:
        """`apart` as `how_far` gives it."""
        windows, tokens, _ = seen.shape
        size = WIDE // LOOKS
        parts = self.look(seen).view(windows, tokens, 3, LOOKS, size).permute(2, 0, 3, 1, 4)
        query, key, value = (part.reshape(windows * LOOKS, tokens, size) for part in parts)
        bias = torch.matmul(self.by_distance(), apart).view(windows * LOOKS, tokens, tokens)
        shares = torch.baddbmm(bias, query, key.transpose(1, 2), alpha=size**-0.5).softmax(-1)
        looked = torch.bmm(shares, value).view(windows, LOOKS, tokens, size)
        looked = self.out(looked.transpose(1, 2).reshape(windows, tokens, WIDE))
        seen = self.norm(seen + functional.dropout(looked, drop, self.training))
        raised = self.down(functional.gelu(self.up(seen)))
        after: Tensor = self.last(seen + functional.dropout(raised, drop, self.training))
        return after

    def by_distance(self) -> Tensor:
        """Heads × distances in turns, the last column for what may not be seen."""
        if self.nearness is None:
            return torch.cat((torch.zeros(LOOKS, 1), torch.full((LOOKS, FARTHEST + 1), NEVER)), 1)
        return torch.cat((self.nearness, torch.full((LOOKS, 1), NEVER)), 1)


def how_far(turn: Tensor) -> Tensor:
    """Windows × distances × pairs of tokens: 1 where the other token lies so many turns back, in the last row where it is later or none."""
    apart = turn[:, :, None] - turn[:, None, :]
    apart = apart.clamp(max=FARTHEST).masked_fill((apart < 0) | (turn < 0)[:, None, :], FARTHEST + 1)
    distances = torch.arange(FARTHEST + 2)[None, :, None]
    return (apart.flatten(1)[:, None] == distances).float()


class Network(nn.Module):  # type: ignore[misc]
    """`beginning` (no gradient, computed once a turn), then `forward` for windows of turns."""

    def __init__(self, words: int, places: int):
        super().__init__()
        self.word = nn.Embedding(words, WIDE)
        self.place = nn.Embedding(places, WIDE)
        self.norm = nn.LayerNorm(WIDE, eps=1e-12)
        self.layers = nn.ModuleList(Layer(alone=index < ALONE) for index in range(LAYERS))
        self.codes = nn.Linear(2 * WIDE, CODES)
        self.kinds = nn.Linear(2 * WIDE, KINDS)
        for head in (self.codes, self.kinds):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def beginning(self, numbers: Tensor, turn: Tensor) -> Tensor:
        """What the lowest layers make of turns, one a row."""
        apart = how_far(turn)
        with torch.no_grad():
            seen = self.norm(self.word(numbers) + self.place(torch.arange(numbers.shape[1])))
            for layer in self.layers[:ALONE]:
                seen = layer(seen, apart, 0.0)
        return seen

    def forward(self, batch: Batch, drop: float) -> tuple[Tensor, Tensor]:
        """Turns × codes, turns × kinds of what a therapist's turn may hold."""
        seen, turn = batch.seen, batch.turn
        apart = how_far(turn)
        for layer in self.layers[ALONE:]:
            seen = layer(seen, apart, drop)
        window, begins = batch.first[:, 0], batch.first[:, 1]
        own = (turn[window] == turn[window, begins][:, None]).float()
        mean = torch.einsum("nt,nth->nh", own / own.sum(1, keepdim=True), seen[window])
        turns = functional.dropout(torch.cat((seen[window, begins], mean), 1), drop, self.training)
        return self.codes(turns), self.kinds(turns)


def from_bert(tensors: dict[str, Tensor]) -> Network:
    """With the weights of a BERT of this size, as sentence-transformers keeps them."""
    name = "embeddings.word_embeddings.weight"
    network = Network(len(tensors[name]), len(tensors["embeddings.position_embeddings.weight"]))
    network.word.weight.data = tensors[name]
    # Whose turn it is is said by a word, so all tokens are of BERT's first type.
    first_type = tensors["embeddings.token_type_embeddings.weight"][0]
    network.place.weight.data = tensors["embeddings.position_embeddings.weight"] + first_type
    take(network.norm, tensors, "embeddings.LayerNorm")
    for index, layer in enumerate(network.layers):
        of = f"encoder.layer.{index}"
        looks = [f"{of}.attention.self.{part}" for part in ("query", "key", "value")]
        layer.look.weight.data = torch.cat([tensors[f"{look}.weight"] for look in looks])
        layer.look.bias.data = torch.cat([tensors[f"{look}.bias"] for look in looks])
        take(layer.out, tensors, f"{of}.attention.output.dense")
        take(layer.norm, tensors, f"{of}.attention.output.LayerNorm")
        take(layer.up, tensors, f"{of}.intermediate.dense")
        take(layer.down, tensors, f"{of}.output.dense")
        take(layer.last, tensors, f"{of}.output.LayerNorm")
    return network


def take(part: nn.Linear | nn.LayerNorm, tensors: dict[str, Tensor], name: str) -> None:
    part.weight.data, part.bias.data = tensors[f"{name}.weight"].clone(), tensors[f"{name}.bias"].clone()
