#include "engine/train/session.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "engine/backend/backend.hpp"
#include "engine/data/mnist.hpp"
#include "engine/train/session_data.hpp"
#include "engine/train/trainer.hpp"

namespace inkgrad {

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

// A page's programs are smaller without what only a GPU needs.
#if defined(INKGRAD_PAGE) && !defined(INKGRAD_WEBGPU)
constexpr bool may_have_gpu = false;
#else
constexpr bool may_have_gpu = true;
#endif

constexpr double progress_interval_ms = 50;
constexpr std::int64_t diverged_after = 100;  // steps in a row with a loss above the first
// On a GPU: so long are the steps between two looks at the loss, about; so often is the training kept for the CPU.
constexpr double look_interval_ms = 10, keep_interval_ms = 1000;
constexpr std::int64_t most_steps_at_once = 256;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// A model to be measured on images, both as they were when that was asked for. Evaluation keeps a reference to the model, so that
/// one of these never moves.
struct Measurement {
  Json id;
  std::string split;
  Model model;
  Evaluation evaluation;

  Measurement(Json id_, std::string split_, Model model_, const Dataset& data)
      : id(std::move(id_)), split(std::move(split_)), model(std::move(model_)), evaluation(model, data) {}
};

/// A training on a GPU as it can be gone on with elsewhere.
struct Kept {
  Dataset images;
  std::vector<std::byte> checkpoint;
  Clock::time_point time = Clock::now();
};

/// The sums behind one progress event.
struct Window {
  double loss = 0;
  std::int64_t steps = 0, images = 0;
  std::int64_t first_step = 0;
  std::vector<double> losses;
  Clock::time_point start = Clock::now();
};

}  // namespace

struct Session::Impl {
  std::function<void(Message)> emit_;
  Device device_ = Device::cpu;
  std::optional<Rescue> rescue_;
  Json id_;  // of the command being done
  SessionData data_;
  bool lends_ = false;
  TrainOptions options_;
  std::deque<Measurement> measurements_;
  WantedImages wanted_;
  std::optional<Model> start_;      // loaded weights to continue from
  std::optional<Trainer> trainer_;
  std::int64_t trainer_images_ = 0;
  Metrics so_far_;                  // of the epoch, with the last step
  std::optional<Kept> kept_;        // while the trainer is on a GPU
  std::int64_t steps_at_once_ = 1;  // there
  std::int64_t traced_ = 0;         // the last step whose loss was told
  int judged_ = 0;                  // epochs told of
  bool running_ = false, trace_ = false, models_ = false;
  std::int64_t stop_at_step_ = -1;
  int stop_at_epoch_ = -1;
  std::optional<Evaluation> evaluation_;  // between epochs
  Clock::time_point epoch_start_;
  double epoch_ms_ = 0;  // time spent training in this epoch
  double first_loss_ = 0;
  std::int64_t above_first_ = 0;
  Window window_;

  void emit(Json head, std::vector<std::byte> body = {}) {
    if (!id_.is_null()) head["id"] = id_;
    emit_({head.dump(), std::move(body)});
  }

  void set_running(bool running) {
    running_ = running;
    window_ = {};
    emit({{"type", "state"}, {"running", running}});
  }

  // Commands.

  void data(const Json& head, std::span<const std::byte> file) {
    const std::string split = head.at("split"), kind = head.at("kind");
    if (!data_.add(split, kind, file)) return;
    emit({{"type", "data"}, {"split", split}, {"images", data_.split(split).data.count()}});
    if (lends_) lend(split);
  }

  void lend(const std::string& split) {
    data_.lend(split, [&](const std::string& name, std::int64_t first, std::int64_t count, bool whole, std::vector<std::byte> body) {
      emit({{"type", "lent"}, {"split", name}, {"first", first}, {"images", count}, {"whole", whole}}, std::move(body));
    });
  }

  void lend_all() {
    lends_ = true;
    lend("train");
    lend("validation");
  }

  void configure(const Json& head) {
    TrainOptions next;
    next.spec = head.value("spec", next.spec);
    take_options(head, next);
    next.device = head.contains("device") ? device_named(head.at("device")) : device_;
    make_trainer(next, wanted(head, {}), std::nullopt);
  }

  Device device_named(const std::string& wanted) const {
    for (const Device device : {Device::cpu, Device::reference, Device::webgpu}) {
      if (name(device) == wanted && (is_host(device) || has_gpu())) return device;
    }
    input_error("there is no device \"", wanted, "\" here; use cpu or reference", has_gpu() ? " or webgpu" : "");
  }

  bool has_gpu() const { return may_have_gpu && rescue_; }
  bool on_gpu() const { return may_have_gpu && kept_; }

  static void take_options(const Json& head, TrainOptions& next) {
    next.batch = head.value("batch", next.batch);
    next.lr = head.value("lr", next.lr);
    next.optimizer = head.value("optimizer", next.optimizer);
    next.momentum = head.value("momentum", next.momentum);
    next.weight_decay = head.value("weight_decay", next.weight_decay);
    next.seed = head.value("seed", next.seed);
  }

  static WantedImages wanted(const Json& head, WantedImages otherwise) {
    const WantedImages next{head.value("images", otherwise.count), head.value("label_noise", otherwise.label_noise),
                      head.value("own", otherwise.own_share)};
    if (next.count < 0) input_error("images must be 0 (all) or more, got ", next.count);
    if (!(next.own_share >= 0 && next.own_share <= 1)) input_error("own, the share of own digits, is from 0 to 1, got ", next.own_share);
    return next;
  }

  /// Replaces the trainer, or changes nothing if the options make no sense.
  void make_trainer(const TrainOptions& options, const WantedImages& wanted, std::optional<Model> start) {
    const Dataset part = data_.images_of(wanted, options.seed);
    Trainer next = start ? Trainer(options, part, *start) : Trainer(options, part, mnist_mean, mnist_std);
    std::optional<Kept> kept;
    if (has_gpu() && options.device == Device::webgpu) kept = Kept{part, (next.*rescue_->save_checkpoint)()};
    evaluation_.reset();
    trainer_.emplace(std::move(next));
    if (has_gpu()) kept_ = std::move(kept);
    steps_at_once_ = 1;
    so_far_ = {};
    traced_ = 0;
    judged_ = 0;
    options_ = trainer_->options();
    wanted_ = wanted;
    trainer_images_ = part.count();
    start_ = std::move(start);
    epoch_ms_ = 0;
    above_first_ = 0;
    set_running(false);
    const ModelSpec& spec = trainer_->model().spec;
    emit({{"type", "configured"},
          {"spec", spec.text},
          {"parameters", spec.parameters()},
          {"flops", spec.flops()},
          {"batch", options_.batch},
          {"lr", options_.lr},
          {"optimizer", options_.optimizer},
          {"seed", options_.seed},
          {"images", trainer_images_},
          {"steps_per_epoch", trainer_->steps_per_epoch()}});
  }

  Trainer& trainer() {
    if (!trainer_) make_trainer(options_, wanted_, std::nullopt);
    return *trainer_;
  }

  void train(const Json& head) {
    const int epochs = head.value("epochs", 0);
    const std::int64_t steps = head.value("steps", std::int64_t{0});
    if (epochs < 0 || steps < 0) input_error("epochs and steps must be 0 (until paused) or more");
    Trainer& t = trainer();
    trace_ = head.value("trace", false);
    models_ = head.value("models", false);
    stop_at_epoch_ = epochs > 0 ? t.epoch() + epochs : -1;
    stop_at_step_ = steps > 0 ? t.steps_done() + steps : -1;
    set_running(true);
  }

  void pause() {
    report();  // what was done since the last look, too
    set_running(false);
  }

  void single_step() {
    trainer();
    if (running_) set_running(false);
    finish_evaluation();
    do_steps(1);
    report();
    if (trainer_->at_epoch_start()) {
      begin_evaluation();
      finish_evaluation();
    }
  }

  void load(const Json& head, std::span<const std::byte> file) {
    TrainOptions next = options_;
    take_options(head, next);
    make_trainer(next, wanted(head, wanted_), parse_model(file, "model"));
  }

  void measure(const Json& head, std::span<const std::byte> file) {
    const std::string split = head.at("split");
    const Dataset& data = data_.split(split).data;
    if (split == "train" || data.count() == 0) input_error("there are no images \"", split, "\" to measure on");
    const std::vector<std::byte> now = file.empty() ? trainer().save_model() : std::vector<std::byte>();
    measurements_.emplace_back(id_, split, parse_model(file.empty() ? now : file, "model"), data);
  }

  void snapshot() {
    Trainer& t = trainer();
    keep();
    emit({{"type", "model"}, {"step", t.steps_done()}, {"epoch", t.epoch()}, {"spec", t.options().spec}}, t.save_model());
  }

  void command(const Json& head, std::span<const std::byte> body) {
    const std::string type = head.at("type");
    if (type == "data") data(head, body);
    else if (type == "configure") configure(head);
    else if (type == "train") train(head);
    else if (type == "pause") pause();
    else if (type == "step") single_step();
    else if (type == "reset") make_trainer(options_, wanted_, start_);
    else if (type == "set_lr") set_lr(head.at("lr"));
    else if (type == "snapshot") snapshot();
    else if (type == "lend") lend_all();
    else if (type == "load") load(head, body);
    else if (type == "measure") measure(head, body);
    else input_error("there is no command \"", type, "\"");
  }

  void set_lr(double lr) {
    trainer().set_lr(lr);
    options_.lr = lr;
  }

  // Work.

  /// Some steps, `most` or, at the end of an epoch, fewer.
  void do_steps(std::int64_t most) {
    Trainer& t = *trainer_;
    const Clock::time_point start = Clock::now();
    if (t.at_epoch_start()) {
      take_new_data();
      so_far_ = {};
    }
    const Metrics before = so_far_;
    std::int64_t steps = t.steps(most);
    while (steps < most && !t.at_epoch_start()) steps += t.steps(most - steps);
    so_far_ = t.running();
    const double took = milliseconds_since(start);
    epoch_ms_ += took;
    const std::int64_t images = so_far_.images - before.images;
    const auto sum_of = [](const Metrics& metrics) { return metrics.loss * static_cast<double>(metrics.images); };
    // What a GPU has computed is waited for: once is enough.
    const double loss = on_gpu() ? (sum_of(so_far_) - sum_of(before)) / static_cast<double>(images) : t.last_loss();
    window_.loss += loss * static_cast<double>(steps);
    window_.steps += steps;
    window_.images += images;
    if (trace_ && t.steps_done() > traced_) {
      if (window_.losses.empty()) window_.first_step = t.steps_done();
      window_.losses.push_back(loss);
      traced_ = t.steps_done();
    }
    if (took > look_interval_ms) steps_at_once_ = std::max<std::int64_t>(1, steps_at_once_ / 2);
    else if (took < look_interval_ms / 2) steps_at_once_ = std::min(most_steps_at_once, 2 * steps_at_once_);
    watch(loss, steps);
    if (on_gpu() && milliseconds_since(kept_->time) > keep_interval_ms) keep();
  }

  /// How many steps may be done before their loss is looked at: the first one alone, others measure themselves by it.
  std::int64_t steps_wanted() const {
    if (!on_gpu() || trace_ || trainer_->steps_done() == 0) return 1;
    return stop_at_step_ < 0 ? steps_at_once_ : std::min(steps_at_once_, stop_at_step_ - trainer_->steps_done());
  }

  void keep() {
    if (!on_gpu()) return;
    kept_->checkpoint = ((*trainer_).*rescue_->save_checkpoint)();
    kept_->time = Clock::now();
  }

  /// The GPU is gone: the CPU goes on from what was kept.
  void leave_gpu(const std::string& why) {
    device_ = Device::cpu;
    emit({{"type", "device"}, {"device", name(device_)}, {"missing", "lost"}, {"detail", why}});
    if (!on_gpu()) return;
    evaluation_.reset();
    trainer_.emplace(rescue_->resume(kept_->checkpoint, "the training that was kept", kept_->images, device_));
    kept_.reset();
    trainer_->set_lr(options_.lr);
    options_ = trainer_->options();
    so_far_ = trainer_->running();
    tell_trace();
    window_ = {};
    const bool any = trainer_->steps_done() > 0;
    tell_progress(any ? Json(trainer_->last_loss()) : Json(nullptr), 0);
    if (any && trainer_->at_epoch_start() && trainer_->epoch() > judged_) begin_evaluation();
  }

  /// Does `work`, and again on the CPU if the GPU is lost meanwhile.
  template <class Work>
  void despite_loss(const Work& work) {
    if (!may_have_gpu) return work();
    try {
      work();
    } catch (const Error& error) {
      if (error.kind() != Error::Kind::DeviceLost) throw;
      leave_gpu(error.what());
      work();
    }
  }

  /// Between epochs the training set may grow, unless its size was asked for.
  void take_new_data() {
    if (wanted_.count != 0 || wanted_.own_share > 0 || data_.train().count() == trainer_images_) return;
    const Dataset images = data_.images_of(wanted_, options_.seed);
    trainer_->set_train_data(images);
    trainer_images_ = data_.train().count();
    // Both or neither: a checkpoint goes with the images that it was made of.
    if (on_gpu()) kept_ = Kept{images, ((*trainer_).*rescue_->save_checkpoint)()};
  }

  /// `loss`: the mean of the last `steps`.
  void watch(double loss, std::int64_t steps) {
    if (trainer_->steps_done() == 1 || first_loss_ == 0) first_loss_ = loss;
    above_first_ = loss > first_loss_ ? above_first_ + steps : 0;
    if (std::isfinite(loss) && above_first_ < diverged_after) return;
    report();
    set_running(false);
    const double usual = options_.optimizer == "adam" ? 0.001 : 0.1;
    const bool high = options_.lr > usual;
    const char* reason = high ? "the learning rate is too high" : "the loss grows instead of falling";
    emit({{"type", "diverged"}, {"step", trainer_->steps_done()},
          {"loss", std::isfinite(loss) ? Json(loss) : Json(nullptr)}, {"reason", reason}});
    above_first_ = 0;
  }

  void report() {
    if (window_.steps == 0) return;
    tell_trace();
    const double loss = window_.loss / static_cast<double>(window_.steps);
    tell_progress(std::isfinite(loss) ? Json(loss) : Json(nullptr),
                  static_cast<double>(window_.images) / std::max(1e-3, milliseconds_since(window_.start) / 1000));
    window_ = {};
  }

  void tell_trace() {
    if (!window_.losses.empty()) emit({{"type", "trace"}, {"first_step", window_.first_step}, {"losses", window_.losses}});
  }

  void tell_progress(const Json& loss, double images_per_second) {
    const Trainer& t = *trainer_;
    emit({{"type", "progress"},
          {"step", t.steps_done()},
          {"epoch", t.epoch()},
          {"steps_per_epoch", t.steps_per_epoch()},
          {"loss", loss},
          {"accuracy", so_far_.accuracy},
          {"images_per_second", images_per_second}});
  }

  void begin_evaluation() {
    // A few own digits are an epoch of milliseconds: validation would take longer than the training.
    if (wanted_.own_share > 0) return;
    const Dataset& data = data_.validation().count() > 0 ? data_.validation() : data_.train();
    evaluation_.emplace(trainer_->model(), data);
  }

  void end_evaluation() {
    const Metrics metrics = evaluation_->metrics();
    const Metrics training = trainer_->running();
    std::vector<std::byte> weights = models_ ? trainer_->save_model() : std::vector<std::byte>{};
    keep();
    evaluation_.reset();
    judged_ = trainer_->epoch();
    emit({{"type", "epoch"},
          {"epoch", trainer_->epoch()},
          {"step", trainer_->steps_done()},
          {"loss", std::isfinite(metrics.loss) ? Json(metrics.loss) : Json(nullptr)},
          {"accuracy", metrics.accuracy},
          {"train_loss", std::isfinite(training.loss) ? Json(training.loss) : Json(nullptr)},
          {"train_accuracy", training.accuracy},
          {"images", trainer_images_},
          {"seconds", epoch_ms_ / 1000}},
         std::move(weights));
    epoch_ms_ = 0;
    window_ = {};
  }

  void finish_evaluation() {
    if (!evaluation_) return;
    while (evaluation_->step()) {
    }
    end_evaluation();
  }

  void do_measurement() {
    Measurement& first = measurements_.front();
    if (first.evaluation.step()) return;
    const Metrics metrics = first.evaluation.metrics();
    Json event{{"type", "measured"}, {"split", first.split}, {"images", metrics.images},
               {"loss", std::isfinite(metrics.loss) ? Json(metrics.loss) : Json(nullptr)}, {"accuracy", metrics.accuracy}};
    if (!first.id.is_null()) event["id"] = first.id;
    measurements_.pop_front();
    emit(std::move(event));
  }

  bool done() const {
    return (stop_at_step_ >= 0 && trainer_->steps_done() >= stop_at_step_) ||
           (stop_at_epoch_ >= 0 && trainer_->epoch() >= stop_at_epoch_);
  }

  bool run_for(double budget_ms) {
    const Clock::time_point start = Clock::now();
    while (!measurements_.empty() && milliseconds_since(start) < budget_ms) do_measurement();
    while (running_ && measurements_.empty() && milliseconds_since(start) < budget_ms) {
      if (evaluation_) {
        if (!evaluation_->step()) end_evaluation();
      } else if (done()) {
        report();
        set_running(false);
        emit({{"type", "finished"}, {"step", trainer_->steps_done()}, {"epoch", trainer_->epoch()}});
      } else {
        do_steps(steps_wanted());
        const bool epoch_over = trainer_->at_epoch_start();
        if (running_ && (epoch_over || milliseconds_since(window_.start) > progress_interval_ms)) report();
        if (epoch_over) begin_evaluation();
      }
    }
    return running_ || !measurements_.empty();
  }
};

Session::Session(std::function<void(Message)> emit, Device device, const std::optional<Rescue>& rescue)
    : impl_(std::make_unique<Impl>()) {
  impl_->emit_ = std::move(emit);
  impl_->device_ = device;
  impl_->rescue_ = rescue;
  impl_->emit({{"type", "ready"}, {"protocol", session_protocol}, {"device", backend(device).description()}});
}

Session::~Session() = default;

void Session::command(const Message& message) {
  Impl& session = *impl_;
  session.id_ = nullptr;
  try {
    const Json head = Json::parse(message.head);
    if (!head.is_object()) input_error("a command is a JSON object");
    if (head.contains("id")) session.id_ = head["id"];
    session.despite_loss([&] { session.command(head, message.body); });
  } catch (const Json::exception& error) {
    session.emit({{"type", "error"}, {"message", concatenate("malformed command: ", error.what())}});
  } catch (const std::exception& error) {
    session.emit({{"type", "error"}, {"message", error.what()}});
  }
  session.id_ = nullptr;
}

bool Session::run_for(double milliseconds) {
  try {
    bool more = false;
    impl_->despite_loss([&] { more = impl_->run_for(milliseconds); });
    return more;
  } catch (const std::exception& error) {
    impl_->running_ = false;
    impl_->emit({{"type", "error"}, {"message", error.what()}});
    impl_->emit({{"type", "state"}, {"running", false}});
    return false;
  }
}

}  // namespace inkgrad
