"""Trains a spec's nn.Sequential for a few steps with nothing but PyTorch, saves its state_dict as PyTorch's users do, and reads
the test images with it.

usage: python3 tests/accept/torch_make.py SPEC MNIST_DIR OUT.safetensors
"""
import json
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))
import idx
from state_dict import save
from torch_network import modules, read_test_images

STEPS, BATCH = 150, 64
spec, folder, out = sys.argv[1:]
torch.set_num_threads(1)
torch.manual_seed(1)
network = nn.Sequential(*modules(spec))
pixels, labels = idx.read(folder, "train")
mean, std = idx.statistics(pixels)
images = torch.from_numpy(idx.normalised(pixels[:STEPS * BATCH], mean, std))
optimizer = torch.optim.Adam(network.parameters(), lr=0.003)
for x, y in zip(images.split(BATCH), torch.from_numpy(labels).split(BATCH)):
    optimizer.zero_grad()
    F.cross_entropy(network(x), y).backward()
    optimizer.step()
save(network.state_dict(), out, {"format": "pt"})
digits, labels = read_test_images(network, folder, mean, std)
print(json.dumps({"right": int((digits == labels).sum()), "images": len(labels), "digits": digits.tolist()}))
