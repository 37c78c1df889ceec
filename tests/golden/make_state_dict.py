"""Writes state_dict.safetensors, a network's state_dict as PyTorch's users save it, and state_dict.json: its probabilities for a few images.

usage: python3 tests/golden/make_state_dict.py   (needs NumPy and PyTorch)

The images' pixels are (i * 31 + p * 7 + p // 28 * 13) mod 256, of image i at place p.
"""
import json
import os

import numpy as np
import torch
from torch import nn

import idx
from state_dict import save
from torch_network import modules

SPEC, MEAN, STD, IMAGES = "c2x5s5t-a2-6r-10", 0.25, 0.5, 4

torch.manual_seed(3)
network = nn.Sequential(*modules(SPEC))
pixels = np.array([[(i * 31 + p * 7 + p // 28 * 13) % 256 for p in range(784)] for i in range(IMAGES)], dtype=np.uint8)
with torch.no_grad():
    logits = network.double()(torch.from_numpy(idx.normalised(pixels, MEAN, STD)).double())
folder = os.path.dirname(os.path.abspath(__file__))
save(network.float().state_dict(), os.path.join(folder, "state_dict.safetensors"), {"format": "pt"})
with open(os.path.join(folder, "state_dict.json"), "w") as file:
    json.dump({"spec": SPEC, "mean": MEAN, "std": STD, "probabilities": logits.softmax(1).tolist()}, file, separators=(",", ":"))
    file.write("\n")
