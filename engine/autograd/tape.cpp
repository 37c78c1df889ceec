#include "engine/autograd/tape.hpp"

#include <unordered_map>
#include <unordered_set>

#include "engine/autograd/functional.hpp"
#include "engine/autograd/node.hpp"

namespace inkgrad {

namespace {

thread_local bool gradients_on = true;
thread_local const void* backward_seed = nullptr;

/// Nodes that `root` depends on, each after all the nodes that use its result.
std::vector<Node*> in_backward_order(Node* root) {
  struct Visit {
    Node* node;
    std::size_t next_input;
  };
  std::vector<Visit> stack{{root, 0}};
  std::unordered_set<Node*> seen{root};
  std::vector<Node*> finished;
  while (!stack.empty()) {
    Visit& top = stack.back();
    if (top.next_input == top.node->inputs.size()) {
      finished.push_back(top.node);
      stack.pop_back();
      continue;
    }
    Node* behind = top.node->inputs[top.next_input++].grad_fn().get();
    if (behind && seen.insert(behind).second) stack.push_back({behind, 0});
  }
  return {finished.rbegin(), finished.rend()};
}

void accumulate(Tensor& sum, const Tensor& gradient) { sum = sum.defined() ? add(sum, gradient) : gradient; }

/// Gradients of one backward pass: of each node's outputs, and of leaves by identity.
struct BackwardPass {
  std::vector<Node*> order;
  std::unordered_map<const Node*, std::vector<Tensor>> of_outputs;
  std::unordered_map<const void*, Tensor> of_leaves;
  std::vector<Tensor> leaves;  // in the order reached, so that nothing depends on addresses

  void add_to(const Tensor& tensor, const Tensor& gradient) {
    if (const Node* node = tensor.grad_fn().get()) {
      std::vector<Tensor>& slots = of_outputs[node];
      slots.resize(node->outputs.size());
      accumulate(slots[static_cast<std::size_t>(tensor.output_index())], gradient);
    } else if (tensor.requires_grad()) {
      Tensor& slot = of_leaves[tensor.id()];
      if (!slot.defined()) leaves.push_back(tensor);
      accumulate(slot, gradient);
    }
  }

  explicit BackwardPass(const Tensor& loss) {
    if (loss.numel() != 1) input_error("backward() starts from a single number, got the shape ", to_string(loss.shape()), "; take its sum() or mean()");
    if (!loss.requires_grad()) {
      input_error("backward(): nothing in this result's history requires a gradient; call requires_grad_() on the parameters before ",
                  "it is computed, and compute it outside NoGrad");
    }
    if (loss.grad_fn()) order = in_backward_order(loss.grad_fn().get());
    for (const Node* node : order) {
      if (node->freed) {
        input_error("backward() a second time through the same ", name(node->op), ", which was freed by the first; compute the result ",
                    "anew, or call backward(true) the first time to keep it");
      }
    }
    const NoGrad no_grad;
    const Tensor seed = Tensor::full(loss.shape(), 1, loss.dtype(), loss.device());
    backward_seed = seed.id();
    add_to(loss, seed);
    for (Node* node : order) {
      const auto found = of_outputs.find(node);
      if (found == of_outputs.end()) continue;
      const std::vector<Tensor> of_inputs = gradient_rule(node->op)(*node, found->second);
      for (std::size_t i = 0; i < of_inputs.size(); ++i) {
        if (of_inputs[i].defined()) add_to(node->inputs[i], of_inputs[i]);
      }
    }
  }
};

}  // namespace

Node::Node(Op op_, const Attributes& attributes_, std::span<const Tensor> inputs_, std::span<const Tensor> outputs_)
    : op(op_), attributes(attributes_), inputs(inputs_.begin(), inputs_.end()) {
  for (const Tensor& output : outputs_) outputs.push_back(output.detach());
}

Node::~Node() {
  std::vector<Tensor> pending = std::move(inputs);
  while (!pending.empty()) {
    Tensor tensor = std::move(pending.back());
    pending.pop_back();
    // The last handle of a tensor whose node has no other owner: take over what that node holds.
    if (tensor.is_last_handle() && tensor.grad_fn() && tensor.grad_fn().use_count() == 1) {
      for (Tensor& input : tensor.grad_fn()->inputs) pending.push_back(std::move(input));
      tensor.grad_fn()->inputs.clear();
    }
  }
}

void note_on_tape(Op op, const Attributes& attributes, std::span<const Tensor> inputs, std::span<Tensor> outputs) {
  if (!gradients_on || !gradient_rule(op)) return;
  bool required = false;
  for (const Tensor& input : inputs) required = required || input.requires_grad();
  if (!required) return;
  const auto node = std::make_shared<Node>(op, attributes, inputs, outputs);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (is_floating(outputs[i].dtype())) outputs[i].set_grad_fn(node, static_cast<int>(i));
  }
}

bool is_backward_seed(const Tensor& gradient) { return gradient.id() == backward_seed; }

NoGrad::NoGrad() : before_(gradients_on) { gradients_on = false; }
NoGrad::~NoGrad() { gradients_on = before_; }

void Tensor::backward(bool retain_graph) const {
  BackwardPass pass(*this);
  const NoGrad no_grad;
  for (Tensor& leaf : pass.leaves) {
    Tensor total = leaf.grad();
    accumulate(total, pass.of_leaves[leaf.id()]);
    leaf.set_grad(total);
  }
  if (retain_graph) return;
  // From the leaves on: a node may live only in the inputs of those in front of it.
  for (auto node = pass.order.rbegin(); node != pass.order.rend(); ++node) {
    (*node)->freed = true;
    (*node)->inputs.clear();
    (*node)->outputs.clear();
  }
}

std::vector<Tensor> gradients(const Tensor& loss, std::span<const Tensor> with_respect_to) {
  BackwardPass pass(loss);
  std::vector<Tensor> result;
  for (const Tensor& tensor : with_respect_to) {
    if (const Node* node = tensor.grad_fn().get()) {
      const auto found = pass.of_outputs.find(node);
      result.push_back(found == pass.of_outputs.end() ? Tensor()
                                                      : found->second[static_cast<std::size_t>(tensor.output_index())]);
    } else {
      const auto found = pass.of_leaves.find(tensor.id());
      result.push_back(found == pass.of_leaves.end() ? Tensor() : found->second);
    }
  }
  return result;
}

}  // namespace inkgrad
