"""The nn.Sequential that a model spec stands for."""
import torch
from torch import nn

import idx
import keyed

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def modules(spec):
    result = []
    for kind, *arguments in keyed.layers(spec):
        if kind == "unflatten":
            result.append(nn.Unflatten(1, (1, 28, 28)))
        elif kind == "flatten":
            result.append(nn.Flatten())
        elif kind == "linear":
            result.append(nn.Linear(*arguments))
        elif kind == "conv2d":
            inputs, outputs, kernel, stride, padding = arguments
            result.append(nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding))
        elif kind == "max_pool2d":
            result.append(nn.MaxPool2d(*arguments))
        elif kind == "avg_pool2d":
            result.append(nn.AvgPool2d(*arguments))
        elif kind == "batch_norm":
            channels, spatial = arguments
            result.append((nn.BatchNorm2d if spatial else nn.BatchNorm1d)(channels))
        elif kind == "dropout":
            result.append(nn.Dropout(*arguments))
        else:
            result.append(ACTIVATIONS[kind]())
    return result


def read_test_images(network, folder, mean, std):
    """What the network reads in MNIST's test images, and their labels: int64 [n] each."""
    pixels, labels = idx.read(folder, "t10k")
    images = torch.from_numpy(idx.normalised(pixels, mean, std))
    network.eval()
    with torch.no_grad():
        return torch.cat([network(part).argmax(1) for part in images.split(1000)]), torch.from_numpy(labels)
