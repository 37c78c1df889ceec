#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"

namespace inkgrad::reference {

namespace {

/// Calls visit(place, rows, columns) for each place in a window: the pixels at that place in all windows.
template <class Visit>
void for_each_place(const Shape& pooled, int kernel, Visit visit) {
  const auto every = [kernel](int first, std::int64_t windows) {
    return xt::range(std::int64_t{first}, first + (windows - 1) * kernel + 1, kernel);
  };
  for (int ky = 0; ky < kernel; ++ky) {
    for (int kx = 0; kx < kernel; ++kx) visit(ky * kernel + kx, every(ky, pooled[2]), every(kx, pooled[3]));
  }
}

}  // namespace

void max_pool2d(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto x = adapted<T>(in[0]);
    auto largest = adapted<T>(out[0]);
    auto places = adapted<std::uint8_t>(out[1]);
    for_each_place(out[0].shape, attributes.kernel, [&](int place, auto rows, auto columns) {
      const auto here = xt::view(x, xt::all(), xt::all(), rows, columns);
      if (place == 0) {
        largest = here;
        places.fill(0);
        return;
      }
      places = xt::eval(xt::where(here > largest, static_cast<std::uint8_t>(place), places));
      largest = xt::eval(xt::where(here > largest, here, largest));
    });
  });
}

void max_pool2d_backward(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto g = adapted<T>(in[0]);
    const auto places = adapted<std::uint8_t>(in[1]);
    auto dx = adapted<T>(out[0]);
    dx.fill(T{0});
    for_each_place(in[0].shape, attributes.kernel, [&](int place, auto rows, auto columns) {
      xt::view(dx, xt::all(), xt::all(), rows, columns) = xt::where(xt::equal(places, place), g, xt::zeros_like(g));
    });
  });
}

void avg_pool2d(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto x = adapted<T>(in[0]);
    auto y = adapted<T>(out[0]);
    y.fill(T{0});
    for_each_place(out[0].shape, attributes.kernel, [&](int, auto rows, auto columns) {
      y += xt::view(x, xt::all(), xt::all(), rows, columns);
    });
    y /= static_cast<T>(attributes.kernel * attributes.kernel);
  });
}

void avg_pool2d_backward(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto g = adapted<T>(in[0]);
    auto dx = adapted<T>(out[0]);
    dx.fill(T{0});
    for_each_place(in[0].shape, attributes.kernel, [&](int, auto rows, auto columns) {
      xt::view(dx, xt::all(), xt::all(), rows, columns) = g / static_cast<T>(attributes.kernel * attributes.kernel);
    });
  });
}

}  // namespace inkgrad::reference
