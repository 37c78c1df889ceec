"""Writes functions.json: values and gradients of functions composed of ops, computed by PyTorch in float64.

usage: python3 tests/golden/make_functions.py   (needs NumPy and PyTorch)

The cases are as in make_ops.py, with the name of a function of engine/autograd/functional.hpp for "op" and its
arguments for attributes.
"""
import torch
import torch.nn.functional as F

from cases import case, integers, positive, random, spread, values, write


def probabilities(*shape):
    return torch.from_numpy(random.randint(1, 64, size=shape) / 64.0)


def reductions():
    for axes, keepdims in (([], False), ([0], True), ([1, 2], False), ([-1], True)):
        over = tuple(axes) or (0, 1, 2)
        case("mean", lambda t: t.mean(over, keepdim=keepdims), [values(2, 3, 4)], axes=axes, keepdims=keepdims)
        for unbiased in (True, False):
            case("stddev", lambda t: t.std(over, unbiased, keepdims), [spread(2, 3, 4)], axes=axes, keepdims=keepdims,
                 unbiased=unbiased)
    case("stddev", lambda t: t.std(1), [torch.tensor([[1.0, 2.0, 4.0], [3.0, 3.0, 3.0]], dtype=torch.float64)], axes=[1],
         keepdims=False, unbiased=True)
    case("argmax", lambda t: t.argmax(), [spread(3, 4)], differentiable=False)
    for axis, keepdims in ((0, True), (-1, True), (1, False)):
        case("argmax", lambda t: t.argmax(axis, keepdims), [spread(2, 3, 2)], differentiable=False, axis=axis,
             keepdims=keepdims)


def elementwise():
    case("clamp", lambda t: t.clamp(-1, 1.5), [torch.cat([spread(9), torch.tensor([-1.0, 1.5])])], min=-1, max=1.5)
    case("pow", lambda t: t.pow(3), [spread(2, 4)], exponent=3)
    case("pow", lambda t: t.pow(2), [spread(2, 4)], exponent=2)
    case("pow", lambda t: t.pow(0.5), [positive(5)], exponent=0.5)
    for axis in (0, 1, -1):
        case("stack", lambda a, b: torch.stack([a, b], axis), [values(2, 3), values(2, 3)], axis=axis)


def losses():
    for axis in (0, 1, -1):
        case("softmax", lambda t: F.softmax(t, axis), [spread(3, 4)], axis=axis)
        case("log_softmax", lambda t: F.log_softmax(t, axis), [spread(2, 3, 4)], axis=axis)
    case("log_softmax", lambda t: F.log_softmax(t, -1), [spread(2, 3) * 300], axis=-1)
    case("nll_loss", F.nll_loss, [values(5, 4), integers(4, 5)])
    case("cross_entropy", F.cross_entropy, [values(5, 4), integers(4, 5)])
    for shape in ((6,), (3, 4), ()):
        case("l1_loss", F.l1_loss, [spread(*shape), values(*shape)])
        case("mse_loss", F.mse_loss, [values(*shape), values(*shape)])
    case("l1_loss", F.l1_loss, [torch.ones(3, dtype=torch.float64)] * 2)
    case("binary_cross_entropy", lambda p, t: F.binary_cross_entropy(p, t.detach()) + 0 * t.sum(),
         [probabilities(4, 3), integers(2, 4, 3).double()], differentiable=False)
    case("binary_cross_entropy", lambda p: F.binary_cross_entropy(p, torch.tensor([0.0, 1.0, 0.25], dtype=torch.float64)),
         [probabilities(3)], target=[0, 1, 0.25])
    case("binary_cross_entropy", F.binary_cross_entropy,
         [torch.tensor([0.0, 1.0, 0.0, 1.0], dtype=torch.float64), torch.tensor([0.0, 1.0, 1.0, 0.0], dtype=torch.float64)],
         differentiable=False)


for part in (reductions, elementwise, losses):
    part()
write("functions.json")
