#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/nn/spec.hpp"
#include "native/cli/options.hpp"

namespace inkgrad::cli {

namespace {

std::string dimensions(const Shape& shape) {
  std::string text;
  for (const std::int64_t length : shape) text += (text.empty() ? "" : " x ") + std::to_string(length);
  return text;
}

void print_table(const ModelSpec& model) {
  const auto line = [](const std::string& number, const std::string& layer, const std::string& in,
                       const std::string& out, const std::string& parameters, const std::string& flops) {
    std::printf("%3s  %-52s %14s %14s %12s %14s\n", number.c_str(), layer.c_str(), in.c_str(), out.c_str(),
                parameters.c_str(), flops.c_str());
  };
  line("", model.text, "in", "out", "parameters", "FLOPs");
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    const LayerSpec& layer = model.layers[i];
    line(std::to_string(i), layer.text(), dimensions(layer.input), dimensions(layer.output),
         std::to_string(layer.parameters), std::to_string(layer.flops));
  }
  line("", "", "", "sum", std::to_string(model.parameters()), std::to_string(model.flops()));
  std::fflush(stdout);
}

void print_json(const ModelSpec& model) {
  using Json = nlohmann::ordered_json;
  Json layers = Json::array();
  for (const LayerSpec& layer : model.layers) {
    layers.push_back({{"layer", layer.text()},
                      {"input", std::vector(layer.input.begin(), layer.input.end())},
                      {"output", std::vector(layer.output.begin(), layer.output.end())},
                      {"parameters", layer.parameters},
                      {"flops", layer.flops}});
  }
  std::cout << Json{{"spec", model.text},
                    {"layers", layers},
                    {"parameters", model.parameters()},
                    {"flops", model.flops()}}
            << std::endl;
}

}  // namespace

Command add_summary(CLI::App& app) {
  struct Options {
    std::string spec;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("summary", "Print a model's layers, shapes, parameters and FLOPs");
  command->add_option("SPEC", options->spec, "Model spec, such as 784-128r-10 or c8x5r-p2-c16x5r-p2-10")->required();
  command->add_flag("--json", options->json, "Print one JSON object instead");
  return [options] {
    const ModelSpec model = parse_spec(options->spec);
    options->json ? print_json(model) : print_table(model);
    return exit_done;
  };
}

}  // namespace inkgrad::cli
