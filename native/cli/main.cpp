// inkgrad: trains and uses digit classifiers. This file picks the command and turns errors into exit statuses.
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "native/cli/options.hpp"

namespace {

using namespace inkgrad;
using namespace inkgrad::cli;

int complain(int status, const std::string& message) {
  std::cerr << "inkgrad: " << message << std::endl;
  return status;
}

/// The CLI library's message on one line, with where to read on.
std::string usage_message(const CLI::App& app, const CLI::Error& error) {
  std::string text = error.what();
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  const auto chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "inkgrad" : "inkgrad " + chosen.front()->get_name();
  return text + "; see " + command + " --help";
}

int run(int argc, char** argv) {
  CLI::App app{"Train digit classifiers on MNIST and read digits with them."};
  app.name("inkgrad");
  app.require_subcommand(1);
  app.footer("Exit status: 0 done, 1 the work failed or was interrupted, 2 the arguments or a file are wrong.");
  std::vector<std::pair<std::string, Command>> commands{
      {"train", add_train(app)}, {"eval", add_eval(app)}, {"predict", add_predict(app)},
      {"export", add_export(app)}, {"summary", add_summary(app)}, {"lesson", add_lesson(app)}};
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::Error& error) {
    return complain(exit_bad_input, usage_message(app, error));
  }
  for (const auto& [name, command] : commands) {
    if (app.got_subcommand(name)) return command();
  }
  return exit_bad_input;
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that went away (`| head -1`) must not end a training before its model is saved.
  std::signal(SIGPIPE, SIG_IGN);
  int status = exit_failed;
  try {
    status = run(argc, argv);
  } catch (const Error& error) {
    return complain(error.kind() == Error::Kind::Failure || error.kind() == Error::Kind::DeviceLost ? exit_failed : exit_bad_input, error.what());
  } catch (const std::bad_alloc&) {
    return complain(exit_failed, "out of memory; try a smaller --batch or --model");
  } catch (const std::exception& error) {
    return complain(exit_failed, error.what());
  }
  std::cout.flush();
  if (!std::cout || std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return complain(exit_failed, "standard output could not be written");
  return status;
}
