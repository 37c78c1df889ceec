#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/data/idx.hpp"
#include "engine/data/ink.hpp"
#include "engine/data/picture.hpp"
#include "engine/io/files.hpp"
#include "native/cli/options.hpp"
#include "native/cli/progress.hpp"

namespace inkgrad::cli {

namespace {

struct PredictOptions {
  ModelOptions model;
  std::filesystem::path image;
  std::filesystem::path strokes;
  std::filesystem::path idx;
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

/// Reads `count` digits and prints a line each; `add_image(i, images)` puts the i-th behind `images`, `label(i)` is what it shows.
template <class AddImage, class Label>
int predict_many(const PredictOptions& options, const Model& model, std::size_t count, AddImage add_image, Label label_of) {
  constexpr std::size_t at_once = 500;
  std::int64_t labelled = 0, right = 0;
  Progress progress;
  for (std::size_t start = 0; start < count; start += at_once) {
    const std::size_t stop = std::min(count, start + at_once);
    std::vector<std::uint8_t> images;
    images.reserve((stop - start) * image_pixels);
    for (std::size_t i = start; i < stop; ++i) add_image(i, images);
    const std::vector<Reading> readings = predict(model, images);
    progress.clear();
    for (std::size_t i = start; i < stop; ++i) {
      const std::optional<int> label = label_of(i);
      labelled += label.has_value();
      right += label == readings[i - start].digit;
      print_line(readings[i - start], label, options.json);
    }
    progress.show({.title = "predict", .done = static_cast<std::int64_t>(stop), .total = static_cast<std::int64_t>(count)});
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

int predict_strokes(const PredictOptions& options, const Model& model) {
  const std::vector<LabelledStrokes> digits = read_strokes_file(options.strokes);
  const auto add_image = [&](std::size_t i, std::vector<std::uint8_t>& images) {
    const InkImage ink = ink_to_image(digits[i].strokes, default_pen_width(digits[i].strokes));
    images.insert(images.end(), ink.pixels.begin(), ink.pixels.end());
  };
  return predict_many(options, model, digits.size(), add_image, [&](std::size_t i) { return digits[i].label; });
}

int predict_idx(const PredictOptions& options, const Model& model) {
  const IdxImages file = parse_idx_images(read_file(options.idx), options.idx.string());
  if (file.rows != image_side || file.columns != image_side) {
    input_error(options.idx.string(), ": its images are ", file.rows, " x ", file.columns, ", expected 28 x 28");
  }
  const auto add_image = [&](std::size_t i, std::vector<std::uint8_t>& images) {
    const auto first = file.pixels.begin() + static_cast<std::ptrdiff_t>(i * image_pixels);
    images.insert(images.end(), first, first + image_pixels);
  };
  return predict_many(options, model, static_cast<std::size_t>(file.count), add_image,
                      [](std::size_t) { return std::optional<int>{}; });
}

}  // namespace

Command add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command = app.add_subcommand("predict", "Read a digit from a picture, or digits from strokes or an IDX file");
  options->model.add_to(*command);
  auto* image = command->add_option(
      "IMAGE", options->image, "PNG of one digit: any size, dark on light or light on dark, with or without alpha");
  auto* strokes = command->add_option(
      "--strokes", options->strokes,
      R"(Digits as JSON lines, {"label":7,"strokes":[[[x,y],...],...]}, y down, "label" optional; may be gzip'd)");
  auto* idx = command->add_option("--idx", options->idx,
                                  "28 x 28 images as MNIST's files hold them, such as t10k-images-idx3-ubyte; may be gzip'd");
  image->excludes(strokes)->excludes(idx);
  strokes->excludes(idx);
  options->compute.add_to(*command);
  command->add_flag("--json", options->json, "Print one JSON object a line instead");
  return [options] {
    if (options->image.empty() && options->strokes.empty() && options->idx.empty()) {
      input_error("predict needs a PNG, --strokes FILE or --idx FILE; see inkgrad predict --help");
    }
    const Model model = options->model.read(options->compute.select(Work::short_work).device);
    if (!options->image.empty()) return predict_image(*options, model);
    return options->idx.empty() ? predict_strokes(*options, model) : predict_idx(*options, model);
  };
}

}  // namespace inkgrad::cli
