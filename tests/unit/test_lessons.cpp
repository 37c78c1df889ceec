// The lessons' numbers: against what is known of MNIST, and against tests/golden/lessons.json (NumPy) on MNIST and on a
// generated set, so that none can be printed from memory.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/lessons/pixel_similarity.hpp"
#include "engine/lessons/questionnaire.hpp"
#include "tests/unit/golden.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

using Steps = std::vector<lessons::Step>;

/// As tests/golden/make_lessons.py makes it.
Dataset generated(std::int64_t count, std::int64_t part) {
  Dataset dataset;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t label = i % 10;
    dataset.labels.push_back(label);
    for (std::int64_t p = 0; p < 784; ++p) {
      dataset.images.push_back(static_cast<std::uint8_t>((i * i * 31 + part * 97 + p * (label * 5 + 3) * 7 + p / 28 * 13) % 256));
    }
  }
  return dataset;
}

const Mnist& real_data() {
  static const Mnist mnist = load_mnist(INKGRAD_MNIST_DIR);
  return mnist;
}

/// Lessons that take a second natively, and many elsewhere: on MNIST they are told natively only, elsewhere on the generated set.
bool is_too_long_here([[maybe_unused]] const lessons::Lesson& lesson) {
#if defined(__SANITIZE_ADDRESS__) || defined(__EMSCRIPTEN__)
  static const std::set<std::string_view> long_ones = {
      "pixel-similarity", "speed", "mini-batches", "sgd-from-scratch", "normalise", "optimizer", "logistic-regression", "generalise",
      "neural-nets", "by-hand"};
  if (!long_ones.contains(lesson.id)) return false;
  MESSAGE("not told on MNIST in this build, where it would take minutes: ", std::string(lesson.id));
  return true;
#else
  return false;
#endif
}

using Stories = std::map<std::string_view, Steps>;

const Steps& told_once(Stories& stories, const lessons::Lesson& lesson, const Mnist& data) {
  const auto found = stories.find(lesson.id);
  return found != stories.end() ? found->second : stories.emplace(lesson.id, lessons::tell(lesson, data)).first->second;
}

/// A lesson on MNIST, told once for all tests.
const Steps& told(const lessons::Lesson& lesson) {
  static Stories stories;
  return told_once(stories, lesson, real_data());
}

/// A lesson on the generated set, told once for all tests.
const Steps& told_on_generated(const lessons::Lesson& lesson) {
  static Stories stories;
  static const Mnist data{generated(200, 1), generated(100, 2)};
  return told_once(stories, lesson, data);
}

std::vector<double> told_numbers(std::string_view lesson, std::string_view name) {
  const Steps& steps = told(lessons::find(lesson));
  const auto step = std::find_if(steps.begin(), steps.end(), [&](const lessons::Step& s) { return s.name == name; });
  REQUIRE(step != steps.end());
  return to(step->ours, DType::float64).to_vector<double>();
}

/// Holds what `tell_one` gives beside NumPy's numbers for a set of data.
void expect_golden(const char* set, const std::function<bool(const lessons::Lesson&)>& is_left_out,
                   const std::function<Steps(const lessons::Lesson&)>& tell_one) {
  for (const auto& [id, golden_steps] : golden("lessons.json")[set].items()) {
    if (is_left_out(lessons::find(id))) continue;
    const Steps steps = tell_one(lessons::find(id));
    for (const auto& [name, numbers] : golden_steps.items()) {
      CAPTURE(id);
      CAPTURE(name);
      const auto step = std::find_if(steps.begin(), steps.end(), [&](const lessons::Step& s) { return s.name == name; });
      REQUIRE(step != steps.end());
      const std::vector<double> ours = to(step->ours, DType::float64).to_vector<double>();
      const auto theirs = numbers.get<std::vector<double>>();
      REQUIRE(ours.size() == theirs.size());
      double worst = 0;
      for (std::size_t i = 0; i < ours.size(); ++i) {
        worst = std::max(worst, std::abs(ours[i] - theirs[i]) / std::max(1.0, std::abs(theirs[i])));
      }
      CHECK(worst < 1e-5);
    }
  }
}

}  // namespace

TEST_CASE("lessons agree with what the documents print and others computed, on MNIST") {
  for (const lessons::Lesson& lesson : lessons::all()) {
    if (is_too_long_here(lesson)) continue;
    for (const lessons::Step& step : told(lesson)) {
      CAPTURE(lesson.id);
      CAPTURE(step.name);
      if (!step.document.values.empty()) CHECK(step.document.agrees(step.ours));
      if (!step.reference.values.empty()) CHECK(step.reference.agrees(step.ours));
    }
  }
}

TEST_CASE("plain SGD at a rate of 0.001 is slow: 0.87 to 0.88 after an epoch") {
  if (is_too_long_here(lessons::find("by-hand"))) return;
  const double share = told_numbers("by-hand", "slow")[0];
  CHECK(share >= 0.87);
  CHECK(share <= 0.88);
}

TEST_CASE("a learning rate converges, bounces or diverges") {
  const std::vector<double> errors = told_numbers("fitting", "after-20");
  CHECK(errors[0] > 1);
  CHECK(errors[1] < 1e-4);
  CHECK(errors[2] == doctest::Approx(25));
  CHECK(errors[3] > 1000);
}

TEST_CASE("unshuffled, a training sees only threes for half an epoch") {
  if (is_too_long_here(lessons::find("mini-batches"))) return;
  const std::vector<double> shares = told_numbers("mini-batches", "half-way");
  CHECK(shares[0] < 0.55);
  CHECK(shares[1] > 0.95);
}

TEST_CASE("more data shrink the gap between what is learnt and what is not, and stopping early pays") {
  if (is_too_long_here(lessons::find("generalise"))) return;
  const std::vector<double> gaps = told_numbers("generalise", "gap"), stopped = told_numbers("generalise", "stopped");
  CHECK(gaps[0] > 2 * gaps[1]);
  CHECK(gaps[1] > 2 * gaps[2]);
  CHECK(stopped[0] < stopped[1]);
  CHECK(told_numbers("generalise", "judged")[1] < told_numbers("generalise", "chosen")[1]);
}

TEST_CASE("from the baseline to the CNN, networks read more digits") {
  if (is_too_long_here(lessons::find("neural-nets"))) return;
  const std::vector<double> shares = told_numbers("neural-nets", "table"), moved = told_numbers("neural-nets", "moved");
  const std::vector<double> at_least = {0.82, 0.91, 0.93, 0.95, 0.945, 0.97};
  for (std::size_t i = 0; i < at_least.size(); ++i) CHECK(shares[i] >= at_least[i]);
  CHECK(moved.back() > 0.9);
  CHECK(moved[2] < 0.8);
}

TEST_CASE("lessons compute NumPy's numbers on MNIST") { expect_golden("mnist", is_too_long_here, told); }

TEST_CASE("lessons compute NumPy's numbers on a generated set, of which nothing is known") {
  expect_golden("generated", [](const lessons::Lesson&) { return false; }, told_on_generated);
  for (const lessons::Step& step : told_on_generated(lessons::find("pixel-similarity"))) {
    CHECK(step.document.values.empty());
    CHECK(step.reference.values.empty());
  }
}

TEST_CASE("every lesson has a title, and steps with names of their own and a sentence") {
  std::set<std::string_view> ids;
  for (const lessons::Lesson& lesson : lessons::all()) {
    CHECK(ids.insert(lesson.id).second);
    CHECK(!lesson.title.empty());
    std::set<std::string> names;
    for (const lessons::Step& step : told_on_generated(lesson)) {
      CHECK(names.insert(step.name).second);
      CHECK((step.text.ends_with('.') || step.text.ends_with(']')));
      CHECK(step.ours.defined());
      if (step.x.defined()) {
        CHECK(step.ours.shape() == Shape{static_cast<std::int64_t>(step.names.size()), step.x.numel()});
        const std::vector<double> x = to(step.x, DType::float64).to_vector<double>();
        CHECK(std::is_sorted(x.begin(), x.end()));
      }
    }
    CHECK(!names.empty());
  }
}

TEST_CASE("the questionnaire answers every question, with numbers that the lessons compute") {
  const std::span<const lessons::Question> questions = lessons::questionnaire();
  REQUIRE(questions.size() == 37);
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const lessons::Question& question = questions[i];
    CAPTURE(question.text);
    CHECK(question.number == static_cast<int>(i) + 1);
    CHECK((question.text.ends_with('?') || question.text.ends_with('.')));
    CHECK(!question.answer.empty());
    CHECK(!question.sights.empty());
    for (const lessons::Sight& sight : question.sights) {
      const lessons::Lesson& lesson = lessons::find(sight.lesson);
      numbers += sight.numbers.size();
      if (sight.step.empty() || is_too_long_here(lesson)) continue;
      const std::vector<double> ours = told_numbers(sight.lesson, sight.step);
      for (const std::string& number : sight.numbers) {
        const auto point = number.find('.');
        const double decimals = point == std::string::npos ? 0 : static_cast<double>(number.size() - point - 1);
        const double half_a_unit = 0.5 * std::pow(10.0, -decimals) + 1e-6;
        CAPTURE(number);
        CHECK(std::any_of(ours.begin(), ours.end(), [&](double x) { return std::abs(x - std::stod(number)) <= half_a_unit; }));
      }
    }
  }
  CHECK(numbers > 100);
}

TEST_CASE("a lesson that is not there, and data without the digits it needs, are refused in one line") {
  CHECK_THROWS_WITH_AS(lessons::find("nothing"), doctest::Contains("pixels, pixel-similarity"), Error);
  Mnist ones{generated(200, 1), generated(100, 2)};
  for (Dataset* part : {&ones.train, &ones.test}) std::fill(part->labels.begin(), part->labels.end(), 1);
  CHECK_THROWS_WITH_AS(lessons::tell(lessons::find("pixels"), ones), doctest::Contains("none of the digit 3"), Error);
  const Mnist few{generated(20, 1), generated(10, 2)};
  CHECK_THROWS_WITH_AS(lessons::tell(lessons::find("by-hand"), few), doctest::Contains("at least 100"), Error);
}

TEST_CASE("numbers agree to the decimals given") {
  const lessons::Known known{{0.1114, 2}, 4};
  CHECK(known.agrees(Tensor::from_values<double>({0.11144, 2}, {2})));
  CHECK(!known.agrees(Tensor::from_values<double>({0.11146, 2}, {2})));
  CHECK(!known.agrees(Tensor::from_values<double>({0.1114}, {1})));
  CHECK(!known.agrees(Tensor::from_values<double>({0.1114, NAN}, {2})));
  const lessons::Known about{{0.8}, 2, false, 0.05}, bound{{0.8}, 2, true};
  CHECK(about.agrees(Tensor::scalar(0.76, DType::float64)));
  CHECK(!about.agrees(Tensor::scalar(0.86, DType::float64)));
  CHECK(bound.agrees(Tensor::scalar(0.8, DType::float64)));
  CHECK(!bound.agrees(Tensor::scalar(0.79, DType::float64)));
}

TEST_CASE("the mean and the spread of the first n images are those of the ops, for every n") {
  const Dataset dataset = generated(1500, 0);
  std::vector<std::int64_t> places;
  for (std::int64_t place = 4; place < 1500; place += 10) places.push_back(place);
  lessons::FirstImages fours(dataset, places);
  CHECK_THROWS_AS(fours.mean_of(1), Error);
  while (fours.add()) {
  }
  REQUIRE(fours.added() == 150);
  const Tensor all = lessons::images_of(dataset, 4);
  for (const std::int64_t n : {1, 2, 63, 64, 65, 128, 149, 150}) {
    CAPTURE(n);
    const Tensor some = all.slice(0, 0, n);
    CHECK(amax(abs(fours.mean_of(n) - mean(some, {0}))).item() < 1e-6);
    CHECK(amax(abs(fours.spread_of(n) - stddev(some, {0}, false, false))).item() < 1e-6);
  }
  CHECK(amax(abs(fours.image(7) - all.select(0, 7))).item() == 0);
  CHECK_THROWS_AS(fours.mean_of(0), Error);
  CHECK_THROWS_AS(fours.mean_of(151), Error);
}

TEST_CASE("shares of right answers: of all, of one label, and while they are counted") {
  const Tensor read = Tensor::from_values<std::int64_t>({3, 3, 7, 7, 7}, {5});
  const Tensor wanted = Tensor::from_values<std::int64_t>({3, 7, 7, 7, 3}, {5});
  CHECK(lessons::share_right(read, wanted).item() == doctest::Approx(0.6));
  CHECK(lessons::share_right_of(read, wanted, 3).item() == doctest::Approx(0.5));
  CHECK(lessons::share_right_of(read, wanted, 7).item() == doctest::Approx(2.0 / 3));
  CHECK(std::isnan(lessons::share_right_of(read, wanted, 1).item()));
  CHECK(lessons::shares_right(read, wanted) == std::vector<float>{1, 0.5f, 2.0f / 3, 0.75f, 0.6f});
  // Between two equal distances the first.
  CHECK(lessons::nearest_mean(Tensor::from_values<float>({0.2f, 0.1f, 0.1f, 0.3f, 0.3f, 0.4f}, {2, 3})).to_vector<std::int64_t>() ==
        std::vector<std::int64_t>{1, 0});
}
