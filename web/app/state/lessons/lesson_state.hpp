#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/autograd/functional.hpp"

namespace inkgrad {

class AppState;

/// Visits what a lesson lets one choose, each by its name: to write it into a link, and to take it from one.
class Choices {
 public:
  virtual ~Choices() = default;
  virtual void whole(const char* name, int& value, int low, int high) = 0;
  virtual void number(const char* name, double& value, double low, double high) = 0;
  virtual void flag(const char* name, bool& value) = 0;
  virtual void text(const char* name, std::string& value) = 0;
};

/// What a lesson has computed, by the names that engine/lessons gives the same numbers, or by names of its own.
class Numbers {
 public:
  void add(std::string name, double value) { all_.emplace_back(std::move(name), std::vector<double>{value}); }
  void add(std::string name, std::vector<double> values) { all_.emplace_back(std::move(name), std::move(values)); }
  /// The elements in row-major order.
  void add(std::string name, const Tensor& tensor) { add(std::move(name), to(tensor.detach(), DType::float64).to_vector<double>()); }
  const std::vector<std::pair<std::string, std::vector<double>>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::vector<double>>> all_;
};

/// The live part of one lesson, free of the user interface: what is chosen, what comes out of it, and the actions that change it.
/// It computes by the engine and by engine/lessons only. To add a lesson: see lessons.hpp.
class LessonState {
 public:
  virtual ~LessonState() = default;

  /// Follows what has changed (choices, the drawing, data that arrived) and works for about `milliseconds` at most on what takes
  /// long. Called before every frame while the lesson is open. True while there is more to do.
  virtual bool update(AppState& app, double milliseconds) = 0;
  /// Shows every choice to the visitor, which may change it; `touch()` follows if it did.
  virtual void choices(Choices&) {}
  virtual Numbers numbers() const { return {}; }
  /// A character typed while no field is in focus. True if the lesson has a use for it, so that nobody else gets it.
  virtual bool key(AppState&, char) { return false; }
  /// Somebody has come to the lesson. An address that led here has its say after that.
  virtual void opened(AppState&) {}
  /// Whether the lesson's "try this" has been done.
  bool done() const { return done_; }

  /// A choice has changed: update() computes anew.
  void touch() { stale_ = true; }
  /// Whether results are behind the choices until the next update().
  bool stale() const { return stale_; }
  /// Grows with every result: pictures made of an older one are out of date.
  std::uint64_t revision() const { return revision_; }

 protected:
  bool stale_ = true;
  bool done_ = false;
  std::uint64_t revision_ = 0;
};

}  // namespace inkgrad
