"""Writes traces.json: losses of 100 training steps on MNIST, computed by PyTorch.

usage: python3 tests/golden/make_traces.py MNIST_DIR   (needs NumPy and PyTorch)

Weights and batches come from keyed.py, so that engine and PyTorch start from the same bytes. A run is pinned only
if PyTorch's float32 and float64 agree within LIMIT at every step; every candidate's figure is printed.
"""
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import keyed

LIMIT = 1e-6  # a tenth of what the tests allow: no run whose losses hang on one ReLU near 0
CANDIDATES = [
    # spec, optimizer and its options
    ("784-128r-10", "sgd", {"lr": 0.1}),
    ("784-128r-10", "sgd", {"lr": 0.02, "momentum": 0.9, "weight_decay": 1e-4}),
    ("784-128r-10", "adam", {"lr": 0.001}),
    ("c8x5r-p2-c16x5r-p2-10", "sgd", {"lr": 0.1}),
    ("c8x5r-p2-c16x5r-p2-10", "sgd", {"lr": 0.05}),
    ("c8x5r-p2-c16x5r-p2-10", "adam", {"lr": 0.001}),
    ("c8x5r-p2-c16x5r-p2-10", "adam", {"lr": 0.0005}),
    ("c8x5r-p2-c16x5r-p2-10", "adam", {"lr": 0.002}),
]
SEED, BATCH, STEPS = 1, 64, 100


def network(spec, dtype):
    modules = []
    for layer in keyed.layers(spec):
        kind, arguments = layer[0], layer[1:]
        modules.append({
            "unflatten": lambda: nn.Unflatten(1, (1, 28, 28)),
            "flatten": lambda: nn.Flatten(),
            "relu": lambda: nn.ReLU(),
            "linear": lambda: nn.Linear(*arguments),
            "conv2d": lambda: nn.Conv2d(arguments[0], arguments[1], arguments[2], stride=arguments[3],
                                        padding=arguments[4]),
            "max_pool2d": lambda: nn.MaxPool2d(*arguments),
        }[kind]())
    net = nn.Sequential(*modules).to(dtype)
    values = {name: torch.from_numpy(array).to(dtype) for name, array in keyed.initial_parameters(spec, SEED)}
    net.load_state_dict(values, strict=True)
    return net


def losses(spec, optimizer, options, dtype, images, labels):
    net = network(spec, dtype)
    step = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer](net.parameters(), **options)
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


def read(folder, name, offset):
    with open(os.path.join(folder, name), "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


def main():
    torch.set_num_threads(1)
    folder = sys.argv[1]
    pixels = read(folder, "train-images-idx3-ubyte", 16).reshape(-1, 784)
    labels = read(folder, "train-labels-idx1-ubyte", 8).astype(np.int64)
    share = np.arange(256) / 255
    counts = np.bincount(pixels.reshape(-1), minlength=256)
    mean = float((counts * share).sum() / counts.sum())
    std = float(np.sqrt((counts * (share - mean) ** 2).sum() / counts.sum()))
    images = ((pixels / 255 - mean) / std).astype(np.float32)

    traces = []
    for spec, optimizer, options in CANDIDATES:
        exact, single = (losses(spec, optimizer, options, dtype, images, labels)
                         for dtype in (torch.float64, torch.float32))
        difference = float(np.abs(exact - single).max())
        pinned = difference <= LIMIT
        print(f"{spec} {optimizer} {options}: float32 against float64 {difference:.2e}, losses {exact[0]:.4f} to "
              f"{exact[-1]:.4f}: {'pinned' if pinned else 'left out'}")
        if pinned:
            traces.append({"spec": spec, "optimizer": optimizer, **options, "seed": SEED, "batch": BATCH,
                           "float32_difference": difference, "losses": [round(loss, 12) for loss in exact.tolist()]})
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "traces.json")
    with open(path, "w") as file:
        json.dump({"mean": mean, "std": std, "images": len(labels), "traces": traces}, file, separators=(",", ":"))
        file.write("\n")
    print(f"{path}: {os.path.getsize(path)} bytes")


main()
