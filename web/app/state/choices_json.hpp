#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "engine/core/error.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// Writes a lesson's choices into an object.
class ChoicesToJson : public Choices {
 public:
  void whole(const char* name, int& value, int, int) override { json[name] = value; }
  void number(const char* name, double& value, double, double) override { json[name] = value; }
  void flag(const char* name, bool& value) override { json[name] = value; }
  void text(const char* name, std::string& value) override { json[name] = value; }

  nlohmann::json json = nlohmann::json::object();
};

/// Takes choices from an object, numbers and flags also as they are written in a link. What it lacks stays; what is out of range
/// or of another type throws.
class ChoicesFromJson : public Choices {
 public:
  explicit ChoicesFromJson(const nlohmann::json& json) : json_(json) {}
  void whole(const char* name, int& value, int low, int high) override { take(name, value, low, high); }
  void number(const char* name, double& value, double low, double high) override { take(name, value, low, high); }
  void flag(const char* name, bool& value) override {
    if (json_.contains(name)) value = read<bool>(name);
  }
  void text(const char* name, std::string& value) override {
    if (json_.contains(name)) value = json_.at(name).get<std::string>();
  }

 private:
  template <class T>
  T read(const char* name) const {
    const nlohmann::json& value = json_.at(name);
    if (!value.is_string()) return value.get<T>();
    const nlohmann::json parsed = nlohmann::json::parse(value.get<std::string>(), nullptr, false);
    if (parsed.is_discarded()) input_error(name, " cannot be ", value.get<std::string>());
    return parsed.get<T>();
  }

  template <class T>
  void take(const char* name, T& value, T low, T high) {
    if (!json_.contains(name)) return;
    const T next = read<T>(name);
    if (!(next >= low && next <= high)) input_error(name, " is from ", low, " to ", high, ", got ", next);
    value = next;
  }

  const nlohmann::json& json_;
};

}  // namespace inkgrad
