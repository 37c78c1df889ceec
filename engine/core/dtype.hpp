#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "engine/core/error.hpp"

namespace inkgrad {

/// Element types: float32 and float64 for arithmetic, uint8 for images, int64 for labels and indices,
/// boolean (one byte) for masks.
enum class DType : std::uint8_t { float32, float64, uint8, int64, boolean };

/// Bytes an element takes.
constexpr std::size_t item_size(DType dtype) {
  switch (dtype) {
    case DType::float32: return 4;
    case DType::float64:
    case DType::int64: return 8;
    case DType::uint8:
    case DType::boolean: return 1;
  }
  return 0;
}

/// "float32", "int64", ...: the name PyTorch and NumPy use.
constexpr std::string_view name(DType dtype) {
  switch (dtype) {
    case DType::float32: return "float32";
    case DType::float64: return "float64";
    case DType::uint8: return "uint8";
    case DType::int64: return "int64";
    case DType::boolean: return "bool";
  }
  return "?";
}

constexpr bool is_floating(DType dtype) { return dtype == DType::float32 || dtype == DType::float64; }

/// The DType of a C++ element type.
template <class T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>) return DType::float32;
  else if constexpr (std::is_same_v<T, double>) return DType::float64;
  else if constexpr (std::is_same_v<T, std::uint8_t>) return DType::uint8;
  else if constexpr (std::is_same_v<T, bool>) return DType::boolean;
  else {
    static_assert(std::is_integral_v<T> && sizeof(T) == 8 && std::is_signed_v<T>, "not an element type");
    return DType::int64;
  }
}

/// Calls f with a value of the C++ type that `dtype` (float32 or float64) stands for.
/// Throws Error for other types.
template <class F>
decltype(auto) visit_floating(DType dtype, F&& f) {
  if (dtype == DType::float32) return f(float{});
  if (dtype == DType::float64) return f(double{});
  input_error("expected float32 or float64 elements, got ", name(dtype), "; convert with to(x, DType::float32)");
}

/// Calls f with a value of the C++ type that `dtype` stands for.
template <class F>
decltype(auto) visit_any(DType dtype, F&& f) {
  switch (dtype) {
    case DType::float64: return f(double{});
    case DType::uint8: return f(std::uint8_t{});
    case DType::int64: return f(std::int64_t{});
    case DType::boolean: return f(bool{});
    case DType::float32: break;
  }
  return f(float{});
}

}  // namespace inkgrad
