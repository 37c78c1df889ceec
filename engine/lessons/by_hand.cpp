// The training loop: forward, loss, zero, backward, step; with an optimizer, then without one.
#include <algorithm>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/train/metrics.hpp"

namespace inkgrad::lessons {

namespace {

struct LogReg {
  Tensor w = get_weights({784, 10}, 0), b = get_weights({10}, 1);

  Tensor forward(const Tensor& x) const { return log_softmax(matmul(x, w) + b); }
};

Tensor validation(const LogReg& model, const Normalised& set) {
  const NoGrad no_grad;
  return accuracy(model.forward(set.x_validation), set.y_validation);
}

/// One epoch with Adam; the accuracy afterwards on the images to check by.
Tensor epoch_with_optimizer(const Normalised& set) {
  LogReg model;
  Adam optimizer({model.w, model.b}, 1e-3);
  for (const auto& [x, y] : batches(set)) {
    optimizer.zero_grad();
    nll_loss(model.forward(x), y).backward();
    optimizer.step();
  }
  return validation(model, set);
}

/// As a document has it that means to do without the optimizer: gradients are zeroed by hand, but the optimizer steps.
Tensor epoch_half_by_hand(const Normalised& set) {
  LogReg model;
  Adam optimizer({model.w, model.b}, 1e-3);
  for (const auto& [x, y] : batches(set)) {
    model.w.zero_grad();
    model.b.zero_grad();
    nll_loss(model.forward(x), y).backward();
    optimizer.step();
  }
  return validation(model, set);
}

/// One epoch of w -= gradient * lr, without an optimizer; the accuracy afterwards.
Tensor epoch_by_hand(const Normalised& set, double lr) {
  LogReg model;
  for (const auto& [x, y] : batches(set)) {
    nll_loss(model.forward(x), y).backward();
    for (Tensor* p : {&model.w, &model.b}) {
      p->data() -= p->grad() * lr;
      p->zero_grad();
    }
  }
  return validation(model, set);
}

}  // namespace

void by_hand(Story& story, const Mnist& data) {
  const Normalised set = normalised(data.train);
  LogReg model;
  Adam optimizer({model.w, model.b}, 1e-3);

  const DataLoader dl = batches(set);
  const TensorDataset first = dl[0];
  const Tensor y_pred = model.forward(first.x);
  story.show("first-loss", "Forward: 64 images, and the loss of the predictions. Guessing would be log 10 = 2.3.",
             nll_loss(y_pred, first.y));
  story.show("first-accuracy", "The share of them that is right.", accuracy(y_pred, first.y));
  optimizer.zero_grad();
  nll_loss(y_pred, first.y).backward();
  optimizer.step();
  const TensorDataset second = dl[1];
  story.show("second-loss", "Zero, backward, step; then the loss of the next 64 images.",
             nll_loss(model.forward(second.x), second.y));

  std::vector<Tensor> losses, shares;
  for (std::int64_t t = 1; t < std::min<std::int64_t>(101, dl.size()); ++t) {
    const auto [x, y] = dl[t];
    const Tensor predicted = model.forward(x), loss = nll_loss(predicted, y);
    if ((t - 1) % 10 == 0) {
      losses.push_back(loss.detach());
      shares.push_back(accuracy(predicted.detach(), y));
    }
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
  story.show("losses", "A hundred times the same, the loss of every tenth batch: it falls, though not every time.", stack(losses));
  story.show("accuracies", "And the share of each of those batches that is right.", stack(shares));

  const Tensor with_adam = epoch_with_optimizer(set);
  story.show("adam", "A whole epoch with Adam: the share that is read right of the images to check by.", with_adam, {},
             story.mnist_at_least(0.912));
  story.show("slip", "A slip: one document says that it does without the optimizer, and calls its step(). Nothing differs.",
             epoch_half_by_hand(set) - with_adam, {}, {{0}});
  story.show("slow", "A whole epoch without an optimizer: every parameter less its gradient times 0.001.",
             epoch_by_hand(set, 1e-3), {}, story.mnist_at_least(0.87));
  story.show("faster", "Times 0.01: ten times the way.", epoch_by_hand(set, 1e-2), {}, story.mnist_at_least(0.905));
}

}  // namespace inkgrad::lessons
