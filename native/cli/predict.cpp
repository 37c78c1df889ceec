#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/data/ink.hpp"
#include "engine/data/picture.hpp"
#include "engine/io/files.hpp"
#include "native/cli/options.hpp"
#include "native/cli/progress.hpp"

namespace inkgrad::cli {

namespace {

struct PredictOptions {
  std::filesystem::path model;
  std::filesystem::path image;
  std::filesystem::path strokes;
  ComputeOptions compute;
  bool json = false;
};

/// One digit a line: JSON, or the reading with its probability.
void print_line(const Reading& reading, std::optional<int> label, bool json) {
  if (json) {
    nlohmann::ordered_json line{{"digit", reading.digit}, {"probabilities", reading.probabilities}};
    if (label) line["label"] = *label;
    std::cout << line << '\n';
    return;
  }
  std::cout << reading.digit << "  " << percent(reading.probabilities[static_cast<std::size_t>(reading.digit)]);
  if (label) std::cout << "  label " << *label << (*label == reading.digit ? "" : "  wrong");
  std::cout << '\n';
}

void print_bars(const Reading& reading) {
  for (std::size_t digit = 0; digit < reading.probabilities.size(); ++digit) {
    const double probability = reading.probabilities[digit];
    std::cout << (static_cast<int>(digit) == reading.digit ? "> " : "  ") << digit << "  "
              << std::string(static_cast<std::size_t>(probability * 40 + 0.5), '#') << ' ' << percent(probability)
              << '\n';
  }
}

int predict_image(const PredictOptions& options, const Model& model) {
  const InkImage ink = png_to_ink(read_file(options.image), options.image.string());
  const Reading reading = predict(model, ink.pixels).front();
  if (options.json) print_line(reading, {}, true);
  else print_bars(reading);
  return exit_done;
}

int predict_strokes(const PredictOptions& options, const Model& model) {
  constexpr std::size_t at_once = 500;
  const std::vector<LabelledStrokes> digits = read_strokes_file(options.strokes);
  std::int64_t labelled = 0, right = 0;
  Progress progress;
  for (std::size_t start = 0; start < digits.size(); start += at_once) {
    const std::size_t stop = std::min(digits.size(), start + at_once);
    std::vector<std::uint8_t> images;
    images.reserve((stop - start) * image_pixels);
    for (std::size_t i = start; i < stop; ++i) {
      const InkImage ink = ink_to_image(digits[i].strokes, default_pen_width(digits[i].strokes));
      images.insert(images.end(), ink.pixels.begin(), ink.pixels.end());
    }
    const std::vector<Reading> readings = predict(model, images);
    progress.clear();
    for (std::size_t i = start; i < stop; ++i) {
      const std::optional<int> label = digits[i].label;
      labelled += label.has_value();
      right += label == readings[i - start].digit;
      print_line(readings[i - start], label, options.json);
    }
    progress.show({.title = "predict", .done = static_cast<std::int64_t>(stop),
                   .total = static_cast<std::int64_t>(digits.size())});
  }
  progress.clear();
  if (labelled > 0) {
    const double accuracy = static_cast<double>(right) / static_cast<double>(labelled);
    if (options.json) std::cout << nlohmann::ordered_json{{"accuracy", accuracy}, {"count", labelled}} << '\n';
    else std::cout << percent(accuracy) << " of " << labelled << " labelled digits right\n";
  }
  std::cout.flush();
  return exit_done;
}

}  // namespace

Command add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command = app.add_subcommand("predict", "Read a digit from a picture, or digits from strokes");
  command->add_option("MODEL", options->model, "Model file (safetensors)")->required();
  auto* image = command->add_option(
      "IMAGE", options->image, "PNG of one digit: any size, dark on light or light on dark, with or without alpha");
  auto* strokes = command->add_option(
      "--strokes", options->strokes,
      R"(Digits as JSON lines, {"label":7,"strokes":[[[x,y],...],...]}, y down, "label" optional; may be gzip'd)");
  image->excludes(strokes);
  options->compute.add_to(*command);
  command->add_flag("--json", options->json, "Print one JSON object a line instead");
  return [options] {
    if (options->image.empty() && options->strokes.empty()) {
      input_error("predict needs a PNG or --strokes FILE; see inkgrad predict --help");
    }
    const Model model = read_model(options->model, options->compute.select());
    return options->image.empty() ? predict_strokes(*options, model) : predict_image(*options, model);
  };
}

}  // namespace inkgrad::cli
