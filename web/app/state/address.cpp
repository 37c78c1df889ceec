#include "web/app/state/address.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "web/app/state/choices_json.hpp"
#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"

namespace inkgrad {
namespace {

using Json = nlohmann::json;

constexpr double steps_a_side = 32767;

Json settings_of(const Draft& draft) {
  return {{"spec", draft.spec}, {"batch", draft.batch}, {"lr", draft.lr}, {"optimizer", draft.optimizer}, {"momentum", draft.momentum},
          {"weight_decay", draft.weight_decay}, {"seed", draft.seed}, {"images", draft.images}, {"label_noise", draft.label_noise}};
}

Json curves_of(const CurveView& view) {
  Json curves = Json::object();
  if (view.smoothing != 0) curves["smoothing"] = view.smoothing;
  if (view.log_loss) curves["log"] = true;
  if (view.zoom()) {
    curves["from"] = view.zoom()->from;
    curves["to"] = view.zoom()->to;
  }
  return curves;
}

Json choices_of(LessonState& lesson) {
  ChoicesToJson choices;
  lesson.choices(choices);
  return choices.json;
}

/// The entries of `json` that are not the same in `start`.
Json without(const Json& json, const Json& start) {
  Json rest = Json::object();
  for (const auto& [key, value] : json.items()) {
    if (!start.contains(key) || start.at(key) != value) rest[key] = value;
  }
  return rest;
}

Json strokes_of(const Drawing& drawing) {
  Json strokes = Json::array();
  for (const Stroke& stroke : drawing.strokes()) {
    Json points = Json::array();
    for (const Point& point : stroke) points.insert(points.end(), {point.x, point.y});
    strokes.push_back(std::move(points));
  }
  return strokes;
}

Json weights_of(const Model& model) {
  Json limits = Json::array(), values = Json::array();
  for (const auto& [name, parameter] : model.network.named_parameters()) {
    const std::vector<float> weights = parameter.detach().to_vector<float>();
    float limit = 0;
    for (const float weight : weights) limit = std::max(limit, std::abs(weight));
    limits.push_back(limit);
    for (const float weight : weights) {
      values.push_back(limit > 0 ? std::lround(static_cast<double>(weight) / static_cast<double>(limit) * steps_a_side) : 0);
    }
  }
  return {{"spec", model.spec.text}, {"mean", model.mean}, {"std", model.std}, {"limits", limits}, {"values", values}};
}

Model model_of(const Json& weights) {
  const ModelSpec spec = parse_spec(weights.at("spec").get<std::string>());
  if (spec.parameters() > most_linked_parameters) input_error("a network of ", spec.parameters(), " parameters is too large for a link");
  Model model = make_model(spec.text, 1);
  if (!model.network.named_buffers().empty()) input_error("a network with batch norm is too large for a link");
  model.mean = weights.at("mean").get<double>();
  model.std = weights.at("std").get<double>();
  if (!std::isfinite(model.mean) || !(model.std > 0)) input_error("its mean and standard deviation are no numbers");
  const auto limits = weights.at("limits").get<std::vector<float>>();
  const auto values = weights.at("values").get<std::vector<int>>();
  const auto parameters = model.network.named_parameters();
  if (limits.size() != parameters.size() || values.size() != static_cast<std::size_t>(spec.parameters())) {
    input_error("it has ", values.size(), " weights, and its network ", spec.parameters());
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!(limits[i] >= 0 && limits[i] <= 1e6f)) input_error("its weights have no scale");
    auto* weight = parameters[i].second.detach().data_ptr<float>();
    for (std::int64_t j = 0; j < parameters[i].second.numel(); ++j) {
      const double part = std::clamp(values[at++] / steps_a_side, -1.0, 1.0);
      weight[j] = static_cast<float>(part * static_cast<double>(limits[i]));
    }
  }
  return model;
}

void take_settings(AppState& app, const Json& settings) {
  Draft draft;
  read_settings(settings, draft);
  const SpecCheck check = check_spec(draft.spec);
  if (!check.spec) input_error(check.error);
  if (!(draft.lr >= lowest_rate && draft.lr <= highest_rate)) input_error("the learning rate is from ", lowest_rate, " to ", highest_rate);
  if (draft.batch < 1 || draft.batch > largest_batch) input_error("the batch is from 1 to ", largest_batch);
  if (draft.optimizer != "adam" && draft.optimizer != "sgd") input_error("the optimizer is adam or sgd");
  if (draft.images < 0) input_error("images are 0 (all) or more");
  if (!(draft.momentum >= 0 && draft.momentum < 1)) input_error("the momentum is from 0 to below 1");
  if (!(draft.weight_decay >= 0 && draft.weight_decay < 10)) input_error("the weight decay is from 0 to below 10");
  if (!(draft.label_noise >= 0 && draft.label_noise <= 1)) input_error("the label noise is from 0 to 1");
  const bool rate_only = draft.lr != app.training.draft.lr;
  app.training.draft = draft;
  if (rate_only) app.training.set_lr(draft.lr);
}

void take_curves(AppState& app, const Json& address) {
  constexpr double most_steps = 1e9;
  app.curves = CurveView();
  const Json curves = address.value("curves", Json::object());
  const double smoothing = curves.value("smoothing", 0.0);
  const bool log_loss = curves.value("log", false);
  if (!(smoothing >= 0 && smoothing <= CurveView::most_smoothing)) input_error("smoothing is from 0 to ", CurveView::most_smoothing);
  if (curves.contains("from") || curves.contains("to")) {
    const double from = curves.at("from").get<double>(), to = curves.at("to").get<double>();
    if (!(from >= 0 && from < to && to <= most_steps)) input_error("curves are shown from a step to a later one");
    app.curves.show(from, to, most_steps);
  }
  app.curves.smoothing = smoothing;
  app.curves.log_loss = log_loss;
}

void take_lesson(AppState& app, const Json& address) {
  const std::string id = address.value("lesson", std::string());
  const int index = lesson_index(id);
  if (!id.empty() && index < 0) input_error("there is no lesson ", id);
  app.open_lesson(index);
  if (index < 0) return;
  LessonState& lesson = *app.lesson_state(index);
  Json choices = choices_of(*lesson_entries()[static_cast<std::size_t>(index)].make());
  if (address.contains("choices")) choices.update(address.at("choices"));
  ChoicesFromJson reader(choices);
  lesson.touch();
  lesson.choices(reader);
}

void take_drawing(AppState& app, const Json& address) {
  app.drawing.set_pen_width(address.value("pen", Drawing::default_pen));
  Strokes strokes;
  for (const Json& points : address.value("strokes", Json::array())) {
    const auto numbers = points.get<std::vector<double>>();
    Stroke stroke;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) stroke.push_back({numbers[i], numbers[i + 1]});
    strokes.push_back(std::move(stroke));
  }
  app.drawing.restore(strokes, address.value("fitted", false));
  if (!address.contains("picture")) return;
  const auto pixels = address.at("picture").get<std::vector<int>>();
  InkImage picture;
  if (pixels.size() != picture.pixels.size()) input_error("its picture has ", pixels.size(), " pixels instead of 784");
  std::transform(pixels.begin(), pixels.end(), picture.pixels.begin(), [](int pixel) { return static_cast<std::uint8_t>(std::clamp(pixel, 0, 255)); });
  app.drawing.show_picture(picture);
}

void take_model(AppState& app, const Json& address) {
  if (address.contains("weights")) {
    app.reader.add(text::linked_model, model_of(address.at("weights")));
    return;
  }
  if (!address.contains("model")) {
    // A model in training is in no address: it stays.
    if (app.reader.chosen() != nullptr && !app.reader.chosen()->live) app.reader.choose(0);
    return;
  }
  const auto name = address.at("model").get<std::string>();
  const auto& models = app.reader.models();
  const auto found = std::find_if(models.begin(), models.end(), [&](const LoadedModel& loaded) { return loaded.name == name; });
  if (found == models.end()) input_error("its model ", name, " is not here");
  app.reader.choose(static_cast<std::size_t>(found - models.begin()));
}

}  // namespace

bool read_settings(const Json& settings, Draft& draft) {
  bool any = false;
  const auto take = [&](const char* key, auto& value) {
    if (!settings.contains(key)) return;
    value = settings.at(key).get<std::decay_t<decltype(value)>>();
    any = true;
  };
  take("spec", draft.spec);
  take("batch", draft.batch);
  take("lr", draft.lr);
  take("optimizer", draft.optimizer);
  take("momentum", draft.momentum);
  take("weight_decay", draft.weight_decay);
  take("seed", draft.seed);
  take("images", draft.images);
  take("label_noise", draft.label_noise);
  return any;
}

Json address(const AppState& app, bool weights) {
  Json address = Json::object();
  if (app.lesson() >= 0) {
    const LessonEntry& entry = lesson_entries()[static_cast<std::size_t>(app.lesson())];
    address["lesson"] = entry.id;
    Json choices = without(choices_of(*app.lesson_state(app.lesson())), choices_of(*entry.make()));
    if (!choices.empty()) address["choices"] = std::move(choices);
  }
  Json settings = without(settings_of(app.training.draft), settings_of(Draft()));
  if (!settings.empty()) address["settings"] = std::move(settings);
  Json curves = curves_of(app.curves);
  if (!curves.empty()) address["curves"] = std::move(curves);
  const LoadedModel* model = app.reader.chosen();
  if (model != nullptr && !model->live && app.reader.chosen_index() > 0) address["model"] = model->name;
  if (weights && model != nullptr && model->model.spec.parameters() <= most_linked_parameters &&
      (model->live || model->name == text::linked_model) && model->model.network.named_buffers().empty()) {
    address["weights"] = weights_of(model->model);
  }
  if (app.drawing.pen_width() != Drawing::default_pen) address["pen"] = app.drawing.pen_width();
  if (app.drawing.picture() != nullptr) {
    address["picture"] = app.drawing.picture()->pixels;
  } else if (!app.drawing.empty()) {
    address["strokes"] = strokes_of(app.drawing);
    if (app.drawing.fitted()) address["fitted"] = true;
  }
  return address;
}

void go_to(AppState& app, const Json& address) {
  // Each part by itself: one that makes no sense leaves the others good.
  for (void (*take)(AppState&, const Json&) : {take_lesson, +[](AppState& to, const Json& from) { take_settings(to, from.value("settings", Json::object())); },
                                               take_curves, take_drawing, take_model}) {
    try {
      take(app, address);
    } catch (const std::exception& error) {
      app.notify(Notice::Level::warning, concatenate(text::tr(text::bad_link), error.what()));
    }
  }
  app.update();
}

}  // namespace inkgrad
