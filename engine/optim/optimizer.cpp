#include "engine/optim/optimizer.hpp"

#include <array>

#include "engine/backend/backend.hpp"

namespace inkgrad {

namespace {

std::vector<std::pair<std::string, Tensor>> named(const std::string& name, const std::vector<Tensor>& tensors) {
  std::vector<std::pair<std::string, Tensor>> result;
  for (std::size_t i = 0; i < tensors.size(); ++i) result.emplace_back(name + "." + std::to_string(i), tensors[i]);
  return result;
}

}  // namespace

Optimizer::Optimizer(std::vector<Tensor> parameters, double lr_) : lr(lr_), parameters_(std::move(parameters)) {
  if (parameters_.empty()) input_error("an optimizer needs parameters");
  hyper_ = Tensor::zeros({2}, DType::float64, parameters_[0].device());
}

void Optimizer::advance() {
  ++steps_done;
  const std::array<double, 2> values = {lr, static_cast<double>(steps_done)};
  backend(hyper_.device()).upload(hyper_, std::as_bytes(std::span(values)));
}

void Optimizer::update(const std::vector<Tensor>& gradients) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (gradients[i].defined()) update_one(i, gradients[i], hyper_);
  }
}

void Optimizer::step() {
  advance();
  std::vector<Tensor> gradients;
  for (const Tensor& parameter : parameters_) gradients.push_back(parameter.grad());
  update(gradients);
}

void Optimizer::zero_grad() {
  for (Tensor& parameter : parameters_) parameter.zero_grad();
}

std::vector<Tensor> Optimizer::zeros_like_parameters() const {
  std::vector<Tensor> zeros;
  for (const Tensor& p : parameters_) zeros.push_back(Tensor::zeros(p.shape(), p.dtype(), p.device()));
  return zeros;
}

SGD::SGD(std::vector<Tensor> parameters, double lr_, double momentum, double weight_decay)
    : Optimizer(std::move(parameters), lr_), momentum_(momentum), weight_decay_(weight_decay), velocity_(zeros_like_parameters()) {}

void SGD::update_one(std::size_t i, const Tensor& gradient, const Tensor& hyper) const {
  apply_into(Op::sgd_step, {{gradient, hyper}}, {{parameters()[i].data(), velocity_[i]}},
             {.momentum = momentum_, .weight_decay = weight_decay_});
}

std::vector<std::pair<std::string, Tensor>> SGD::state() const { return named("momentum", velocity_); }

Adam::Adam(std::vector<Tensor> parameters, double lr_, double beta1, double beta2, double eps, double weight_decay)
    : Optimizer(std::move(parameters), lr_),
      beta1_(beta1),
      beta2_(beta2),
      eps_(eps),
      weight_decay_(weight_decay),
      m_(zeros_like_parameters()),
      v_(zeros_like_parameters()) {}

void Adam::update_one(std::size_t i, const Tensor& gradient, const Tensor& hyper) const {
  apply_into(Op::adam_step, {{gradient, hyper}}, {{parameters()[i].data(), m_[i], v_[i]}},
             {.weight_decay = weight_decay_, .beta1 = beta1_, .beta2 = beta2_, .eps = eps_});
}

std::vector<std::pair<std::string, Tensor>> Adam::state() const {
  auto all = named("m", m_);
  for (auto& entry : named("v", v_)) all.push_back(entry);
  return all;
}

}  // namespace inkgrad
