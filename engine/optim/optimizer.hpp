#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/ops/op.hpp"

namespace inkgrad {

/// Changes parameters by their gradients. The learning rate and the number of the step travel in a small tensor that the
/// kernels read, so that a recorded step can be run again with others.
class Optimizer {
 public:
  Optimizer(std::vector<Tensor> parameters, double lr);
  virtual ~Optimizer() = default;

  /// One update from the parameters' grad(); those without one are left alone.
  void step();
  void zero_grad();

  /// What the kernels read of a step: the learning rate, and the number of the step from 1.
  using Hyper = std::array<double, 2>;
  /// The two halves of `step`, for a plan: `advance` before each run of it, `update` once while it is recorded, with one gradient a
  /// parameter. The plan brings what `advance` gives to the device, as float64 [2].
  Hyper advance();
  void update(const std::vector<Tensor>& gradients, const Tensor& hyper) const;

  double lr = 0.001;  ///< takes effect at the next step
  std::int64_t steps_done = 0;

  const std::vector<Tensor>& parameters() const { return parameters_; }
  /// The tensors that it remembers between steps, by name: "momentum.0", "m.0", "v.0".
  virtual std::vector<std::pair<std::string, Tensor>> state() const = 0;

 protected:
  virtual void update_one(std::size_t parameter, const Tensor& gradient, const Tensor& hyper) const = 0;
  std::vector<Tensor> zeros_like_parameters() const;

 private:
  std::vector<Tensor> parameters_;
  Tensor hyper_;  // float64 [2]: of `step`
};

/// Stochastic gradient descent with PyTorch's momentum, weight decay and Nesterov's look ahead, which needs a momentum.
class SGD : public Optimizer {
 public:
  SGD(std::vector<Tensor> parameters, double lr, double momentum = 0, double weight_decay = 0,
      bool nesterov = false);
  std::vector<std::pair<std::string, Tensor>> state() const override;

 protected:
  void update_one(std::size_t parameter, const Tensor& gradient, const Tensor& hyper) const override;

 private:
  double momentum_, weight_decay_;
  bool nesterov_;
  std::vector<Tensor> velocity_;
};

/// Adam (Kingma and Ba, 2015) with PyTorch's defaults; weight decay is added to the gradient.
class Adam : public Optimizer {
 public:
  Adam(std::vector<Tensor> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
       double weight_decay = 0);
  std::vector<std::pair<std::string, Tensor>> state() const override;

 protected:
  Adam(std::vector<Tensor> parameters, double lr, const Attributes& attributes);
  void update_one(std::size_t parameter, const Tensor& gradient, const Tensor& hyper) const override;

 private:
  Attributes attributes_;
  std::vector<Tensor> m_, v_;
};

/// Adam whose weight decay shrinks the parameters themselves (Loshchilov and Hutter, "Decoupled weight decay regularization",
/// 2019), with PyTorch's defaults.
class AdamW : public Adam {
 public:
  AdamW(std::vector<Tensor> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0.01);
};

}  // namespace inkgrad
