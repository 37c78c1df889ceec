#include "web/app/lessons/views.hpp"

#include <algorithm>
#include <iterator>

#include "web/app/text/broadcasting.hpp"
#include "web/app/text/convolution.hpp"
#include "web/app/text/distance.hpp"
#include "web/app/text/framing.hpp"
#include "web/app/text/generalise.hpp"
#include "web/app/text/gradients.hpp"
#include "web/app/text/hidden_layers.hpp"
#include "web/app/text/layers.hpp"
#include "web/app/text/loss.hpp"
#include "web/app/text/map.hpp"
#include "web/app/text/mean_digit.hpp"
#include "web/app/text/mini_batches.hpp"
#include "web/app/text/normalise.hpp"
#include "web/app/text/optimizers.hpp"
#include "web/app/text/own_digits.hpp"
#include "web/app/text/pixels.hpp"
#include "web/app/text/predictions.hpp"
#include "web/app/text/questions.hpp"
#include "web/app/text/speed.hpp"
#include "web/app/text/stepping.hpp"
#include "web/app/text/ten_digits.hpp"
#include "web/app/text/training_loop.hpp"

namespace inkgrad {
namespace {

constexpr LessonView views[] = {
    {"pixels", text::pixels::lesson, lesson_views::pixels},
    {"mean-digit", text::mean_digit::lesson, lesson_views::mean_digit},
    {"distance", text::distance::lesson, lesson_views::distance},
    {"broadcasting", text::broadcasting::lesson, lesson_views::broadcasting},
    {"gradients", text::gradients::lesson, lesson_views::gradients},
    {"stepping", text::stepping::lesson, lesson_views::stepping},
    {"loss", text::loss::lesson, lesson_views::loss},
    {"mini-batches", text::mini_batches::lesson, lesson_views::mini_batches},
    {"training-loop", text::training_loop::lesson, lesson_views::training_loop},
    {"optimizers", text::optimizers::lesson, lesson_views::optimizers},
    {"normalise", text::normalise::lesson, lesson_views::normalise},
    {"ten-digits", text::ten_digits::lesson, lesson_views::ten_digits},
    {"hidden-layers", text::hidden_layers::lesson, lesson_views::hidden_layers},
    {"generalise", text::generalise::lesson, lesson_views::generalise},
    {"convolution", text::convolution::lesson, lesson_views::convolution},
    {"speed", text::speed::lesson, lesson_views::speed},
    {"own-digits", text::own_digits::lesson, lesson_views::own_digits},
    {"questions", text::questions::lesson, lesson_views::questions},
    {"layers", text::layers::lesson, lesson_views::layers},
    {"predictions", text::predictions::lesson, lesson_views::predictions},
    {"map", text::map::lesson, lesson_views::map},
    {"framing", text::framing::lesson, lesson_views::framing},
};

constexpr bool formula_fits(const LessonView& view) {
  int column = 0;
  for (const char* at = view.words.formula; *at != 0; ++at) {
    const bool begins_character = (static_cast<unsigned char>(*at) & 0xC0) != 0x80;  // of UTF-8
    column = *at == '\n' ? 0 : column + (begins_character ? 1 : 0);
    if (column > text::formula_columns) return false;
  }
  return true;
}
static_assert(std::all_of(std::begin(views), std::end(views), formula_fits), "a line of a lesson's formula is too long for a phone");

}  // namespace

const LessonView& lesson_view(std::string_view id) {
  for (const LessonView& view : views) {
    if (view.id == id) return view;
  }
  return views[0];
}

}  // namespace inkgrad
