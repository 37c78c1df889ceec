#include "web/app/state/api.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "engine/core/error.hpp"
#include "web/app/state/address.hpp"
#include "web/app/state/choices_json.hpp"

namespace inkgrad {
namespace {

using Json = nlohmann::json;

Json prediction(const AppState& app) {
  const Reader& reader = app.reader;
  Json answer{{"digit", nullptr}, {"probabilities", Json::array()}, {"model", nullptr}};
  if (reader.chosen() != nullptr) answer["model"] = reader.chosen()->name;
  if (!reader.has_reading()) return answer;
  answer["digit"] = reader.reading().digit;
  answer["probabilities"] = reader.reading().probabilities;
  return answer;
}

Json draw(AppState& app, const Json& request) {
  // The engine's own reader of strokes checks them, as for a file.
  const LabelledStrokes digit = parse_strokes(Json{{"strokes", request.value("strokes", Json())}}.dump(), "draw");
  app.drawing.set(digit.strokes, request.value("raw", false));
  app.update();
  return prediction(app);
}

Json train(AppState& app, const Json& request) {
  const Json options = request.value("options", Json::object());
  if (!options.is_object()) input_error("train: options are an object, as in {\"lr\": 0.001}");
  Draft draft = app.training.draft;
  const bool new_run = read_settings(options, draft);
  const SpecCheck check = check_spec(draft.spec);
  if (!check.spec) input_error(check.error);
  if (app.training.train_images() == 0) input_error("train: no training images have arrived yet; wait for ready");
  app.training.draft = draft;
  if (new_run) app.training.reset();
  app.start_training(options.value("epochs", 0), options.value("steps", std::int64_t{0}), options.value("trace", false));
  return Json::object();
}

Json lesson(const AppState& app) {
  LessonState* state = app.lesson_state(app.lesson());
  if (state == nullptr) return nullptr;
  ChoicesToJson choices;
  state->choices(choices);
  Json numbers = Json::object();
  const Numbers computed = state->numbers();
  for (const auto& [name, values] : computed.all()) numbers[name] = values;
  return {{"id", lesson_entries()[static_cast<std::size_t>(app.lesson())].id}, {"done", state->done()},
          {"busy", app.lesson_busy()}, {"choices", std::move(choices.json)}, {"numbers", std::move(numbers)}};
}

Json open_lesson(AppState& app, const Json& request) {
  const Json id = request.value("id", Json());
  const int index = id.is_string() ? lesson_index(id.get<std::string>()) : -1;
  if (id.is_string() && index < 0) input_error("there is no lesson \"", id.get<std::string>(), "\"");
  app.open_lesson(index);
  if (index >= 0 && request.contains("choices")) {
    ChoicesFromJson choices(request.at("choices"));
    app.lesson_state(index)->choices(choices);
    app.lesson_state(index)->touch();
  }
  app.update();
  return lesson(app);
}

void hide(AppState& app, const Json& request) {
  std::set<std::string, std::less<>> panels;
  for (const Json& panel : request.value("panels", Json::array())) {
    const std::string name = panel.is_string() ? panel.get<std::string>() : panel.dump();
    if (std::ranges::find(AppState::hideable, name) == std::end(AppState::hideable)) {
      input_error("hide: there is no panel \"", name, "\"; there are top, lessons, curves and tabs");
    }
    panels.insert(name);
  }
  app.hidden = std::move(panels);
}

void save_model(AppState& app) {
  if (app.reader.chosen() == nullptr) input_error("there is no model yet");
  app.save_model();
}

Json curves(const AppState& app) {
  const CurveView& view = app.curves;
  Json pointed = Json::array();
  for (const CurvePoint& point : view.pointed) pointed.push_back({point.step, point.value});
  Json last = Json::array(), points = Json::array();
  for (const Run& run : app.training.runs()) points.push_back(run.loss.size());
  for (const CurveView::Smoothed& run : view.smoothed(app.training)) last.push_back(run.loss.empty() ? Json() : Json(run.loss.back().value));
  return {{"smoothing", view.smoothing}, {"log", view.log_loss}, {"zoom", view.zoom() ? Json{view.zoom()->from, view.zoom()->to} : Json()},
          {"pointed", std::move(pointed)}, {"last", std::move(last)}, {"points", std::move(points)}};
}

Json state(const AppState& app, const Json& request) {
  const Training& training = app.training;
  Json models = Json::array();
  for (const LoadedModel& loaded : app.reader.models()) {
    models.push_back({{"name", loaded.name}, {"spec", loaded.model.spec.text}, {"live", loaded.live}});
  }
  Json places = Json::object();
  for (const auto& [name, area] : app.places) {
    places[name] = {{"x", area.x}, {"y", area.y}, {"width", area.width}, {"height", area.height}};
  }
  Json notices = Json::array();
  for (const Notice& notice : app.notices()) notices.push_back(notice.text);
  const char* themes[] = {"light", "dark", "contrast"};
  Json answer = prediction(app);
  answer["reading"] = answer["digit"];
  answer["models"] = std::move(models);
  answer["pen"] = app.drawing.pen_width() * 100;
  answer["strokes"] = app.drawing.strokes().size();
  answer["image"] = app.image().pixels;
  answer["running"] = training.running();
  answer["step"] = training.step_count();
  answer["model_step"] = training.snapshot_step();
  answer["epoch"] = training.epoch();
  answer["runs"] = training.runs().size();
  answer["loss"] = training.step_count() > 0 ? Json(training.loss()) : Json();
  answer["accuracy"] = training.accuracy() ? Json(*training.accuracy()) : Json();
  answer["images_per_second"] = training.images_per_second();
  answer["diverged"] = training.divergence().has_value();
  answer["training_error"] = training.error();
  answer["draft"] = {{"spec", training.draft.spec}, {"batch", training.draft.batch}, {"lr", training.draft.lr},
                     {"optimizer", training.draft.optimizer}, {"seed", training.draft.seed}, {"images", training.draft.images},
                     {"weight_decay", training.draft.weight_decay}, {"label_noise", training.draft.label_noise}};
  answer["curves"] = curves(app);
  answer["early_stop"] = training.early_stop() ? Json(training.early_stop()->epoch) : Json();
  answer["data"] = {{"train", training.train_images()}, {"validation", training.validation_images()},
                    {"progress", app.data_progress}};
  answer["notices"] = std::move(notices);
  answer["layout"] = std::move(places);
  answer["width"] = app.width;
  answer["height"] = app.height;
  answer["frames"] = app.frames;
  answer["last_draw_to_reading_ms"] = app.draw_to_reading_ms;
  answer["lesson"] = lesson(app);
  answer["theme"] = themes[static_cast<int>(app.theme)];
  answer["dpr"] = app.device_ratio;
  if (request.value("trace", false)) answer["trace"] = training.trace();
  return answer;
}

}  // namespace

std::string call(AppState& app, std::string_view text, bool* changed) {
  Json answer;
  if (changed != nullptr) *changed = true;
  try {
    const Json request = Json::parse(text);
    const std::string name = request.value("call", "");
    if (name == "draw") {
      answer = draw(app, request);
    } else if (name == "clear") {
      app.drawing.clear();
      app.update();
      answer = Json::object();
    } else if (name == "predict") {
      app.update();
      answer = prediction(app);
    } else if (name == "train") {
      answer = train(app, request);
    } else if (name == "lesson") {
      answer = open_lesson(app, request);
    } else if (name == "address") {
      answer = address(app, request.value("weights", false));
      if (changed != nullptr) *changed = false;
    } else if (name == "go") {
      go_to(app, request.value("address", Json::object()));
      answer = Json::object();
    } else if (name == "pause") {
      app.training.pause();
      answer = Json::object();
    } else if (name == "reset") {
      if (app.training.configured()) app.training.reset();
      answer = Json::object();
    } else if (name == "hide") {
      hide(app, request);
      answer = Json::object();
    } else if (name == "save_model") {
      save_model(app);
      answer = Json::object();
      if (changed != nullptr) *changed = false;
    } else if (name == "state") {
      answer = state(app, request);
      if (changed != nullptr) *changed = false;
    } else {
      input_error("no call named '", name, "'; there are draw, clear, predict, train, pause, reset, lesson, address, go, "
                  "hide, save_model and state");
    }
  } catch (const std::exception& error) {
    answer = {{"error", error.what()}};
  }
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace inkgrad
