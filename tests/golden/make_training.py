"""Writes training.json: learning rates of schedules, how far initialisations spread, and where L-BFGS is after so many steps, as
PyTorch has them.

usage: python3 tests/golden/make_training.py   (needs PyTorch)

PyTorch's random numbers are not ours; of an initialisation we note what it asks of the generator: the bound of uniform
numbers, the standard deviation of normal ones.
"""
import json
import os
import warnings

import torch

warnings.simplefilter("ignore")  # PyTorch's about schedulers that step before their optimizer


def schedule(name, steps, lr, make, **arguments):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=lr)
    scheduler = make(optimizer)
    rates = [optimizer.param_groups[0]["lr"]]
    for _ in range(steps):
        scheduler.step()
        rates.append(optimizer.param_groups[0]["lr"])
    return {"name": name, "lr": lr, "arguments": arguments, "rates": rates}


rates = torch.optim.lr_scheduler
schedules = [
    schedule("StepLR", 10, 0.5, lambda o: rates.StepLR(o, 3), step_size=3),
    schedule("StepLR", 6, 0.1, lambda o: rates.StepLR(o, 1, 0.75), step_size=1, gamma=0.75),
    schedule("CosineAnnealingLR", 12, 0.1, lambda o: rates.CosineAnnealingLR(o, 12), t_max=12),
    schedule("CosineAnnealingLR", 16, 0.1, lambda o: rates.CosineAnnealingLR(o, 7, 0.001), t_max=7, eta_min=0.001),
    schedule("OneCycleLR", 20, 1.0, lambda o: rates.OneCycleLR(o, 0.1, 20, cycle_momentum=False), max_lr=0.1, total_steps=20),
    schedule("OneCycleLR", 33, 1.0, lambda o: rates.OneCycleLR(o, 0.5, 33, pct_start=0.25, div_factor=10, final_div_factor=100,
                                                               cycle_momentum=False),
             max_lr=0.5, total_steps=33, pct_start=0.25, div_factor=10, final_div_factor=100),
]


class Asked(torch.Tensor):
    """A tensor that notes what it is filled with instead."""

    def uniform_(self, low, high):
        assert low == -high
        initial.append({"spread": high})

    def normal_(self, mean, std):
        assert mean == 0
        initial.append({"spread": std})


initial = []
for shape in ([128, 784], [10, 50], [16, 8, 5, 5]):
    weight = torch.zeros(shape).as_subclass(Asked)
    for name in ("kaiming_uniform_", "kaiming_normal_"):
        for nonlinearity, slope, fan in (("leaky_relu", 0, "in"), ("leaky_relu", 5 ** 0.5, "in"), ("relu", 0, "out"),
                                         ("tanh", 0, "in"), ("linear", 0, "out")):
            getattr(torch.nn.init, name)(weight, slope, "fan_" + fan, nonlinearity)
            initial[-1] |= {"name": name, "shape": shape, "nonlinearity": nonlinearity, "slope": slope, "fan": fan}
    for name in ("xavier_uniform_", "xavier_normal_"):
        for gain in (1.0, 5 / 3):
            getattr(torch.nn.init, name)(weight, gain)
            initial[-1] |= {"name": name, "shape": shape, "gain": gain}



def rosenbrock(w):
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


def regression(w):
    """Softmax regression of 12 made-up points, with a weight penalty: as tests/unit/test_golden_training.cpp has it."""
    i, j = torch.arange(12, dtype=torch.float64)[:, None], torch.arange(4, dtype=torch.float64)[None, :]
    x, labels = torch.sin(i * 1.7 + j * 2.3 + i * j * 0.9), torch.arange(12) * 5 % 3
    return torch.nn.functional.cross_entropy(x @ w, labels) + 0.01 * (w ** 2).sum()


def lbfgs(name, loss, start, max_iter, **arguments):
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([w], max_iter=max_iter, line_search_fn="strong_wolfe", **arguments)
    asked = 0

    def closure():
        nonlocal asked
        asked += 1
        optimizer.zero_grad()
        value = loss(w)
        value.backward()
        return value

    optimizer.step(closure)
    return {"loss": name, "max_iter": max_iter, "arguments": arguments, "evaluations": asked, "value": loss(w).item(),
            "parameters": w.detach().flatten().tolist()}


searches = [lbfgs("rosenbrock", rosenbrock, [-1.2, 1.0], n) for n in (1, 2, 3, 5, 10, 20, 100)]
searches += [lbfgs("regression", regression, [[0.0] * 3] * 4, n, history_size=3) for n in (1, 2, 4, 8, 100)]

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "training.json")
with open(path, "w") as file:
    json.dump({"schedules": schedules, "initial": initial, "lbfgs": searches}, file, separators=(",", ":"))
    file.write("\n")
print(f"{path}: {os.path.getsize(path)} bytes")
