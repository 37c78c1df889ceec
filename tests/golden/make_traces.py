"""Writes traces.json: losses of 100 training steps on MNIST, computed by PyTorch.

usage: python3 tests/golden/make_traces.py MNIST_DIR   (needs NumPy and PyTorch)

Weights and batches come from keyed.py, so that engine and PyTorch start from the same bytes. A run is pinned for
as many steps as PyTorch's float32 and float64 agree, and float64 with itself when the results of every layer are
changed by as much as float32 rounds: where they part, some value came so near to a ReLU's corner, or to another of its
pooling window, that every order of summation has losses of its own. Every run's figures are printed.

Softmax regression, the multilayer perceptron and the convolutional network of WHOLE are pinned for all 100 steps, or nothing is
written. So that this can be, the last is smooth: tanh and average pooling. (And with AdamW's own weight decay of 0.01 the
perceptron met a ReLU's corner after 19 steps; with 0.1 it does not.) MORE has the convolutional network that the project is
judged by, with ReLU and max pooling, for as long as it holds: with SGD that is hardly longer than nine steps.
"""
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import idx
import keyed
from torch_network import modules

LIMIT = 2e-6  # what the tests allow is 1e-5
PERTURBED_RUNS = 8
SEED, BATCH, STEPS = 1, 64, 100
WHOLE = [
    (spec, optimizer, options)
    for spec in ("784-10", "784-128r-10", "c8x5t-a2-c16x5t-a2-10")
    for optimizer, options in (("sgd", {"lr": 0.02, "momentum": 0.9, "weight_decay": 1e-4}), ("adam", {"lr": 0.001}),
                               ("adamw", {"lr": 0.001, "weight_decay": 0.1}))
]
MORE = [
    ("784-128r-10", "sgd", {"lr": 0.1}),
    ("c8x5r-p2-c16x5r-p2-10", "adam", {"lr": 0.001}),
]
OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


class Rounding(nn.Module):
    """Changes what passes by as much as float32 would round it, at random."""

    def forward(self, x):
        return x * (1 + 6e-8 * (2 * torch.rand_like(x) - 1)) + 1e-7 * (2 * torch.rand_like(x) - 1)


def network(spec, dtype, perturbed):
    net = nn.Sequential(*modules(spec)).to(dtype)
    values = {name: torch.from_numpy(array).to(dtype) for name, array in keyed.initial_parameters(spec, SEED)}
    net.load_state_dict(values, strict=True)
    if not perturbed:
        return net
    return nn.Sequential(*(part for module in net
                           for part in ((module, Rounding()) if list(module.parameters()) else (module,))))


def losses(run, dtype, images, labels, perturbed=False):
    spec, optimizer, options = run
    net = network(spec, dtype, perturbed)
    step = OPTIMIZERS[optimizer](net.parameters(), **options)
    order = keyed.permutation(SEED, 0, len(labels))
    result = []
    for start in range(0, BATCH * STEPS, BATCH):
        batch = order[start:start + BATCH]
        step.zero_grad()
        loss = F.cross_entropy(net(torch.from_numpy(images[batch]).to(dtype)), torch.from_numpy(labels[batch]))
        loss.backward()
        step.step()
        result.append(loss.item())
    return np.array(result)


def trace(run, images, labels):
    """The run's pinned steps; prints its figures."""
    spec, optimizer, options = run
    exact = losses(run, torch.float64, images, labels)
    others = [losses(run, torch.float32, images, labels)]
    others += [losses(run, torch.float64, images, labels, perturbed=True) for _ in range(PERTURBED_RUNS)]
    differences = np.abs(np.array(others) - exact)
    agreed = np.append(differences.max(axis=0) <= LIMIT, False)
    steps = int(np.argmin(agreed))
    print(f"{spec} {optimizer} {options}: {steps} steps pinned, losses {exact[0]:.4f} to {exact[steps - 1]:.4f}; within "
          f"{differences[:, :steps].max():.1e} there; in all {STEPS} steps float32 within {differences[0].max():.1e}, "
          f"float64 perturbed within {differences[1:].max():.1e}", flush=True)
    return {"spec": spec, "optimizer": optimizer, **options, "seed": SEED, "batch": BATCH,
            "losses": [round(loss, 12) for loss in exact[:steps].tolist()]}


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    folder = sys.argv[1]
    pixels, labels = idx.read(folder, "train")
    mean, std = idx.statistics(pixels)
    images = idx.normalised(pixels, mean, std)

    whole = [trace(run, images, labels) for run in WHOLE]
    if any(len(run["losses"]) < STEPS for run in whole):
        sys.exit("a run that must be pinned as a whole is not: give it another learning rate, or SEED another value")
    more = [trace(run, images, labels) for run in MORE]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "traces.json")
    with open(path, "w") as file:
        json.dump({"mean": mean, "std": std, "images": len(labels), "whole": len(whole), "traces": whole + more}, file,
                  separators=(",", ":"))
        file.write("\n")
    print(f"{path}: {os.path.getsize(path)} bytes")


main()
