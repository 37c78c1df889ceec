"""The engine's keyed random numbers, model initialisation and data order, written a second time in NumPy.

Nothing here is derived from the engine's code paths: Philox4x32-10 as in Salmon, Moraes, Dror, Shaw, "Parallel
random numbers: as easy as 1, 2, 3" (SC 2011), the Feistel permutation as engine/core/random.hpp describes it.
The golden files made with it pin both sides.
"""
import math
import re

import numpy as np

INITIALISE, SHUFFLE, DROPOUT, AUGMENT = 1, 2, 3, 4
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def philox(seed, purpose, stream, index):
    """Four 32-bit words for every element of `index` (uint64): array [n, 4]."""
    index = np.atleast_1d(np.asarray(index, dtype=np.uint64))
    c = [index & LOW, index >> HALF,
         np.full_like(index, stream & 0xFFFFFFFF), np.full_like(index, purpose & 0xFFFFFFFF)]
    key0, key1 = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    for _ in range(10):
        p0 = np.uint64(0xD2511F53) * c[0]
        p1 = np.uint64(0xCD9E8D57) * c[2]
        c = [(p1 >> HALF) ^ c[1] ^ np.uint64(key0), p1 & LOW, (p0 >> HALF) ^ c[3] ^ np.uint64(key1), p0 & LOW]
        key0 = (key0 + 0x9E3779B9) & 0xFFFFFFFF
        key1 = (key1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack(c, axis=1)


def uniform(seed, purpose, stream, count, first=0):
    """Numbers first .. first+count-1 of a stream (first a multiple of 4), float64 values in [0, 1) that float32 holds exactly."""
    blocks = np.arange(first // 4, first // 4 + (count + 3) // 4, dtype=np.uint64)
    words = philox(seed, purpose, stream, blocks).reshape(-1)[:count]
    return (words >> np.uint64(8)).astype(np.float64) * 2.0 ** -24


def _murmur_finalise(h):
    h = h ^ (h >> np.uint64(16))
    h = (h * np.uint64(0x85EBCA6B)) & LOW
    h = h ^ (h >> np.uint64(13))
    h = (h * np.uint64(0xC2B2AE35)) & LOW
    return h ^ (h >> np.uint64(16))


def permutation(seed, epoch, count):
    """Where positions 0 .. count-1 are sent in an epoch: int64 [count]."""
    half_bits = 1
    while half_bits < 32 and (1 << (2 * half_bits)) < count:
        half_bits += 1
    bits, mask = np.uint64(half_bits), np.uint64((1 << half_bits) - 1)
    keys = philox(seed, SHUFFLE, epoch, [0, 1]).reshape(-1)
    place = np.arange(count, dtype=np.uint64)
    walking = np.ones(count, dtype=bool)
    while walking.any():
        x = place[walking]
        left, right = (x >> bits) & mask, x & mask
        for key in keys[:6]:
            left, right = right, left ^ (_murmur_finalise(right ^ key) & mask)
        place[walking] = (left << bits) | right
        walking = place >= count
    return place.astype(np.int64)


def initial(seed, number, shape, fan_in):
    """Parameter `number` of a new model: U(-1/sqrt(fan_in), 1/sqrt(fan_in)), in float32 arithmetic."""
    bound = np.float32(1.0 / math.sqrt(fan_in))
    u = uniform(seed, INITIALISE, number, int(np.prod(shape)))
    return ((2.0 * u - 1.0).astype(np.float32) * bound).reshape(shape)


def layers(spec):
    """The layers of a spec as (kind, ...) in the modules' order."""
    activations = {"r": "relu", "t": "tanh", "g": "sigmoid"}
    result, channels, side, features = [], 1, 28, 784
    parts = spec.split("-")
    if parts[0] == "784":
        parts = parts[1:]
    else:
        result.append(("unflatten",))
    spatial = bool(result)
    for part in parts:
        if match := re.fullmatch(r"c(\d+)x(\d+)(?:s(\d+))?(?:p(\d+))?([rtg]?)", part):
            out, kernel, stride, padding = (int(match[i] or default) for i, default in ((1, 0), (2, 0), (3, 1), (4, 0)))
            result.append(("conv2d", channels, out, kernel, stride, padding))
            side = (side + 2 * padding - kernel) // stride + 1
            channels = out
            if match[5]:
                result.append((activations[match[5]],))
        elif match := re.fullmatch(r"([pa])(\d+)", part):
            result.append(({"p": "max_pool2d", "a": "avg_pool2d"}[match[1]], int(match[2])))
            side //= int(match[2])
        elif part in activations:
            result.append((activations[part],))
        elif part == "b":
            result.append(("batch_norm", channels if spatial else features, spatial))
        elif match := re.fullmatch(r"d(\d+)", part):
            result.append(("dropout", int(match[1]) / 100))
        elif match := re.fullmatch(r"(\d+)([rtg]?)", part):
            if spatial:
                result.append(("flatten",))
                features, spatial = channels * side * side, False
            result.append(("linear", features, int(match[1])))
            features = int(match[1])
            if match[2]:
                result.append((activations[match[2]],))
        else:
            raise ValueError(f"{part!r} in {spec!r}: no layer that is known here")
    return result


def initial_parameters(spec, seed):
    """(name, float32 array) of every parameter of a new model, in PyTorch's order."""
    result = []
    for module, layer in enumerate(layers(spec)):
        if layer[0] == "linear":
            _, inputs, outputs = layer
            shapes, fan_in = ((outputs, inputs), (outputs,)), inputs
        elif layer[0] == "conv2d":
            _, inputs, outputs, kernel, _, _ = layer
            shapes, fan_in = ((outputs, inputs, kernel, kernel), (outputs,)), inputs * kernel * kernel
        elif layer[0] == "batch_norm":
            result.append((f"{module}.weight", np.ones(layer[1], np.float32)))
            result.append((f"{module}.bias", np.zeros(layer[1], np.float32)))
            continue
        else:
            continue
        for name, shape in zip(("weight", "bias"), shapes):
            result.append((f"{module}.{name}", initial(seed, len(result), shape, fan_in)))
    return result
