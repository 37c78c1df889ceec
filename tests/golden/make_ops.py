"""Writes ops.json: values and gradients of the op table's rows, computed by PyTorch in float64.

usage: python3 tests/golden/make_ops.py   (needs NumPy and PyTorch)

A case is {op, attributes, inputs, outputs} with tensors as {dtype, shape, values}; where the row is differentiable
also {upstream, gradients}: the gradients of sum(upstream * outputs[0]) with respect to the floating inputs, null for
the others. In-place rows have {before}: their outputs' contents at the start. Inputs are multiples of 1/64, exact in
float32, and keep clear of ties and of ReLU's corner.
"""
import numpy as np
import torch
import torch.nn.functional as F

import keyed
from cases import NAMES, case, cases, integers, positive, random, spread, tensor, values, write


def elementwise():
    for op, function in (("add", torch.add), ("sub", torch.sub), ("mul", torch.mul), ("div", torch.div)):
        for a, b in (((2, 3), (2, 3)), ((2, 3), (3,)), ((4, 1, 3), (2, 1)), ((), (2, 2)), ((3, 1), (1, 4))):
            case(op, function, [values(*a), positive(*b) if op == "div" else values(*b)])
    for op, function in (("neg", torch.neg), ("exp", torch.exp), ("tanh", torch.tanh), ("sigmoid", torch.sigmoid),
                         ("relu", torch.relu)):
        case(op, function, [spread(3, 7)])
        case(op, function, [spread()])
    for op, function in (("log", torch.log), ("sqrt", torch.sqrt)):
        case(op, function, [positive(2, 5)])
    case("exp", torch.exp, [torch.tensor([-100.0, -20.0, 0.0, 20.0, 80.0], dtype=torch.float64)])
    case("tanh", torch.tanh, [torch.tensor([-30.0, -9.0, -1e-4, 0.0, 1e-4, 9.0, 30.0], dtype=torch.float64)])
    case("sigmoid", torch.sigmoid, [torch.tensor([-80.0, -9.0, 0.0, 9.0, 80.0], dtype=torch.float64)])
    result = torch.relu(spread(4, 5))
    case("relu_backward", lambda g, y: g * (y > 0), [values(4, 5), result], differentiable=False)
    x = values(2, 3)
    case("cast", lambda t: t.to(torch.float32), [x], dtype="float32")
    case("cast", lambda t: t.to(torch.int64), [torch.round(x)], differentiable=False, dtype="int64")
    case("cast", lambda t: t.to(torch.float64), [integers(9, 5)], differentiable=False, dtype="float64")


def reductions():
    for axes, keepdims in (([], False), ([0], False), ([1], True), ([0, 2], False), ([-1], True), ([0, 1, 2], True)):
        over = tuple(axes) or (0, 1, 2)
        case("sum", lambda t: t.sum(over, keepdim=keepdims), [values(2, 3, 4)], axes=axes, keepdims=keepdims)
        case("amax", lambda t: t.amax(over, keepdim=keepdims), [spread(2, 3, 4)], axes=axes, keepdims=keepdims)
    ties = torch.tensor([[1.0, 2.0, 2.0], [3.0, 3.0, 3.0]], dtype=torch.float64)
    case("amax", lambda t: t.amax((1,)), [ties], axes=[1])
    for axis in (0, 1, -1):
        case("argmax", lambda t: t.argmax(axis), [spread(3, 4, 2)], differentiable=False, axis0=axis)
    case("argmax", lambda t: torch.tensor([1, 0]), [ties], differentiable=False, axis0=1)


def linear_algebra():
    for transpose_a in (False, True):
        for transpose_b in (False, True):
            a, b = values(*((4, 3) if transpose_a else (3, 4))), values(*((5, 4) if transpose_b else (4, 5)))
            case("matmul", lambda x, y: (x.T if transpose_a else x) @ (y.T if transpose_b else y), [a, b],
                 transpose_a=transpose_a, transpose_b=transpose_b)
    case("matmul", torch.matmul, [values(1, 1), values(1, 3)])
    case("linear", F.linear, [values(3, 5), values(4, 5), values(4)])
    case("linear", F.linear, [values(1, 2), values(1, 2), values(1)])
    case("linear", lambda *t: torch.relu(F.linear(*t)), [values(3, 5), values(4, 5), values(4)], activation="relu")


def convolution():
    for (n, c, h, w), o, k, stride, padding in (((2, 1, 5, 4), 2, 3, 1, 0), ((1, 2, 5, 5), 3, 3, 2, 1),
                                                ((2, 2, 4, 4), 2, 1, 1, 0), ((1, 1, 6, 7), 1, 2, 3, 2),
                                                ((1, 3, 3, 3), 2, 3, 1, 2), ((1, 1, 7, 7), 1, 3, 2, 0)):
        x, weight, bias = values(n, c, h, w), values(o, c, k, k), values(o)
        case("conv2d", lambda *t: F.conv2d(*t, stride=stride, padding=padding), [x, weight, bias], stride=stride,
             padding=padding)
        gradient = values(*F.conv2d(x, weight, stride=stride, padding=padding).shape)
        case("conv2d_input_backward",
             lambda g, t: torch.nn.grad.conv2d_input(x.shape, t, g, stride=stride, padding=padding),
             [gradient, weight], differentiable=False, stride=stride, padding=padding, shape=list(x.shape))
        case("conv2d_weight_backward",
             lambda g, t: torch.nn.grad.conv2d_weight(t, weight.shape, g, stride=stride, padding=padding),
             [gradient, x], differentiable=False, stride=stride, padding=padding, shape=list(weight.shape))
    case("conv2d", lambda *t: torch.relu(F.conv2d(*t, padding=1)), [values(2, 1, 4, 4), values(2, 1, 3, 3), values(2)],
         padding=1, activation="relu")


def max_pool(x, kernel):
    """Values and each one's place in its window: torch gives its place in the image."""
    y, index = F.max_pool2d(x, kernel, return_indices=True)
    row, column = index // x.shape[3], index % x.shape[3]
    return y, ((row % kernel) * kernel + column % kernel).to(torch.uint8)


def pooling():
    for shape, kernel in (((1, 2, 4, 6), 2), ((2, 1, 5, 7), 2), ((1, 1, 7, 6), 3), ((2, 2, 3, 3), 1)):
        x = spread(*shape)
        case("max_pool2d", lambda t: max_pool(t, kernel), [x], kernel=kernel)
        y, place = max_pool(x, kernel)
        leaf, gradient = x.clone().requires_grad_(), values(*y.shape)
        F.max_pool2d(leaf, kernel).backward(gradient)
        case("max_pool2d_backward", lambda g, p: leaf.grad, [gradient, place], differentiable=False, kernel=kernel,
             shape=list(shape))
        case("avg_pool2d", lambda t: F.avg_pool2d(t, kernel), [x], kernel=kernel)
        leaf = x.clone().requires_grad_()
        F.avg_pool2d(leaf, kernel).backward(gradient)
        case("avg_pool2d_backward", lambda g: leaf.grad, [gradient], differentiable=False, kernel=kernel,
             shape=list(shape))


def classification():
    labels = integers(4, 5)
    case("one_hot", lambda t: F.one_hot(t, 4).to(torch.float64), [labels], differentiable=False, classes=4,
         dtype="float64")
    case("pick_class", lambda x, l: x.gather(1, l[:, None])[:, 0], [values(5, 4), labels])

    def cross_entropy(x, l):
        leaf = x.detach().clone().requires_grad_()
        F.cross_entropy(leaf, l).backward()
        return F.cross_entropy(x, l), (x.argmax(1) == l).sum(), leaf.grad

    for rows, classes, scale in ((5, 4, 1), (1, 2, 1), (3, 10, 1), (4, 3, 40)):
        case("cross_entropy", cross_entropy, [spread(rows, classes) * scale, integers(classes, rows)])


def data():
    images, labels = torch.from_numpy(random.randint(0, 256, (4, 6)).astype(np.uint8)), integers(10, 4)
    indices = torch.tensor([3, 0, 3, 2, 1])
    for dtype in (torch.float64, torch.float32):
        case("gather_batch", lambda x, l, i: (((x[i].double() / 255 - 0.13) / 0.31).to(dtype), l[i]),
             [images, labels, indices], differentiable=False, mean=0.13, std=0.31, dtype=NAMES[dtype])


def training():
    def dropped(x, call):
        kept = keyed.uniform(9, keyed.DROPOUT, 3, x.numel(), int(call) << 32) >= 0.25
        return x * torch.from_numpy(kept.reshape(x.shape) / 0.75)

    for shape, call in (((3, 5), 0.0), ((2, 3, 2, 2), 1.0), ((7,), 4096.0)):
        case("dropout", dropped, [values(*shape), torch.tensor([call], dtype=torch.float64)], gradient_of=[True, False], p=0.25,
             seed=9, stream=3)
    for shape in ((6, 3), (2, 3, 2, 4), (5, 1), (1, 2, 3, 3)):
        for own in (True, False):
            channels = shape[1]
            inputs = [spread(*shape), values(channels), values(channels), values(channels), positive(channels)]

            def batch_norm(x, weight, bias, running_mean, running_var):
                over = [axis for axis in range(len(shape)) if axis != 1]
                y = F.batch_norm(x, running_mean.detach().clone(), running_var.detach().clone(), weight, bias, own, 0.1, 1e-5)
                if own:
                    return y, x.mean(over).detach(), x.var(over, unbiased=False).detach()
                return y, running_mean.detach(), running_var.detach()

            case("batch_norm", batch_norm, inputs, gradient_of=[True, True, True, False, False], training=own, eps=1e-5)
            y, mean, var = batch_norm(*inputs)
            upstream = values(*shape)
            leaves = [t.clone().requires_grad_() for t in inputs[:3]]
            batch_norm(*leaves, *inputs[3:])[0].backward(upstream)
            case("batch_norm_backward", lambda *_: [t.grad for t in leaves], [upstream, inputs[0], inputs[1], mean, var],
                 differentiable=False, training=own, eps=1e-5)


def augmented(image, draw, shift, rotate, scale, thickness, elastic):
    """One 28 x 28 image (0 to 255), moved: see engine/backend/reference/augment.cpp for the order of the draws."""
    amount = thickness * draw[4]
    frame = np.pad(image.astype(np.float64), 1)
    around = np.stack([frame[y:y + 28, x:x + 28] for y in range(3) for x in range(3)])
    thick = image + abs(amount) * ((around.max(0) if amount > 0 else around.min(0)) - image)
    place = np.arange(28) / 9.0
    cell = np.minimum(place.astype(int), 2)
    basis = np.zeros((28, 6))
    for offset in range(4):
        # The cubic B-spline as a piecewise polynomial of the distance to each control point.
        distance = np.abs(place - (cell + offset - 1))
        inner, outer = 2 / 3 - distance ** 2 + distance ** 3 / 2, np.maximum(2 - distance, 0) ** 3 / 6
        basis[np.arange(28), cell + offset] = np.where(distance < 1, inner, outer)
    move_x, move_y = (basis @ draw[5 + part:41 + part].reshape(6, 6) @ basis.T * elastic for part in (0, 36))
    angle = 2 * np.arctan(np.tan(np.radians(rotate) / 2) * draw[2])
    zoom = 1 + scale * draw[3]
    y, x = np.mgrid[0:28, 0:28].astype(np.float64)
    x, y = x - 13.5 - shift * draw[0], y - 13.5 - shift * draw[1]
    from_x = (np.cos(angle) * x + np.sin(angle) * y) / zoom + 13.5 + move_x
    from_y = (np.cos(angle) * y - np.sin(angle) * x) / zoom + 13.5 + move_y
    padded = np.pad(thick, 40)
    left, top = np.floor(from_x).clip(-39, 66).astype(int), np.floor(from_y).clip(-39, 66).astype(int)
    right_part, lower_part = from_x - np.floor(from_x), from_y - np.floor(from_y)
    at = lambda row, column: padded[row + 40, column + 40]
    upper = at(top, left) * (1 - right_part) + at(top, left + 1) * right_part
    lower = at(top + 1, left) * (1 - right_part) + at(top + 1, left + 1) * right_part
    return upper * (1 - lower_part) + lower * lower_part


def augmentation():
    images, labels = torch.from_numpy(random.randint(0, 2, (2, 784)).astype(np.uint8) * 255), integers(10, 2)
    images[1] = torch.from_numpy(np.outer(np.hanning(28), np.hanning(28)).reshape(-1) * 255).to(torch.uint8)
    for index, epoch, most in ((1, 0, {"shift": 2.5, "rotate": 30.0, "scale": 0.25}), (0, 3, {"thickness": 1.0}),
                               (1, 2, {"shift": 1.0, "rotate": 12.0, "scale": 0.1, "thickness": 0.5, "elastic": 3.0})):
        amounts = {key: most.get(key, 0.0) for key in ("shift", "rotate", "scale", "thickness", "elastic")}
        draw = 2 * keyed.uniform(11, keyed.AUGMENT, epoch, 80, index * 128) - 1
        moved = augmented(images[index].numpy().reshape(28, 28), draw, **amounts).reshape(1, -1)
        x = torch.from_numpy((moved / 255 - 0.13) / 0.31).to(torch.float32)
        case("augment_batch", lambda *_: (x, labels[[index]]), [images, labels, torch.tensor([index]), torch.tensor([epoch])],
             differentiable=False, mean=0.13, std=0.31, dtype="float32", seed=11, **amounts)


def optimizers():
    three_steps((("sgd_step", torch.optim.SGD, {}),
                 ("sgd_step", torch.optim.SGD, {"momentum": 0.9}),
                 ("sgd_step", torch.optim.SGD, {"momentum": 0.8, "weight_decay": 0.01}),
                 ("adam_step", torch.optim.Adam, {}),
                 ("adam_step", torch.optim.Adam, {"weight_decay": 0.05}),
                 ("adam_step", torch.optim.Adam, {"betas": (0.5, 0.75), "eps": 1e-3})))


def more_optimizers():
    three_steps((("sgd_step", torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
                 ("sgd_step", torch.optim.SGD, {"momentum": 0.5, "weight_decay": 0.1, "nesterov": True}),
                 ("adam_step", torch.optim.AdamW, {"weight_decay": 0.01}),
                 ("adam_step", torch.optim.AdamW, {"weight_decay": 0.5, "betas": (0.5, 0.75)})))


def three_steps(runs):
    for op, make, options in runs:
        parameter, lr = spread(6).requires_grad_(), 0.05
        optimizer = make([parameter], lr=lr, **options)
        attributes = {k: v for k, v in options.items() if k != "betas"}
        if "betas" in options:
            attributes["beta1"], attributes["beta2"] = options["betas"]
        if make is torch.optim.AdamW:
            attributes["decoupled"] = True

        def contents():
            state = optimizer.state[parameter]
            if op == "adam_step":
                kept = [state.get("exp_avg"), state.get("exp_avg_sq")]
            else:
                kept = [state.get("momentum_buffer")]
            return [parameter.detach().clone()] + [torch.zeros(6, dtype=torch.float64) if k is None else k.clone()
                                                   for k in kept]

        for step in (1, 2, 3):
            before, parameter.grad = contents(), spread(6)
            hyper = torch.tensor([lr, step], dtype=torch.float64)
            gradient = parameter.grad.clone()
            optimizer.step()
            after = contents()
            if op == "sgd_step" and not options.get("momentum"):
                # Without momentum PyTorch keeps no velocity; ours is then the gradient itself.
                after[1] = gradient + options.get("weight_decay", 0) * before[0]
            cases.append({"op": op, "attributes": attributes, "inputs": [tensor(gradient), tensor(hyper)],
                          "before": [tensor(t) for t in before], "outputs": [tensor(t) for t in after]})


def memory():
    case("copy", torch.clone, [values(2, 3)])
    case("view", lambda t: t.reshape(3, 4), [values(2, 6)], shape=[3, 4])
    case("transpose", lambda t: t.transpose(0, 2), [values(2, 3, 2)], axis0=0, axis1=2)
    case("transpose", lambda t: t.transpose(-1, 0), [values(3, 2)], axis0=-1, axis1=0)
    case("expand", lambda t: t.expand(4, 3), [values(1, 3)], shape=[4, 3])
    case("expand", lambda t: t.expand(2, 3, 2), [values(3, 1)], shape=[2, 3, 2])


def slices():
    for shape, axis, start, stop, step in (((5,), 0, 1, 4, 1), ((2, 7), 1, 0, 7, 3), ((2, 7), -1, -4, -1, 2),
                                           ((4, 2, 3), 0, -2, 9, 1), ((4, 2, 3), 1, 1, 1, 1), ((3, 5), -2, 1, 2, 1)):
        index = [slice(None)] * len(shape)
        index[axis] = slice(start, stop, step)
        places = dict(axis0=axis, start=start, stop=stop, step=step)
        x = values(*shape)
        case("slice", lambda t: t[tuple(index)], [x], **places)
        leaf = x.clone().requires_grad_()
        taken = leaf[tuple(index)]
        gradient = values(*taken.shape)
        taken.backward(gradient)
        case("slice_backward", lambda g: leaf.grad, [gradient], differentiable=False, axis0=axis,
             start=range(shape[axis])[start:stop:step].start, step=step, shape=list(shape))


def comparisons():
    def few(*shape):
        return torch.from_numpy(np.asarray(random.randint(-2, 3, size=shape) / 4.0))

    for op, function in (("eq", torch.eq), ("lt", torch.lt), ("le", torch.le)):
        for a, b in (((3, 4), (3, 4)), ((3, 4), (4,)), ((), (2, 3)), ((2, 0), (1,))):
            case(op, function, [few(*a), few(*b)], differentiable=False)
        case(op, function, [integers(3, 2, 5), integers(3, 5)], differentiable=False)
        case(op, function, [integers(2, 6).to(torch.uint8), integers(2, 6).to(torch.uint8)], differentiable=False)
        case(op, function, [integers(2, 6).to(torch.bool), integers(2, 6).to(torch.bool)], differentiable=False)
    for condition, a, b in (((2, 3), (2, 3), (2, 3)), ((3,), (2, 3), ()), ((2, 1), (1, 3), (2, 1))):
        case("where", torch.where, [integers(2, *condition).to(torch.bool), values(*a), values(*b)])
    case("abs", torch.abs, [spread(3, 5)])
    case("abs", torch.abs, [torch.tensor([0.0, 1e-30, -1e30, 2.0, -2.0], dtype=torch.float64)])
    for op, function in (("sin", torch.sin), ("cos", torch.cos)):
        case(op, function, [spread(3, 5)])
        case(op, function, [torch.tensor([0.0, 1e-4, 100.0, -1000.0], dtype=torch.float64)])
    case("pow", torch.pow, [positive(3, 4), values(3, 4)])
    case("pow", torch.pow, [positive(3, 1), values(4)])
    case("pow", torch.pow, [torch.tensor([0.0, 0.0, 0.0, 2.0, 3.0], dtype=torch.float64),
                            torch.tensor([0.0, 1.0, 2.5, 0.0, -2.0], dtype=torch.float64)])
    case("pow", torch.pow, [torch.tensor([-2.0, -2.0, -1.5, 4.0], dtype=torch.float64),
                            torch.tensor([2.0, 3.0, -1.0, 0.5], dtype=torch.float64)], differentiable=False)


def together():
    for axis, shapes in ((0, ((2, 3), (1, 3), (4, 3))), (-1, ((2, 3), (2, 1))), (1, ((2, 1, 2), (2, 0, 2), (2, 3, 2))),
                         (0, ((3,),))):
        case("cat", lambda *parts: torch.cat(parts, axis), [values(*shape) for shape in shapes], axis0=axis)
    case("cat", lambda *parts: torch.cat(parts), [integers(9, 2), integers(9, 3)], differentiable=False, axis0=0)
    for axis, shape, indices in ((0, (4, 3), [3, 0, 3]), (1, (2, 5, 2), [1, 1, 1, 4]), (-1, (3,), [2, 0]), (0, (2, 2), [])):
        indices = torch.tensor(indices, dtype=torch.int64)
        x = values(*shape)
        case("index_select", lambda t, i: t.index_select(axis, i), [x, indices], axis0=axis)
        leaf = x.clone().requires_grad_()
        taken = leaf.index_select(axis, indices)
        gradient = values(*taken.shape)
        taken.backward(gradient)
        case("index_select_backward", lambda g, i: leaf.grad, [gradient, indices], differentiable=False, axis0=axis,
             shape=list(shape))


def sums_of_whole_numbers():
    for axes, keepdims in (([], False), ([1], True), ([0, -1], False)):
        over = tuple(axes) or (0, 1, 2)
        for x in (integers(256, 2, 3, 4).to(torch.uint8), integers(1 << 40, 2, 3, 4), integers(2, 2, 3, 4).bool()):
            case("sum", lambda t: t.sum(over, keepdim=keepdims), [x], differentiable=False, axes=axes, keepdims=keepdims)
    case("sum", lambda t: t.sum(), [torch.ones(300, dtype=torch.bool)], differentiable=False)
    case("sum", lambda t: t.sum(), [torch.tensor(True)], differentiable=False)
    case("sum", lambda t: t.sum(0), [torch.zeros(0, 2, dtype=torch.uint8)], differentiable=False, axes=[0])


def batches():
    for epoch, first, batch, count, shuffle in ((0, 0, 5, 5, True), (3, 7, 9, 16, True), (1, 40, 10, 1000, True), (2, 3, 4, 9, False)):
        order = keyed.permutation(13, epoch, count) if shuffle else np.arange(count)
        chosen = torch.from_numpy(order[first:first + batch].astype(np.int64))
        case("batch_places", lambda _: chosen, [torch.tensor([epoch, first])], differentiable=False, batch=batch, count=count,
             shuffle=shuffle, seed=13)


for part in (elementwise, reductions, linear_algebra, convolution, pooling, classification, data, optimizers, memory,
             slices, comparisons, together, more_optimizers, training, augmentation, sums_of_whole_numbers, batches):
    part()
write("ops.json")
