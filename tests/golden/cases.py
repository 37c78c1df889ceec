"""Cases of the golden files of ops and functions: inputs, what PyTorch makes of them, gradients. See make_ops.py."""
import json
import os

import numpy as np
import torch

random = np.random.RandomState(20)
cases = []
NAMES = {torch.float64: "float64", torch.float32: "float32", torch.int64: "int64", torch.uint8: "uint8",
         torch.bool: "bool"}


def number(value):
    return int(value) if isinstance(value, int) else float(f"{value:.13g}")


def tensor(t):
    return {"dtype": NAMES[t.dtype], "shape": list(t.shape), "values": [number(v) for v in t.reshape(-1).tolist()]}


def spread(*shape):
    """Distinct values in (-3, 3), none within 1/64 of 0 and no two within 1/64 of each other."""
    count = int(np.prod(shape))
    steps = np.concatenate([np.arange(-190, -1, 2), np.arange(2, 191, 2)])
    assert count <= len(steps)
    return torch.from_numpy(np.asarray(random.permutation(steps)[:count].reshape(shape) / 64.0))


def values(*shape):
    return torch.from_numpy(np.asarray(random.randint(-96, 97, size=shape) / 64.0))


def positive(*shape):
    return torch.from_numpy(np.asarray(random.randint(8, 160, size=shape) / 64.0))


def integers(high, *shape):
    return torch.from_numpy(random.randint(0, high, size=shape).astype(np.int64))


def case(op, function, inputs, differentiable=True, gradient_of=None, **attributes):
    """Runs `function` on the inputs and notes what came out, with gradients of its first output: of the floating inputs, or those of
    them that `gradient_of` says."""
    floating = gradient_of or [t.dtype == torch.float64 for t in inputs]
    leaves = [t.clone().requires_grad_(f and differentiable) for t, f in zip(inputs, floating)]
    outputs = function(*leaves)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    entry = {"op": op, "attributes": attributes, "inputs": [tensor(t) for t in inputs],
             "outputs": [tensor(t.detach()) for t in outputs]}
    if differentiable:
        upstream = values(*outputs[0].shape)
        (outputs[0] * upstream).sum().backward()
        entry["upstream"] = tensor(upstream)
        entry["gradients"] = [tensor(t.grad) if f else None for t, f in zip(leaves, floating)]
    cases.append(entry)


def write(name):
    """Writes the cases so far to a file of this folder."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
    print(f"{path}: {len(cases)} cases, {os.path.getsize(path)} bytes")
