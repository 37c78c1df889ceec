"""MNIST's raw IDX files as NumPy arrays."""
import os

import numpy as np


def read(folder, part):
    """Images uint8 [n, 784] and labels int64 [n] of "train" or "t10k"."""
    arrays = []
    for name, offset in ((f"{part}-images-idx3-ubyte", 16), (f"{part}-labels-idx1-ubyte", 8)):
        with open(os.path.join(folder, name), "rb") as file:
            arrays.append(np.frombuffer(file.read(), np.uint8, offset=offset))
    return arrays[0].reshape(-1, 784), arrays[1].astype(np.int64)


def statistics(pixels):
    """Mean and population standard deviation of pixel / 255."""
    share = np.arange(256) / 255
    counts = np.bincount(pixels.reshape(-1), minlength=256)
    mean = float((counts * share).sum() / counts.sum())
    return mean, float(np.sqrt((counts * (share - mean) ** 2).sum() / counts.sum()))


def normalised(pixels, mean, std):
    """(pixel / 255 - mean) / std in float64, rounded once to float32."""
    return ((pixels / 255 - mean) / std).astype(np.float32)
