// The slope of x squared, by hand and by backward(); what a gradient tells and what it does not.
#include "engine/autograd/functional.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

namespace {

Tensor f(const Tensor& x) { return sum(pow(x, 2)); }

}  // namespace

void gradients_of_functions(Story& story, const Mnist&) {
  Tensor x = Tensor::scalar(3).requires_grad_();
  f(x).backward();
  story.show("value", "f(x) = x squared, at 3.", f(x), {{9}}, {{9}});
  story.show("slope", "backward() leaves its slope there in x.grad: 2x.", x.grad(), {{6}}, {{6}});
  const double h = 1e-3;
  story.show("slope-by-hand", "The same by two points close to 3: (f(3.001) - f(2.999)) / 0.002.",
             (f(Tensor::scalar(3 + h, DType::float64)) - f(Tensor::scalar(3 - h, DType::float64))) / (2 * h), {}, {{6}});

  f(x).backward();
  story.show("accumulated", "A second backward() adds to what is there: 6 and 6.", x.grad(), {}, {{12}});
  x.zero_grad();
  f(x).backward();
  story.show("zeroed", "So a training loop zeroes gradients before every step.", x.grad(), {}, {{6}});

  Tensor vector = Tensor::from_values<float>({3, 4, 10}, {3}).requires_grad_();
  f(vector).backward();
  story.show("sum", "f of three numbers is one number: 9 + 16 + 100.", f(vector), {{125}}, {{125}});
  story.show("slopes", "Its gradient has a slope for each of them.", vector.grad(), {{6, 8, 20}}, {{6, 8, 20}});

  story.show("small-step", "Downhill is against the gradient. From 3, a tenth of the slope leads to f(2.4), lower than 9.",
             f(x.data() - x.grad() * 0.1), {}, {{5.76}});
  story.show("large-step", "One and a half of it leads over the valley to f(-6), higher: a slope does not say how far to go.",
             f(x.data() - x.grad() * 1.5), {}, {{36}});
}

}  // namespace inkgrad::lessons
