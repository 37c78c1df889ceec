#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"
#include "engine/core/random.hpp"

namespace inkgrad::reference {

void cast(Views in, Views out, const Attributes&) {
  visit_any(in[0].dtype, [&]<class From>(From) {
    visit_any(out[0].dtype, [&]<class To>(To) { adapted<To>(out[0]) = xt::cast<To>(adapted<From>(in[0])); });
  });
}

void copy(Views in, Views out, const Attributes&) {
  visit_any(in[0].dtype, [&]<class T>(T) {
    // xtensor wants to hear of as many elements as the shape has, however far apart or close they lie.
    const std::vector<std::ptrdiff_t> strides(in[0].strides.begin(), in[0].strides.end());
    adapted<T>(out[0]) = xt::adapt(in[0].as<T>(), static_cast<std::size_t>(in[0].numel()), xt::no_ownership(),
                                   xtensor_shape(in[0].shape), strides);
  });
}

void expect_places(const std::int64_t* position, std::int64_t batch, const Attributes& attributes) {
  const std::int64_t first = position[1];
  if (first < 0 || first > attributes.count - batch) {
    input_error("batch_places: ", batch, " from ", first, " on go beyond the last of ", attributes.count);
  }
}

void find_places(const std::int64_t* position, std::int64_t start, std::span<std::int64_t> places, const Attributes& attributes) {
  const KeyedPermutation order(attributes.seed, static_cast<std::uint32_t>(position[0]), static_cast<std::uint64_t>(attributes.count));
  std::int64_t next = position[1] + start;
  for (std::int64_t& place : places) {
    place = attributes.shuffle ? static_cast<std::int64_t>(order(static_cast<std::uint64_t>(next))) : next;
    ++next;
  }
}

void batch_places(Views in, Views out, const Attributes& attributes) {
  const std::int64_t* position = in[0].as<std::int64_t>();
  expect_places(position, attributes.batch, attributes);
  find_places(position, 0, {out[0].as<std::int64_t>(), static_cast<std::size_t>(attributes.batch)}, attributes);
}

void gather_batch(Views in, Views out, const Attributes& attributes) {
  const auto images = adapted<std::uint8_t>(in[0]);
  const auto labels = adapted<std::int64_t>(in[1]);
  const auto indices = adapted<std::int64_t>(in[2]);
  auto batch_labels = adapted<std::int64_t>(out[1]);
  visit_floating(out[0].dtype, [&]<class T>(T) {
    auto batch = adapted<T>(out[0]);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const auto pixels = xt::cast<double>(xt::view(images, indices(i), xt::all()));
      xt::view(batch, i, xt::all()) = xt::cast<T>((pixels / 255.0 - attributes.mean) / attributes.std);
      batch_labels(i) = labels(static_cast<std::size_t>(indices(i)));
    }
  });
}

}  // namespace inkgrad::reference
