"""Writes lessons.json: the lessons' numbers, computed by NumPy in float64 on MNIST and on a generated set.

usage: python3 tests/golden/make_lessons.py MNIST_FOLDER   (needs NumPy)

{"mnist" | "generated": {lesson: {step: numbers in row-major order}}}
"""
import json
import os
import sys

import numpy as np

import idx
import keyed

TABLE = np.arange(1, 10).reshape(3, 3)


def generated(count, part):
    """As tests/unit/test_lessons.cpp makes it."""
    i, p = np.arange(count)[:, None], np.arange(784)[None, :]
    labels = np.arange(count) % 10
    pixels = (i * i * 31 + part * 97 + p * (labels[:, None] * 5 + 3) * 7 + p // 28 * 13) % 256
    return pixels.astype(np.uint8), labels


def digit(data, which):
    return data[0][data[1] == which].reshape(-1, 28, 28) / 255


def pixels(train, test):
    image = train[0][0].reshape(28, 28)
    return {
        "shape": [len(train[1]), 28, 28], "rank": 3, "label": train[1][0], "darkest": image.max(),
        "window": image[10:15, 10:15], "row": image[14], "column": image[:, 14], "from-the-back": image[-14],
        "every-fourth": image[14, 0:28:4], "ink": (image / 255).mean(), "colour": [28, 28, 3],
        "doubled": TABLE * 2, "corner": (TABLE * 2)[1:, 1:],
        "threes": digit(train, 3).shape, "sevens": len(digit(train, 7)),
        "test-threes": len(digit(test, 3)), "test-sevens": len(digit(test, 7)),
    }


def l1(a, b):
    return np.abs(a - b).mean((-1, -2))


def rmse(a, b):
    return np.sqrt(((a - b) ** 2).mean((-1, -2)))


def pixel_similarity(train, test):
    mean = [digit(train, d).mean(0) for d in range(10)]
    place = 10000 if len(train[1]) > 10000 else 0
    while train[1][place] != 3:
        place = (place + 1) % len(train[1])
    three = train[0][place].reshape(28, 28) / 255
    test3, test7 = digit(test, 3), digit(test, 7)
    distances = l1(test3, mean[3])
    right3 = (distances < l1(test3, mean[7])).mean()
    right7 = (l1(test7, mean[7]) <= l1(test7, mean[3])).mean()
    every = test[0].reshape(-1, 28, 28) / 255
    nearest = {name: np.stack([f(every, m) for m in mean], 1).argmin(1) for name, f in (("l1", l1), ("l2", rmse))}
    return {
        "mean-3": mean[3], "mean-7": mean[7], "l1-to-3": l1(three, mean[3]), "l1-to-7": l1(three, mean[7]),
        "rmse-to-3": rmse(three, mean[3]), "rmse-to-7": rmse(three, mean[7]), "l1-loss": l1(three, mean[7]),
        "mse-loss": rmse(three, mean[7]), "differences": test3.shape, "distances": distances.shape,
        "six-of-them": [distances[np.abs(distances - x).argmin()] for x in (.1050, .1526, .1186, .1122, .1170, .1086)],
        "right-of-threes": right3, "right-of-sevens": right7, "right": (right3 + right7) / 2,
        "ten-by-l1": (nearest["l1"] == test[1]).mean(), "ten-by-l2": (nearest["l2"] == test[1]).mean(),
    }


def speed(train):
    distances = l1(digit(train, 3), digit(train, 3)[0])
    return {"distances": distances.shape, "mean": distances.mean()}


def fitting():
    x = np.linspace(-1, 1, 1000)
    return {"gd": np.polyfit(x, 3 * x + 5 + np.sin(x * 5000), 1)}


def loss(train, test):
    """Only what depends on the data."""
    weights = digit(train, 8).mean(0) - train[0].reshape(-1, 28, 28).mean(0) / 255
    score = {d: (digit(test, d) * weights).sum((-1, -2)).mean() for d in (1, 8)}
    return {"weights": weights, "score-of-eights": score[8], "score-of-ones": score[1]}


def mini_batches(train, test):
    x = np.concatenate([digit(train, 3), digit(train, 7)]).reshape(-1, 784)
    y = np.concatenate([np.ones(len(digit(train, 3))), np.zeros(len(digit(train, 7)))])
    order = keyed.permutation(1, 0, len(y))
    slopes = np.where(y == 1, -0.25, 0.25)[:, None] * x  # of an image's loss by the weights, where they are 0
    noise = []
    for size in (1, 4, 16, 64, 256):
        batches = [order[i:i + size] for i in range(0, len(y), size)][:100]
        away = [((slopes[batch].mean(0) - slopes.mean(0)) ** 2).sum() for batch in batches]
        noise.append(np.sqrt(np.mean(away) / (slopes.mean(0) ** 2).sum()))
    return {"shuffled": keyed.permutation(1, 0, 15), "shuffled-again": keyed.permutation(1, 1, 15),
            "first-targets": [y[:64].mean(), y[order[:64]].mean()], "noise": noise}


def optimizer(train, test):
    """Only what comes before learning."""
    bound = 1 / 28
    weight, bias = [(2 * keyed.uniform(1, keyed.INITIALISE, 10 + i, n) - 1) * bound for i, n in enumerate((30 * 784, 30))]
    first = digit(train, 3)[0].reshape(784)
    return {"parameters": 784 * 30 + 30 + 30 + 1, "features": np.maximum(weight.reshape(30, 784) @ first + bias, 0)}


def normalise(train, test):
    cut = len(train[1]) - len(train[1]) // 6
    x, valid = train[0][:cut] / 255, train[0][cut:] / 255
    mean, std = idx.statistics(train[0][:cut])
    first = (x[:1000] - mean) / std
    return {"images": [cut, 784], "validation-images": [len(valid), 784], "labels": train[1][:8], "validation-label": train[1][cut],
            "mean": mean, "std": std, "normalised": [first.min(), first.max()],
            "validation-mean": ((valid - mean) / std).mean(), "validation-std": ((valid - mean) / std).std()}


def sgd_from_scratch(train, test):
    """Only what does not depend on random weights."""
    count = len(digit(train, 3)) + len(digit(train, 7))
    sevens = len(digit(test, 7)) / (len(digit(test, 3)) + len(digit(test, 7)))
    return {"train-x": [count, 784], "train-y": [count, 1], "scores": [count, 1], "slip": [784], "sevens": sevens}


def neural_nets():
    """Only what does not depend on learning or on random weights."""
    x = np.linspace(-2, 2, 41)
    return {"activations": [np.maximum(x, 0), 1 / (1 + np.exp(-x)), np.tanh(x)]}


def numbers(values):
    return [float(f"{x:.7g}") for x in np.asarray(values, np.float64).reshape(-1)]


sets = {"mnist": [idx.read(sys.argv[1], part) for part in ("train", "t10k")], "generated": [generated(200, 1), generated(100, 2)]}
result = {}
for name, (train, test) in sets.items():
    lessons = {"pixels": pixels(train, test), "pixel-similarity": pixel_similarity(train, test), "speed": speed(train),
               "fitting": fitting(), "loss": loss(train, test), "mini-batches": mini_batches(train, test),
               "optimizer": optimizer(train, test),
               "normalise": normalise(train, test), "sgd-from-scratch": sgd_from_scratch(train, test),
               "neural-nets": neural_nets()}
    result[name] = {lesson: {step: numbers(value) for step, value in steps.items()} for lesson, steps in lessons.items()}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lessons.json")
with open(path, "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
print(f"{path}: {os.path.getsize(path)} bytes")
