#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/lesson.hpp"
#include "native/cli/options.hpp"
#include "native/cli/plot.hpp"

namespace inkgrad::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_on_a_line = 15;  // numbers; of longer arrays the shape and the extremes are printed

std::vector<double> numbers(const Tensor& tensor) { return to(tensor, DType::float64).to_vector<double>(); }

std::string text_of(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string text_of(const std::vector<double>& values, int decimals) {
  std::string text;
  for (const double value : values) text += (text.empty() ? "" : " ") + text_of(value, decimals);
  return text;
}

std::string ours_of(const lessons::Step& step) {
  const std::vector<double> values = numbers(step.ours);
  int decimals = 4;
  for (const lessons::Known& known : {step.document, step.reference}) {
    if (!known.values.empty()) decimals = known.decimals;
  }
  if (!is_floating(step.ours.dtype())) decimals = 0;
  if (values.size() <= most_on_a_line) return text_of(values, decimals);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return to_string(step.ours.shape()) + " from " + text_of(*least, decimals) + " to " + text_of(*most, decimals);
}

std::string plot_of(const lessons::Step& step) {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < step.names.size(); ++i) {
    lines.push_back({step.names[i], numbers(step.ours.select(0, static_cast<std::int64_t>(i)))});
  }
  return plot(numbers(step.x), lines, step.scale == lessons::Scale::logarithmic);
}

void print(const lessons::Lesson& lesson, const std::vector<lessons::Step>& steps) {
  std::printf("%s: %s\n", std::string(lesson.id).c_str(), std::string(lesson.title).c_str());
  for (const lessons::Step& step : steps) {
    if (step.x.defined()) {
      std::printf("\n%s\n  %s\n%s", step.text.c_str(), step.name.c_str(), plot_of(step).c_str());
      continue;
    }
    std::printf("\n%s\n  %-20s %s", step.text.c_str(), step.name.c_str(), ours_of(step).c_str());
    for (const auto& [who, known] : {std::pair("document", step.document), std::pair("reference", step.reference)}) {
      if (known.values.empty()) continue;
      std::printf("   %s: %s%s", who, known.at_least ? "at least " : "", text_of(known.values, known.decimals).c_str());
      if (known.within > 0) std::printf(", within %g", known.within);
    }
    std::printf("\n");
  }
  std::fflush(stdout);
}

void print_json(const lessons::Lesson& lesson, const std::vector<lessons::Step>& steps) {
  const auto known = [](const lessons::Known& other) { return other.values.empty() ? Json(nullptr) : Json(other.values); };
  for (const lessons::Step& step : steps) {
    Json line{{"lesson", lesson.id},
              {"name", step.name},
              {"shape", std::vector(step.ours.shape().begin(), step.ours.shape().end())},
              {"ours", numbers(step.ours)},
              {"document", known(step.document)},
              {"reference", known(step.reference)}};
    if (step.x.defined()) {
      line["x"] = numbers(step.x);
      line["curves"] = step.names;
    }
    std::cout << line << "\n";
  }
  std::cout.flush();
}

}  // namespace

Command add_lesson(CLI::App& app) {
  struct Options {
    std::string name;
    std::filesystem::path data;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("lesson", "Tell a lesson: its steps with our numbers and others', or list the lessons");
  command->add_option("NAME", options->name, "A lesson's name; without it, all are listed");
  add_data_option(*command, options->data);
  command->add_flag("--json", options->json, "Print one JSON object a step instead");
  return [options] {
    if (options->name.empty()) {
      for (const lessons::Lesson& lesson : lessons::all()) {
        if (options->json) std::cout << Json{{"lesson", lesson.id}, {"title", lesson.title}} << "\n";
        else std::printf("%-20s %s\n", std::string(lesson.id).c_str(), std::string(lesson.title).c_str());
      }
      return exit_done;
    }
    const lessons::Lesson& lesson = lessons::find(options->name);
    const std::vector<lessons::Step> steps = lessons::tell(lesson, read_mnist(options->data));
    options->json ? print_json(lesson, steps) : print(lesson, steps);
    return exit_done;
  };
}

}  // namespace inkgrad::cli
