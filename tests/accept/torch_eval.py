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
import idx
from torch_network import modules

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
pixels, labels = idx.read(sys.argv[2], "t10k")
images = torch.from_numpy(idx.normalised(pixels, float(about["mean"]), float(about["std"])))
with torch.no_grad():
    digits = torch.cat([network(part).argmax(1) for part in images.split(1000)])
print(json.dumps({"right": int((digits == torch.from_numpy(labels)).sum()), "images": len(labels)}))
