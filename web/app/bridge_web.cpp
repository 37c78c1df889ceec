// The page's boundary with JavaScript: the functions that web/site/app.js calls. No C++ exception leaves them.
#include <emscripten.h>
#include <emscripten/html5.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "web/app/app.hpp"
#include "web/app/gpu_web.hpp"
#include "web/app/loop_web.hpp"
#include "web/app/state/api.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"

namespace inkgrad {
namespace {

// clang-format off
EM_JS(void, send_command, (const char* head, const void* body, int size), {
  if (Module["postCommand"]) {
    Module["postCommand"](UTF8ToString(head), size > 0 ? HEAPU8.slice(body, body + size) : null);
  }
});

EM_JS(void, announce_text_input, (int active, const char* text), {
  if (Module["textInput"]) Module["textInput"](active !== 0, UTF8ToString(text));
});
EM_JS(void, ask_to_share, (), { Module["share"]?.(); });
EM_JS(void, ask_to_open, (), { Module["openFile"]?.(); });
EM_JS(void, ask_for_language, (const char* tag), { Module["setLanguage"]?.(UTF8ToString(tag)); });
EM_JS(void, hand_over_own_digits, (const char* text), { Module["keepOwnDigits"]?.(UTF8ToString(text)); });
EM_JS(void, hand_over_model, (const char* name, const void* body, int size), {
  Module["keepModel"]?.(UTF8ToString(name), HEAPU8.slice(body, body + size));
});
EM_JS(void, ask_to_forget_models, (), { Module["forgetModels"]?.(); });
EM_JS(void, hand_over_file, (const char* name, const void* body, int size), {
  Module["saveFile"]?.(UTF8ToString(name), HEAPU8.slice(body, body + size));
});
EM_JS(void, hand_over_part, (const char* name, const void* body, int size), {
  (Module["parts"] = Module["parts"] || {})[UTF8ToString(name)] = HEAPU8.slice(body, body + size);
});
EM_JS(void, hand_over_parts, (const char* name), {
  const parts = Module["parts"] || {};
  delete Module["parts"];
  Module["saveTogether"]?.(UTF8ToString(name), parts);
});
EM_JS(void, hand_over_picture, (const char* name, double x, double y, double width, double height), {
  Module["savePicture"]?.(UTF8ToString(name), x, y, width, height);
});
// SDL's own request comes second and gets this context: without edges smoothed by the browser, which Dear ImGui draws itself,
// and with a picture that stays, so that a frame paints only what changes.
EM_JS(void, open_graphics, (), {
  Module["canvas"].getContext("webgl2", {alpha: false, depth: false, stencil: false, antialias: false, preserveDrawingBuffer: true});
});
// clang-format on

/// The worker's Session, through the page: commands go out by `Module.postCommand(head, bytes | null)`, events come in by
/// `app_event`.
class WorkerLink : public Link {
 public:
  void post(Message command) override {
    send_command(command.head.c_str(), command.body.data(), static_cast<int>(command.body.size()));
  }
  std::vector<Message> poll() override { return std::exchange(events_, {}); }
  void arrived(Message event) { events_.push_back(std::move(event)); }

 private:
  std::vector<Message> events_;
};

using Json = nlohmann::json;

WorkerLink link;
std::unique_ptr<App> app;
std::vector<OwnFile> own_files;  // that come together, until the last of them is here

std::vector<std::byte> bytes(const void* data, int size) {
  const auto* begin = static_cast<const std::byte*>(data);
  return data != nullptr && size > 0 ? std::vector<std::byte>(begin, begin + size) : std::vector<std::byte>();
}

// Does `work` with the app; what goes wrong is shown, and gives 1.
template <class Work>
int guarded(const Work& work) {
  if (!app) return 1;
  try {
    work();
    wake_loop();
    return 0;
  } catch (const std::exception& error) {
    app->state().notify(Notice::Level::error, error.what());
    wake_loop();
    return 1;
  }
}

}  // namespace
}  // namespace inkgrad

using namespace inkgrad;

extern "C" {

/// Opens the window on the page's canvas, `width` x `height` CSS pixels at `ratio` device pixels each, and draws the first
/// frame. 0 on success; otherwise 1, with the reason on the console.
EMSCRIPTEN_KEEPALIVE int app_start(double width, double height, double ratio, int dark, int reduced_motion) {
  try {
    App::Options options;
    options.width = static_cast<int>(width);
    options.height = static_cast<int>(height);
    options.device_ratio = ratio;
    options.theme = dark != 0 ? ThemeName::dark : ThemeName::light;
    options.reduced_motion = reduced_motion != 0;
    open_graphics();
    app = std::make_unique<App>(link, options);
    app->on_text_input = [](bool active, const char* text) { announce_text_input(active ? 1 : 0, text); };
    Outside& outside = app->state().outside;
    outside.share = [] { ask_to_share(); };
    outside.keep_own_digits = [](const std::string& text) { hand_over_own_digits(text.c_str()); };
    outside.keep_model = [](const std::string& name, std::span<const std::byte> file) {
      hand_over_model(name.c_str(), file.data(), static_cast<int>(file.size()));
    };
    outside.forget_models = [] { ask_to_forget_models(); };
    outside.open = [] { ask_to_open(); };
    outside.set_language = [](const char* tag) { ask_for_language(tag); };
    outside.save = [](const std::string& name, std::span<const std::byte> file) {
      hand_over_file(name.c_str(), file.data(), static_cast<int>(file.size()));
    };
    outside.save_together = [](const std::string& name, std::span<const OwnFile> files) {
      for (const OwnFile& file : files) hand_over_part(file.name.c_str(), file.bytes.data(), static_cast<int>(file.bytes.size()));
      hand_over_parts(name.c_str());
    };
    outside.save_picture = [](const std::string& name, const Area& area) {
      hand_over_picture(name.c_str(), area.x, area.y, area.width, area.height);
    };
    app->state().gpu = browser_gpu();
    app->resize(width, height, ratio);
    start_loop(*app);
    return 0;
  } catch (const std::exception& error) {
    emscripten_log(EM_LOG_ERROR, "%s", error.what());
    return 1;
  }
}

/// The canvas has another size or pixel ratio.
EMSCRIPTEN_KEEPALIVE void app_resize(double width, double height, double ratio) {
  guarded([&] { app->resize(width, height, ratio); });
}

/// The canvas has lost its OpenGL context.
EMSCRIPTEN_KEEPALIVE void app_graphics_lost() {
  guarded([] { app->lose_graphics(); });
}

/// The canvas has its OpenGL context again. 0, or 1 if it cannot be used, which is then on the console.
EMSCRIPTEN_KEEPALIVE int app_graphics_restored() {
  try {
    if (app) app->restore_graphics();
    wake_loop();
    return 0;
  } catch (const std::exception& error) {
    emscripten_log(EM_LOG_ERROR, "%s", error.what());
    return 1;
  }
}

/// One call of state/api.hpp: JSON in, JSON out, to be freed by the caller.
EMSCRIPTEN_KEEPALIVE char* app_call(const char* request) {
  bool changed = false;
  const std::string answer = app ? call(app->state(), request, &changed) : R"({"error":"the playground has not started"})";
  if (changed) wake_loop();
  return strdup(answer.c_str());
}

/// An event of the worker's Session.
EMSCRIPTEN_KEEPALIVE void app_event(const char* head, const std::uint8_t* body, int size) {
  link.arrived({head, bytes(body, size)});
  show_progress();
}

/// Adds a model; `choose` not 0: and reads with it from now on. 0, or 1 when the file is no model, which is then shown.
EMSCRIPTEN_KEEPALIVE int app_load_model(const char* name, const std::uint8_t* file, int size, int choose) {
  bool good = false;
  guarded([&] { good = app->state().load_model(name, bytes(file, size), choose != 0); });
  return good ? 0 : 1;
}

/// A model that `keepModel` was given at an earlier visit.
EMSCRIPTEN_KEEPALIVE void app_restore_model(const char* name, const std::uint8_t* file, int size) {
  guarded([&] { app->state().restore_model(name, bytes(file, size)); });
}

/// A file of own digits, one of those that were dropped or chosen together; `last` not 0: no more come.
EMSCRIPTEN_KEEPALIVE void app_own_file(const char* name, const std::uint8_t* file, int size, int last) {
  guarded([&] {
    own_files.push_back({name, bytes(file, size)});
    if (last != 0) app->state().open_own_files(std::exchange(own_files, {}));
  });
}

/// A picture of an own digit, decoded: `width` x `height` greys.
EMSCRIPTEN_KEEPALIVE void app_own_picture(const char* name, const std::uint8_t* greys, int width, int height) {
  guarded([&] {
    GrayImage picture{width, height, {greys, greys + static_cast<std::ptrdiff_t>(width) * height}};
    app->state().open_own_picture(name, picture);
  });
}

/// The own digits that were kept since the last visit.
EMSCRIPTEN_KEEPALIVE void app_restore_own_digits(const char* text) {
  guarded([&] { app->state().restore_own_digits(text); });
}

/// Shows a sentence for a while; `level` is "info", "warning" or "error".
EMSCRIPTEN_KEEPALIVE void app_notice(const char* level, const char* text) {
  guarded([&] {
    const Notice::Level which = std::strcmp(level, "error") == 0     ? Notice::Level::error
                                : std::strcmp(level, "warning") == 0 ? Notice::Level::warning
                                                                     : Notice::Level::info;
    app->state().notify(which, text);
  });
}

/// How much of the data has arrived, 0 to 1.
EMSCRIPTEN_KEEPALIVE void app_data_progress(double fraction, const char* text) {
  guarded([&] {
    app->state().data_progress = fraction;
    app->state().data_text = text;
  });
}

/// "light", "dark" or "contrast".
EMSCRIPTEN_KEEPALIVE void app_set_theme(const char* name) {
  guarded([&] {
    app->state().theme = std::strcmp(name, "dark") == 0       ? ThemeName::dark
                         : std::strcmp(name, "contrast") == 0 ? ThemeName::contrast
                                                              : ThemeName::light;
  });
}

/// The language of what is shown, and its catalogue (text/translate.hpp); also before app_start. 0, or 1 when that is none, with the reason
/// on the console.
EMSCRIPTEN_KEEPALIVE int app_set_language(const char* language, const char* catalogue) {
  try {
    text::set_language(language, catalogue);
    if (app) wake_loop();
    return 0;
  } catch (const std::exception& error) {
    emscripten_log(EM_LOG_ERROR, "%s", error.what());
    return 1;
  }
}

/// What the last frame has put on the canvas, in order: JSON, to be freed by the caller: [{role, id, name, note, text, value, low, high,
/// logarithmic, on, disabled, picks}, ...], what is empty or false left out.
EMSCRIPTEN_KEEPALIVE char* app_outline() {
  static constexpr const char* roles[] = {"button", "choice", "list", "slider", "number", "text", "heading", "paragraph", "table"};
  Json all = Json::array();
  for (const ui::Outlined& item : ui::outline()) {
    Json said = {{"role", roles[static_cast<int>(item.role)]}, {"name", item.name}};
    if (item.id != 0) said["id"] = item.id;
    if (!item.note.empty()) said["note"] = item.note;
    if (!item.text.empty()) said["text"] = item.text;
    if (item.role == ui::Role::slider || item.role == ui::Role::number || (item.role == ui::Role::table && item.on)) {
      said["value"] = item.value;
      said["low"] = item.low;
      said["high"] = item.high;
    }
    if (item.logarithmic) said["logarithmic"] = true;
    if (item.on) said["on"] = true;
    if (item.disabled) said["disabled"] = true;
    if (item.picks != ui::Picks::none) said["picks"] = item.picks == ui::Picks::rows ? "rows" : "cells";
    all.push_back(std::move(said));
  }
  return strdup(all.dump().c_str());
}

/// What a hand could press in the last frame: JSON, to be freed by the caller: {items: [[id, x, y, width, height], ...] in CSS pixels,
/// same: [[id, name of a control], ...], focus: id or 0}.
EMSCRIPTEN_KEEPALIVE char* app_drawn() {
  Json items = Json::array();
  for (const ui::DrawnItem& item : ui::drawn_items()) {
    items.push_back({item.id, item.from.x, item.from.y, item.to.x - item.from.x, item.to.y - item.from.y});
  }
  return strdup(Json{{"items", items}, {"same", ui::same_items()}, {"focus", ui::focused_item()}}.dump().c_str());
}

/// Does with control `id` of the outline what a hand would do: presses it (text null), or gives it `text` to hold.
EMSCRIPTEN_KEEPALIVE void app_act(unsigned id, const char* text) {
  guarded([&] { ui::act_on(id, text); });
}

/// What stands in the page's hidden text field, which raises a phone's keyboard, for the field in focus here.
EMSCRIPTEN_KEEPALIVE void app_typed(const char* text) {
  guarded([&] { app->type_text(text); });
}
}
