"""The nn.Sequential that a model spec stands for."""
from torch import nn

import keyed


def modules(spec):
    result = []
    for kind, *arguments in keyed.layers(spec):
        if kind == "unflatten":
            result.append(nn.Unflatten(1, (1, 28, 28)))
        elif kind == "flatten":
            result.append(nn.Flatten())
        elif kind == "relu":
            result.append(nn.ReLU())
        elif kind == "linear":
            result.append(nn.Linear(*arguments))
        elif kind == "conv2d":
            inputs, outputs, kernel, stride, padding = arguments
            result.append(nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding))
        elif kind == "max_pool2d":
            result.append(nn.MaxPool2d(*arguments))
    return result
