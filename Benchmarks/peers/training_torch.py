# SPDX-License-Identifier: GPL-3.0-or-later
"""Full-batch AdamW steps in PyTorch, as its users write them.

One line on standard output: milliseconds per step, and of processor time.

    training_torch.py toy|mlp|transformer eager|compiled THREADS
"""

import sys

import training_work as work

name, mode, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
work.use_cores(threads)

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(threads)
torch.manual_seed(0)


class Toy(nn.Module):
    """The embeddings of both symbols, summed, through two tanh layers."""

    def __init__(self, modulus, rows, embedding, width, outputs):
        super().__init__()
        self.embedding = nn.Embedding(modulus, embedding)
        self.decoder = nn.Sequential(
            nn.Linear(embedding, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, outputs)
        )

    def forward(self, pairs):
        return self.decoder(self.embedding(pairs).sum(dim=1))


class EmbeddingMLP(nn.Module):
    """The embeddings of both symbols, side by side, through one ReLU layer."""

    def __init__(self, modulus, rows, embedding, width):
        super().__init__()
        self.embedding = nn.Embedding(modulus, embedding)
        self.decoder = nn.Sequential(nn.Linear(2 * embedding, width), nn.ReLU(), nn.Linear(width, modulus))

    def forward(self, pairs):
        return self.decoder(self.embedding(pairs).flatten(1))


class Transformer(nn.Module):
    """One layer without normalization on the tokens a b =; the answer is read at the last place."""

    def __init__(self, modulus, rows, width, heads, hidden, context):
        super().__init__()
        self.heads = heads
        self.equals = modulus
        self.embedding = nn.Embedding(modulus + 1, width)
        self.position = nn.Parameter(torch.randn(context, width) / width**0.5)
        self.queries_keys_values = nn.Linear(width, 3 * width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        self.hidden = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))
        self.unembedding = nn.Linear(width, modulus, bias=False)

    def forward(self, pairs):
        tokens = torch.cat([pairs, pairs.new_full((len(pairs), 1), self.equals)], dim=1)
        x = self.embedding(tokens) + self.position
        rows, length, width = x.shape
        split = self.queries_keys_values(x).view(rows, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.output(mixed.transpose(1, 2).reshape(rows, length, width))
        x = x + self.hidden(x)
        return self.unembedding(x[:, -1])


model, sizes = {
    "toy": (Toy, work.TOY), "mlp": (EmbeddingMLP, work.MLP), "transformer": (Transformer, work.TRANSFORMER)
}[name]
pairs, sums = map(torch.from_numpy, work.pairs(sizes))
network = model(**sizes)
forward = torch.compile(network) if mode == "compiled" else network
optimizer = torch.optim.AdamW(network.parameters(), work.RATE, weight_decay=work.DECAY)
if name == "toy":
    codes = torch.randn(2 * sizes["modulus"], sizes["outputs"])[sums]
    loss = lambda outputs: F.mse_loss(outputs, codes)
else:
    labels = sums % sizes["modulus"]
    loss = lambda outputs: F.cross_entropy(outputs, labels)


def steps(count):
    for _ in range(count):
        optimizer.zero_grad()
        loss(forward(pairs)).backward()
        optimizer.step()


print(*work.milliseconds(steps))
