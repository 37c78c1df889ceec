#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/io/files.hpp"
#include "engine/nn/onnx.hpp"
#include "native/cli/options.hpp"

namespace inkgrad::cli {

namespace {

struct ExportOptions {
  ModelOptions model;
  std::filesystem::path out;
  bool json = false;
};

int run(const ExportOptions& options) {
  std::error_code ignored;
  if (std::filesystem::equivalent(options.model.file, options.out, ignored)) {
    input_error(options.out.string(), ": is the model itself; name another file to write");
  }
  const Model model = options.model.read(Device::cpu);
  const std::vector<std::byte> file = serialise_onnx(model);
  write_file_atomically(options.out, file);
  if (options.json) {
    std::cout << nlohmann::ordered_json{{"onnx", options.out.string()}, {"spec", model.spec.text}, {"bytes", file.size()},
                                        {"opset", onnx::opset}}
              << std::endl;
  } else {
    std::cout << options.out.string() << ": " << model.spec.text << " as ONNX, " << file.size() << " bytes, opset "
              << onnx::opset << "; image [N, 784] (pixels 0 to 1) -> logits, probabilities [N, 10]" << std::endl;
  }
  return exit_done;
}

}  // namespace

Command add_export(CLI::App& app) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand("export", "Write a model as ONNX, for other programs to run");
  options->model.add_to(*command);
  command->add_option("OUT", options->out, "ONNX file to write")->required();
  command->add_flag("--json", options->json, "Print one JSON object instead");
  return [options] { return run(*options); };
}

}  // namespace inkgrad::cli
