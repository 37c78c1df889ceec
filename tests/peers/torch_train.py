"""The peer of ./run bench: PyTorch trains a network on MNIST, on one thread, with Adam at 0.001, or in one cycle up to MAX_LR.

usage: python3 tests/peers/torch_train.py MNIST_DIR SPEC EPOCHS BATCH SEED [MAX_LR]

Prints a JSON line an epoch: epoch, seconds (of the steps: shuffle, gather, forward, backward, update), images_per_second,
accuracy on the test images. The images are normalised float tensors before the clock starts, which is more than our own
program allows itself.
"""
import json
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))
import idx
from torch_network import modules

folder, spec = sys.argv[1:3]
epochs, batch, seed = (int(text) for text in sys.argv[3:6])
max_lr = float(sys.argv[6]) if len(sys.argv) > 6 else None
torch.set_num_threads(1)
torch.manual_seed(seed)
train, train_labels = idx.read(folder, "train")
test, test_labels = idx.read(folder, "t10k")
mean, std = idx.statistics(train)
x, y = torch.from_numpy(idx.normalised(train, mean, std)), torch.from_numpy(train_labels)
test_x, test_y = torch.from_numpy(idx.normalised(test, mean, std)), torch.from_numpy(test_labels)

network = nn.Sequential(*modules(spec))
optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
schedule = None
if max_lr is not None:
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr, epochs=epochs, steps_per_epoch=-(-len(y) // batch),
                                                   cycle_momentum=False)
for epoch in range(1, epochs + 1):
    network.train()
    start = time.perf_counter()
    order = torch.randperm(len(y))
    for picked in order.split(batch):
        optimizer.zero_grad()
        F.cross_entropy(network(x[picked]), y[picked]).backward()
        optimizer.step()
        if schedule is not None:
            schedule.step()
    seconds = time.perf_counter() - start
    network.eval()
    with torch.no_grad():
        right = sum(int((network(images).argmax(1) == labels).sum())
                    for images, labels in zip(test_x.split(1000), test_y.split(1000)))
    print(json.dumps({"epoch": epoch, "seconds": seconds, "images_per_second": len(y) / seconds,
                      "accuracy": right / len(test_y)}), flush=True)
