// The playground in a native window: the page's own program, with a thread in place of its worker.
#include <SDL.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/data/mnist.hpp"
#include "engine/io/files.hpp"
#include "native/desktop/screenshot.hpp"
#include "native/desktop/session_thread.hpp"
#include "web/app/app.hpp"
#include "web/app/state/api.hpp"

namespace inkgrad {
namespace {

struct Arguments {
  std::filesystem::path models = "build/web/site/models";
  std::filesystem::path data;
  std::string size = "1280x800";
  double scale = 1;
  std::string theme = "light";
  std::filesystem::path screenshot;
  double after = 0.5;
  std::vector<std::string> calls;
  int tab = 0;
  int inspector = 0;
};

void load_models(AppState& app, const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) return;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) app.load_model(file.stem().string(), read_file(file), false);
}

// MNIST's files as they lie there go to the session, which reads them.
void send_data(AppState& app, Link& link, const std::filesystem::path& folder) {
  constexpr const char* files[][3] = {{"train-images-idx3-ubyte", "train", "images"}, {"train-labels-idx1-ubyte", "train", "labels"},
                                      {"t10k-images-idx3-ubyte", "validation", "images"},
                                      {"t10k-labels-idx1-ubyte", "validation", "labels"}};
  for (const auto& [name, split, kind] : files) {
    std::filesystem::path path = folder / name;
    if (!std::filesystem::exists(path)) path += ".gz";
    try {
      link.post({std::string(R"({"type":"data","split":")") + split + R"(","kind":")" + kind + "\"}", read_file(path)});
    } catch (const Error& error) {
      app.notify(Notice::Level::warning, error.what());
      return;
    }
  }
}

// A model is loaded at once; others, files of digits, are put to those that are dropped with it.
void drop_file(AppState& app, const char* name, std::vector<OwnFile>& digits) {
  try {
    const std::filesystem::path path(name);
    if (path.extension() == ".safetensors") app.load_model(path.stem().string(), read_file(path), true);
    else digits.push_back({path.filename().string(), read_file(path)});
  } catch (const Error& error) {
    app.notify(Notice::Level::error, error.what());
  }
}

int run(const Arguments& arguments) {
  App::Options options;
  if (std::sscanf(arguments.size.c_str(), "%dx%d", &options.width, &options.height) != 2 || options.width < 1 || options.height < 1) {
    input_error("--size ", arguments.size, "; expected WIDTHxHEIGHT, as in 1280x800");
  }
  options.device_ratio = arguments.scale;
  options.theme = arguments.theme == "dark" ? ThemeName::dark : arguments.theme == "contrast" ? ThemeName::contrast : ThemeName::light;

  const std::uint32_t wake_event = SDL_RegisterEvents(1);
  SessionThread session([wake_event] {
    SDL_Event event{};
    event.type = wake_event;
    SDL_PushEvent(&event);
  });
  App app(session, options);
  AppState& state = app.state();
  // Into the folder that it was started in.
  state.outside.save = [&state](const std::string& file, std::span<const std::byte> contents) {
    try {
      write_file_atomically(file, contents);
      state.notify(Notice::Level::info, std::filesystem::absolute(file).string());
    } catch (const Error& error) {
      state.notify(Notice::Level::error, error.what());
    }
  };
  state.outside.save_together = [&state](const std::string& folder, std::span<const OwnFile> files) {
    try {
      for (const OwnFile& file : files) {
        const std::filesystem::path path = std::filesystem::path(folder) / file.name;
        std::filesystem::create_directories(path.parent_path());
        write_file_atomically(path, file.bytes);
      }
      state.notify(Notice::Level::info, std::filesystem::absolute(folder).string());
    } catch (const std::exception& error) {
      state.notify(Notice::Level::error, error.what());
    }
  };
  load_models(state, arguments.models);
  send_data(state, session, arguments.data);
  app.view().phone_tab = arguments.tab;
  app.view().inspector_tab = arguments.inspector;

  const std::uint64_t begin = SDL_GetTicks64();
  std::vector<OwnFile> dropped;
  bool picture_due = false, called = false, open = true;
  app.on_picture = [&] {
    if (!picture_due) return;
    save_screenshot(arguments.screenshot, static_cast<int>(std::lround(state.width * state.device_ratio)),
                    static_cast<int>(std::lround(state.height * state.device_ratio)));
    open = false;
  };
  while (open) {
    const double next = std::min(state.next_change(), arguments.screenshot.empty() ? 3600.0 : 0.05);
    SDL_Event event;
    if (!app.wants_frame()) {
      if (SDL_WaitEventTimeout(&event, static_cast<int>(std::ceil(next * 1000))) != 0) SDL_PushEvent(&event);
      app.wake();
    }
    while (SDL_PollEvent(&event) != 0) {
      if (event.type == SDL_QUIT) open = false;
      if (event.type == wake_event) continue;
      if (event.type == SDL_DROPFILE) {
        drop_file(state, event.drop.file, dropped);
        SDL_free(event.drop.file);
      }
      if (event.type == SDL_DROPCOMPLETE) state.open_own_files(std::exchange(dropped, {}));
      app.handle(event);
    }
    if (!called && state.training.validation_images() > 0) {
      for (const std::string& text : arguments.calls) std::printf("%s\n", call(state, text).c_str());
      called = true;
    }
    picture_due = !arguments.screenshot.empty() && static_cast<double>(SDL_GetTicks64() - begin) > arguments.after * 1000;
    if (open && !app.frame()) SDL_Delay(4);
  }
  return 0;
}

}  // namespace
}  // namespace inkgrad

int main(int count, char** words) {
  inkgrad::Arguments arguments;
  arguments.data = inkgrad::default_mnist_dir();
  CLI::App cli("The Inkgrad playground in a window: draw a digit, see it read, train a network.");
  cli.add_option("--models", arguments.models, "Folder of .safetensors models to begin with")->capture_default_str();
  cli.add_option("--data", arguments.data, "Folder of MNIST's four IDX files")->capture_default_str();
  cli.add_option("--size", arguments.size, "The window's size, WIDTHxHEIGHT")->capture_default_str();
  cli.add_option("--scale", arguments.scale, "Device pixels a unit of that size")->check(CLI::Range(0.5, 4.0))->capture_default_str();
  cli.add_option("--theme", arguments.theme, "light, dark or contrast")->check(CLI::IsMember({"light", "dark", "contrast"}))->capture_default_str();
  cli.add_option("--screenshot", arguments.screenshot, "Write a PNG of the window and end");
  cli.add_option("--after", arguments.after, "Seconds to wait before that")->capture_default_str();
  cli.add_option("--call", arguments.calls, "Do this first: a call of the page's JSON interface (web/app/state/api.hpp)")->allow_extra_args(false);
  cli.add_option("--tab", arguments.tab, "The tab to begin with in a narrow window, 0 to 3");
  cli.add_option("--inspector", arguments.inspector, "The tab to begin with beside the pad, 0 to 2");
  try {
    cli.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : 2;
  }
  try {
    return inkgrad::run(arguments);
  } catch (const inkgrad::Error& error) {
    std::fprintf(stderr, "inkgrad_desktop: %s\n", error.what());
    return error.kind() == inkgrad::Error::Kind::Failure || error.kind() == inkgrad::Error::Kind::DeviceLost ? 1 : 2;
  }
}
