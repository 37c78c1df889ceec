"""Writes random.json: what the engine's keyed random numbers must be.

usage: python3 tests/golden/make_random.py   (needs NumPy and PyTorch)

The three known-answer vectors are those published with Random123 (kat_vectors, philox4x32 10); the rest is
computed by keyed.py, which must reproduce them first.
"""
import json
import os

import numpy as np
import torch

import keyed

# counter 0-3, key 0-1, expected words
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text):
    return [int(word, 16) for word in text.split()]


def philox_case(seed, purpose, stream, index):
    return {"seed": str(seed), "purpose": purpose, "stream": stream, "index": str(index),
            "words": [int(word) for word in keyed.philox(seed, purpose, stream, index)[0]]}


philox = []
for counter, key, expected in KNOWN_ANSWERS:
    c, k = words(counter), words(key)
    case = philox_case(k[0] | k[1] << 32, c[3], c[2], c[0] | c[1] << 32)
    assert case["words"] == words(expected), "keyed.py disagrees with Random123"
    philox.append(case)
philox += [philox_case(1, 1, 0, 0), philox_case(1, 2, 3, 1), philox_case(2 ** 40 + 7, 4, 60000, 2 ** 33 + 1)]

uniform = [{"seed": str(seed), "purpose": purpose, "stream": stream,
            "values": keyed.uniform(seed, purpose, stream, 9).tolist()}
           for seed, purpose, stream in ((1, 1, 0), (1, 1, 5), (3, 4, 2))]

# torch.special.ndtri is the normal distribution's quantile function, by another method than ours (Cephes).
normal = [{"seed": str(seed), "stream": stream, "values": torch.special.ndtri(torch.from_numpy(
    (keyed.philox(seed, keyed.INITIALISE, stream, range(500)).reshape(-1) + 0.5) * 2.0 ** -32)).tolist()[::step]}
          for seed, stream, step in ((1, 0, 9), (5, 2, 13))]

permutation = []
for seed, epoch, count in ((1, 0, 1), (1, 0, 2), (1, 3, 10), (2, 0, 64), (7, 1, 65), (1, 0, 60000), (1, 4, 60000)):
    places = keyed.permutation(seed, epoch, count)
    assert sorted(places) == list(range(count))
    weighted = int(np.sum(places * (np.arange(count) % 1009 + 1)))
    permutation.append({"seed": str(seed), "epoch": epoch, "count": count, "first": places[:70].tolist(),
                        "weighted_sum": weighted})

initial = []
for spec in ("784-10", "784-128r-10", "c8x5r-p2-c16x5r-p2-10"):
    for number, (name, values) in enumerate(keyed.initial_parameters(spec, 1)):
        initial.append({"spec": spec, "seed": "1", "number": number, "name": name, "shape": list(values.shape),
                        "first": [float(v) for v in values.reshape(-1)[:4]], "last": float(values.reshape(-1)[-1])})

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "random.json")
with open(path, "w") as file:
    json.dump({"philox": philox, "uniform": uniform, "normal": normal, "permutation": permutation, "initial": initial}, file,
              separators=(",", ":"))
    file.write("\n")
print(f"{path}: {os.path.getsize(path)} bytes")
