# SPDX-License-Identifier: GPL-3.0-or-later
"""Full-batch AdamW steps in JAX and Optax, many steps compiled into one loop.

One line on standard output: milliseconds per step, and of processor time.

    training_jax.py toy|mlp|transformer THREADS
"""

import sys

import training_work as work

name, threads = sys.argv[1], int(sys.argv[2])
work.use_cores(threads)

import jax
import jax.numpy as jnp
import optax

keys = iter(jax.random.split(jax.random.PRNGKey(0), 32))


def matrix(inputs, outputs):
    return jax.random.normal(next(keys), (inputs, outputs)) / inputs**0.5


def layer(inputs, outputs):
    return {"weight": matrix(inputs, outputs), "bias": jnp.zeros(outputs)}


def apply(layer, x):
    return x @ layer["weight"] + layer["bias"]


def toy(modulus, rows, embedding, width, outputs):
    """The embeddings of both symbols, summed, through two tanh layers."""
    weights = {
        "embedding": matrix(modulus, embedding),
        "layers": [layer(embedding, width), layer(width, width), layer(width, outputs)],
    }

    def forward(weights, pairs):
        x = weights["embedding"][pairs].sum(axis=1)
        for inner in weights["layers"][:-1]:
            x = jnp.tanh(apply(inner, x))
        return apply(weights["layers"][-1], x)

    return weights, forward


def mlp(modulus, rows, embedding, width):
    """The embeddings of both symbols, side by side, through one ReLU layer."""
    weights = {
        "embedding": matrix(modulus, embedding), "hidden": layer(2 * embedding, width), "output": layer(width, modulus)
    }

    def forward(weights, pairs):
        x = weights["embedding"][pairs].reshape(len(pairs), -1)
        return apply(weights["output"], jax.nn.relu(apply(weights["hidden"], x)))

    return weights, forward


def transformer(modulus, rows, width, heads, hidden, context):
    """One layer without normalization on the tokens a b =; the answer is read at the last place."""
    weights = {
        "embedding": matrix(modulus + 1, width),
        "position": matrix(context, width),
        "queries-keys-values": matrix(width, 3 * width),
        "output": matrix(width, width),
        "up": layer(width, hidden),
        "down": layer(hidden, width),
        "unembedding": matrix(width, modulus),
    }
    past = jnp.tril(jnp.ones((context, context), bool))

    def forward(weights, pairs):
        tokens = jnp.concatenate([pairs, jnp.full((len(pairs), 1), modulus)], axis=1)
        x = weights["embedding"][tokens] + weights["position"]
        split = (x @ weights["queries-keys-values"]).reshape(len(x), context, 3, heads, width // heads)
        query, key, value = split.transpose(2, 0, 3, 1, 4)
        scores = jnp.einsum("rhid,rhjd->rhij", query, key) / (width // heads) ** 0.5
        mixed = jnp.einsum("rhij,rhjd->rhid", jax.nn.softmax(jnp.where(past, scores, -jnp.inf)), value)
        x = x + mixed.transpose(0, 2, 1, 3).reshape(x.shape) @ weights["output"]
        x = x + apply(weights["down"], jax.nn.relu(apply(weights["up"], x)))
        return x[:, -1] @ weights["unembedding"]

    return weights, forward


model, sizes = {"toy": (toy, work.TOY), "mlp": (mlp, work.MLP), "transformer": (transformer, work.TRANSFORMER)}[name]
pairs, sums = map(jnp.asarray, work.pairs(sizes))
start, forward = model(**sizes)
optimizer = optax.adamw(work.RATE, weight_decay=work.DECAY)
codes = jax.random.normal(next(keys), (2 * sizes["modulus"], sizes.get("outputs", 1)))[sums]


def loss(weights):
    outputs = forward(weights, pairs)
    if name == "toy":
        return jnp.mean((outputs - codes) ** 2)
    return optax.softmax_cross_entropy_with_integer_labels(outputs, sums % sizes["modulus"]).mean()


def step(_, state):
    weights, memory = state
    updates, memory = optimizer.update(jax.grad(loss)(weights), memory, weights)
    return optax.apply_updates(weights, updates), memory


@jax.jit
def loop(count, state):
    return jax.lax.fori_loop(0, count, step, state)


state = (start, optimizer.init(start))
print(*work.milliseconds(lambda count: jax.block_until_ready(loop(count, state))))
