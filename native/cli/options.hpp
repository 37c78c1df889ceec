#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "engine/core/storage.hpp"
#include "engine/data/mnist.hpp"
#include "engine/nn/model.hpp"

/// What the commands of the program share. Each command's file adds its subcommand and gives back what to run.
namespace inkgrad::cli {

/// Exit statuses of the program.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;     ///< the work failed, missed its --target, or was interrupted
inline constexpr int exit_bad_input = 2;  ///< the arguments or a file are wrong

/// Adds a subcommand; what it gives back runs it once the options are parsed and returns the exit status.
using Command = std::function<int()>;
Command add_train(CLI::App& app);
Command add_eval(CLI::App& app);
Command add_predict(CLI::App& app);
Command add_export(CLI::App& app);
Command add_summary(CLI::App& app);
Command add_lesson(CLI::App& app);

/// Whether a command computes for long enough that starting a GPU, which takes about a second, can pay.
enum class Work { short_work, long_work };

/// The device that a command computes on, and it in words: with "auto" on the CPU, also why there is no GPU.
struct ChosenDevice {
  Device device;
  std::string description;
};

/// Where to compute.
struct ComputeOptions {
  std::string device = "cpu";  ///< until a GPU has passed the tests, none is taken unasked
  int threads = 1;

  void add_to(CLI::App& command);
  /// The device these options name, with its number of threads set. "auto" is a GPU if the work is long and one answers, else the
  /// CPU. Throws Error (Unsupported) that says why if "cuda" cannot be had.
  ChosenDevice select(Work work) const;
};

/// Checks that an option is a finite number from `least` to `most`; the CLI library's own range check lets NaN pass.
CLI::Validator number_between(double least, double most);

/// Checks that an option is a whole number from 0 to 2^64 - 1; the CLI library takes -3 and wraps it.
CLI::Validator whole_number();

/// Adds "--data DIR", by default where the set-up keeps MNIST.
void add_data_option(CLI::App& command, std::filesystem::path& data);

/// load_mnist with advice where the set-up has not been run.
Mnist read_mnist(const std::filesystem::path& data);

/// Which model to use: a file of ours, or one that PyTorch's state_dict was saved into and what such a file does not say.
struct ModelOptions {
  std::filesystem::path file;
  std::string spec;
  double mean = mnist_mean;
  double std = mnist_std;

  void add_to(CLI::App& command);
  /// Reads the model onto a device. Throws Error naming the file.
  Model read(Device device) const;
};

/// A path as a shell takes it.
std::string shell_quoted(const std::filesystem::path& path);

/// "97.53%".
std::string percent(double share);

}  // namespace inkgrad::cli
