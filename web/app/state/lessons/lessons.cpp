#include "web/app/state/lessons/lessons.hpp"

#include "web/app/state/lessons/broadcasting.hpp"
#include "web/app/state/lessons/convolution.hpp"
#include "web/app/state/lessons/distance.hpp"
#include "web/app/state/lessons/framing.hpp"
#include "web/app/state/lessons/generalise.hpp"
#include "web/app/state/lessons/gradients.hpp"
#include "web/app/state/lessons/hidden_layers.hpp"
#include "web/app/state/lessons/layers.hpp"
#include "web/app/state/lessons/loss.hpp"
#include "web/app/state/lessons/map.hpp"
#include "web/app/state/lessons/mean_digit.hpp"
#include "web/app/state/lessons/mini_batches.hpp"
#include "web/app/state/lessons/normalise.hpp"
#include "web/app/state/lessons/optimizers.hpp"
#include "web/app/state/lessons/own_digits.hpp"
#include "web/app/state/lessons/pixels.hpp"
#include "web/app/state/lessons/predictions.hpp"
#include "web/app/state/lessons/questions.hpp"
#include "web/app/state/lessons/speed.hpp"
#include "web/app/state/lessons/stepping.hpp"
#include "web/app/state/lessons/ten_digits.hpp"
#include "web/app/state/lessons/training_loop.hpp"

namespace inkgrad {
namespace {

template <class State>
std::unique_ptr<LessonState> make() {
  return std::make_unique<State>();
}

constexpr LessonEntry entries[] = {
    {.id = "pixels", .pad = false, .training = false, .data = true, .make = make<PixelsLesson>},
    {.id = "mean-digit", .pad = false, .training = false, .data = true, .make = make<MeanDigitLesson>},
    {.id = "distance", .pad = true, .training = false, .data = true, .make = make<DistanceLesson>},
    {.id = "broadcasting", .pad = false, .training = false, .data = false, .make = make<BroadcastingLesson>},
    {.id = "gradients", .pad = false, .training = false, .data = false, .make = make<GradientsLesson>},
    {.id = "stepping", .pad = false, .training = false, .data = false, .make = make<SteppingLesson>},
    {.id = "loss", .pad = false, .training = false, .data = false, .make = make<LossLesson>},
    {.id = "mini-batches", .pad = false, .training = false, .data = true, .make = make<MiniBatchesLesson>},
    {.id = "training-loop", .pad = false, .training = false, .data = true, .make = make<TrainingLoopLesson>},
    {.id = "optimizers", .pad = false, .training = false, .data = true, .make = make<OptimizersLesson>},
    {.id = "normalise", .pad = false, .training = false, .data = true, .make = make<NormaliseLesson>},
    {.id = "ten-digits", .pad = true, .training = true, .data = true, .make = make<TenDigitsLesson>},
    {.id = "hidden-layers", .pad = false, .training = true, .data = true, .make = make<HiddenLayersLesson>},
    {.id = "generalise", .pad = false, .training = true, .data = false, .make = make<GeneraliseLesson>},
    {.id = "convolution", .pad = true, .training = false, .data = false, .make = make<ConvolutionLesson>},
    {.id = "speed", .pad = false, .training = false, .data = true, .make = make<SpeedLesson>},
    {.id = "own-digits", .pad = true, .training = false, .data = false, .make = make<OwnDigitsLesson>},
    {.id = "questions", .pad = false, .training = false, .data = false, .make = make<QuestionsLesson>},
    {.id = "layers", .pad = true, .training = true, .data = true, .tool = true, .make = make<LayersTool>},
    {.id = "predictions", .pad = false, .training = true, .data = true, .tool = true, .make = make<PredictionsTool>},
    {.id = "map", .pad = true, .training = false, .data = true, .tool = true, .make = make<MapTool>},
    {.id = "framing", .pad = true, .training = false, .data = false, .tool = true, .make = make<FramingTool>},
};

}  // namespace

std::span<const LessonEntry> lesson_entries() { return entries; }

int lesson_index(std::string_view id) {
  int place = 0;
  for (const LessonEntry& entry : entries) {
    if (entry.id == id) return place;
    ++place;
  }
  return -1;
}

}  // namespace inkgrad
