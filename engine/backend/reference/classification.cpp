#include <xtensor/xsort.hpp>

#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"

namespace inkgrad::reference {

namespace {

/// The label of a row, checked: kernels index with it.
std::size_t checked(std::int64_t label, std::size_t classes) {
  if (label < 0 || static_cast<std::size_t>(label) >= classes) {
    input_error("label ", label, " is outside the classes 0 to ", classes - 1);
  }
  return static_cast<std::size_t>(label);
}

}  // namespace

void one_hot(Views in, Views out, const Attributes&) {
  const auto labels = adapted<std::int64_t>(in[0]);
  visit_floating(out[0].dtype, [&]<class T>(T) {
    auto y = adapted<T>(out[0]);
    y.fill(T{0});
    for (std::size_t i = 0; i < labels.size(); ++i) y(i, checked(labels(i), y.shape()[1])) = 1;
  });
}

void pick_class(Views in, Views out, const Attributes&) {
  const auto labels = adapted<std::int64_t>(in[1]);
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto x = adapted<T>(in[0]);
    auto y = adapted<T>(out[0]);
    for (std::size_t i = 0; i < labels.size(); ++i) y(i) = x(i, checked(labels(i), x.shape()[1]));
  });
}

void cross_entropy(Views in, Views out, const Attributes&) {
  const auto labels = adapted<std::int64_t>(in[1]);
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto logits = adapted<T>(in[0]);
    const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
    const auto largest = xt::eval(xt::amax(logits, {1}, xt::keep_dims));
    const auto shifted = xt::eval(logits - largest);
    const auto totals = xt::eval(xt::sum(xt::exp(shifted), {1}, xt::keep_dims));
    const auto log_softmax = xt::eval(shifted - xt::log(totals));
    const auto best = xt::eval(xt::argmax(logits, 1));
    auto gradient = adapted<T>(out[2]);
    gradient = xt::exp(log_softmax);
    double loss = 0;
    std::int64_t correct = 0;
    for (std::size_t i = 0; i < batch; ++i) {
      const std::size_t label = checked(labels(i), classes);
      loss -= static_cast<double>(log_softmax(i, label));
      gradient(i, label) -= 1;
      correct += best(i) == label ? 1 : 0;
    }
    gradient /= static_cast<T>(batch);
    *out[0].as<T>() = static_cast<T>(loss / static_cast<double>(batch));
    *out[1].as<std::int64_t>() = correct;
  });
}

}  // namespace inkgrad::reference
