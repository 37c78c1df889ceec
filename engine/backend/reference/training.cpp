// Layers that do in training what they do not do afterwards.
#include <algorithm>
#include <array>

#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"
#include "engine/core/random.hpp"

namespace inkgrad::reference {

namespace {

/// x [n, c, ...] as [n, c, inner].
template <class T>
auto by_channel(const View& x) {
  const auto n = static_cast<std::size_t>(x.shape[0]), c = static_cast<std::size_t>(x.shape[1]);
  const auto count = static_cast<std::size_t>(x.numel());
  return xt::adapt(x.as<T>(), count, xt::no_ownership(), std::array{n, c, n * c == 0 ? 1 : count / (n * c)});
}

/// A value a channel, [c], to broadcast against [n, c, inner].
template <class T>
auto across(const xt::xarray<T>& of_channel) {
  return xt::eval(xt::view(of_channel, xt::newaxis(), xt::all(), xt::newaxis()));
}

}  // namespace

void dropout(Views in, Views out, const Attributes& attributes) {
  const auto first = static_cast<std::uint64_t>(*in[1].as<double>()) << 32;
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const T *x = in[0].as<T>(), kept = static_cast<T>(1 / (1 - attributes.p));
    T* y = out[0].as<T>();
    const std::int64_t count = out[0].numel();
    // A block of random numbers serves four elements.
    for (std::int64_t i = 0; i < count; i += 4) {
      const auto words = philox(attributes.seed, Purpose::dropout, attributes.stream, (first + static_cast<std::uint64_t>(i)) / 4);
      for (std::int64_t j = i; j < std::min(i + 4, count); ++j) {
        y[j] = unit_interval(words[static_cast<std::size_t>(j - i)]) < attributes.p ? T{0} : x[j] * kept;
      }
    }
  });
}

void batch_norm(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto x = by_channel<T>(in[0]);
    auto y = by_channel<T>(out[0]);
    auto mean = adapted<T>(out[1]), variance = adapted<T>(out[2]);
    if (attributes.training) {
      mean = xt::eval(xt::mean(x, {0, 2}));
      variance = xt::eval(xt::mean(xt::square(xt::eval(x - across<T>(mean))), {0, 2}));
    } else {
      std::copy_n(in[3].as<T>(), mean.size(), mean.begin());
      std::copy_n(in[4].as<T>(), variance.size(), variance.begin());
    }
    const xt::xarray<T> scale = adapted<T>(in[1]) / xt::sqrt(variance + static_cast<T>(attributes.eps));
    y = xt::eval((x - across<T>(mean)) * across<T>(scale) + across<T>(adapted<T>(in[2])));
  });
}

void batch_norm_backward(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto g = by_channel<T>(in[0]), x = by_channel<T>(in[1]);
    auto dx = by_channel<T>(out[0]);
    auto dweight = adapted<T>(out[1]), dbias = adapted<T>(out[2]);
    const xt::xarray<T> inverse = 1 / xt::sqrt(adapted<T>(in[4]) + static_cast<T>(attributes.eps));
    const xt::xarray<T> normalised = (x - across<T>(adapted<T>(in[3]))) * across<T>(inverse);
    const xt::xarray<T> scale = adapted<T>(in[2]) * inverse;
    dweight = xt::eval(xt::sum(xt::eval(g * normalised), {0, 2}));
    dbias = xt::eval(xt::sum(g, {0, 2}));
    if (!attributes.training) {
      dx = xt::eval(g * across<T>(scale));
      return;
    }
    // The batch's mean and variance move with every x: what they take back is the part of g along 1 and along normalised.
    const auto count = static_cast<T>(x.size() / dbias.size());
    dx = xt::eval(across<T>(scale) * (g - across<T>(dbias / count) - normalised * across<T>(dweight / count)));
  });
}

}  // namespace inkgrad::reference
