#include "engine/optim/optimizer.hpp"

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

Optimizer::Hyper Optimizer::advance() {
  ++steps_done;
  return {lr, static_cast<double>(steps_done)};
}

void Optimizer::update(const std::vector<Tensor>& gradients, const Tensor& hyper) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (gradients[i].defined()) update_one(i, gradients[i], hyper);
  }
}

void Optimizer::step() {
  const Hyper values = advance();
  backend(hyper_.device()).upload(hyper_, std::as_bytes(std::span(values)));
  std::vector<Tensor> gradients;
  for (const Tensor& parameter : parameters_) gradients.push_back(parameter.grad());
  update(gradients, hyper_);
}

void Optimizer::zero_grad() {
  for (Tensor& parameter : parameters_) parameter.zero_grad();
}

std::vector<Tensor> Optimizer::zeros_like_parameters() const {
  std::vector<Tensor> zeros;
  for (const Tensor& p : parameters_) zeros.push_back(Tensor::zeros(p.shape(), p.dtype(), p.device()));
  return zeros;
}

SGD::SGD(std::vector<Tensor> parameters, double lr_, double momentum, double weight_decay, bool nesterov)
    : Optimizer(std::move(parameters), lr_),
      momentum_(momentum),
      weight_decay_(weight_decay),
      nesterov_(nesterov),
      velocity_(zeros_like_parameters()) {
  if (nesterov && momentum <= 0) input_error("SGD: Nesterov looks ahead along the momentum; give one above 0, got ", momentum);
}

void SGD::update_one(std::size_t i, const Tensor& gradient, const Tensor& hyper) const {
  apply_into(Op::sgd_step, {{gradient, hyper}}, {{parameters()[i].data(), velocity_[i]}},
             {.momentum = momentum_, .weight_decay = weight_decay_, .nesterov = nesterov_});
}

std::vector<std::pair<std::string, Tensor>> SGD::state() const { return named("momentum", velocity_); }

Adam::Adam(std::vector<Tensor> parameters, double lr_, double beta1, double beta2, double eps, double weight_decay)
    : Adam(std::move(parameters), lr_, {.weight_decay = weight_decay, .beta1 = beta1, .beta2 = beta2, .eps = eps}) {}

Adam::Adam(std::vector<Tensor> parameters, double lr_, const Attributes& attributes)
    : Optimizer(std::move(parameters), lr_),
      attributes_(attributes),
      m_(zeros_like_parameters()),
      v_(zeros_like_parameters()) {}

void Adam::update_one(std::size_t i, const Tensor& gradient, const Tensor& hyper) const {
  apply_into(Op::adam_step, {{gradient, hyper}}, {{parameters()[i].data(), m_[i], v_[i]}}, attributes_);
}

AdamW::AdamW(std::vector<Tensor> parameters, double lr_, double beta1, double beta2, double eps, double weight_decay)
    : Adam(std::move(parameters), lr_,
           {.weight_decay = weight_decay, .decoupled = true, .beta1 = beta1, .beta2 = beta2, .eps = eps}) {}

std::vector<std::pair<std::string, Tensor>> Adam::state() const {
  auto all = named("m", m_);
  for (auto& entry : named("v", v_)) all.push_back(entry);
  return all;
}

}  // namespace inkgrad
