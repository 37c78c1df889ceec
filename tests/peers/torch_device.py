"""The peer of ./run bench --device: PyTorch trains networks on a device with Adam at 0.001, and says how long an epoch takes.

usage: python3 tests/peers/torch_device.py MNIST_DIR cpu|cuda EPOCHS SPEC,... BATCH,...

Prints a JSON line with torch's version and the device's name, then one for each spec, batch and way: eager; graphs, the whole step
captured in a CUDA graph; compiled, torch.compile with mode="reduce-overhead", which uses CUDA graphs, too. EPOCHS below 1 times that part
of one. The images lie on the device, normalised, before the clock starts; milliseconds are those of 60,000 images.
"""
import json
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))
import idx
from torch_network import modules

folder, device = sys.argv[1:3]
epochs = float(sys.argv[3])
on_gpu = device == "cuda"
if on_gpu and not torch.cuda.is_available():
    sys.exit("this PyTorch finds no GPU")
torch.set_num_threads(1)
print(json.dumps({"torch": torch.__version__, "device": torch.cuda.get_device_name() if on_gpu else "cpu"}), flush=True)
images, labels = idx.read(folder, "train")
x = torch.from_numpy(idx.normalised(images, *idx.statistics(images))).to(device)
y = torch.from_numpy(labels).to(device)


def eager_step(network, optimizer):
    def step(batch, target):
        optimizer.zero_grad()
        F.cross_entropy(network(batch), target).backward()
        optimizer.step()
    return step


def graph_step(network, optimizer, size):
    """The eager step for batches of this size, captured."""
    batch, target = x[:size].clone(), y[:size].clone()
    step = eager_step(network, optimizer)
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step(batch, target)
    torch.cuda.current_stream().wait_stream(side)
    optimizer.zero_grad(set_to_none=True)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        F.cross_entropy(network(batch), target).backward()
        optimizer.step()

    def replay(picked, picked_target):
        batch.copy_(picked)
        target.copy_(picked_target)
        graph.replay()
    return replay


def time_epoch(step, size, steps):
    """Seconds of so many steps of whole batches."""
    if on_gpu:
        torch.cuda.synchronize()
    start = time.perf_counter()
    order = torch.randperm(len(y), device=device)
    for i in range(steps):
        picked = order[i * size:(i + 1) * size]
        step(x[picked], y[picked])
    if on_gpu:
        torch.cuda.synchronize()
    return time.perf_counter() - start


def time_way(way, spec, size):
    torch.manual_seed(1)
    network = nn.Sequential(*modules(spec)).to(device)
    # capturable: a graph cannot have the count of steps on the host.
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001, **({"capturable": True} if way != "eager" else {}))
    if way == "graphs":
        step = graph_step(network, optimizer, size)
    else:
        step = eager_step(torch.compile(network, mode="reduce-overhead") if way == "compiled" else network, optimizer)
    whole = len(y) // size
    steps = max(1, int(epochs * whole)) if epochs < 1 else whole
    time_epoch(step, size, min(steps, 20))
    seconds = statistics.median(time_epoch(step, size, steps) for _ in range(max(1, int(epochs))))
    return 1000 * seconds * len(y) / (steps * size)


ways = ["eager"]
if on_gpu:
    ways += ["graphs"] + (["compiled"] if hasattr(torch, "compile") else [])
for spec in sys.argv[4].split(","):
    for size in (int(text) for text in sys.argv[5].split(",")):
        for way in ways:
            line = {"peer": way, "spec": spec, "batch": size}
            try:
                line["milliseconds"] = time_way(way, spec, size)
            except RuntimeError as error:
                line["failed"] = str(error).split("\n")[0]
            print(json.dumps(line), flush=True)
