"""Reads an Inkgrad model file with nothing but PyTorch and counts the test images that it reads right.

usage: python3 tests/accept/torch_eval.py MODEL.safetensors MNIST_DIR
"""
import json
import os
import sys

import torch
from torch import nn

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))
from torch_network import modules, read_test_images

with open(sys.argv[1], "rb") as file:
    header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    data = bytearray(file.read())
about = header.pop("__metadata__")
state = {}
for name, entry in header.items():
    assert entry["dtype"] == "F32"
    begin, end = entry["data_offsets"]
    state[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(entry["shape"])

torch.set_num_threads(1)
network = nn.Sequential(*modules(about["spec"]))
network.load_state_dict(state, strict=True)
digits, labels = read_test_images(network, sys.argv[2], float(about["mean"]), float(about["std"]))
print(json.dumps({"right": int((digits == labels).sum()), "images": len(labels)}))
