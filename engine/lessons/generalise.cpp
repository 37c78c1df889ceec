// What counts is how images are read that were not learnt from: more data, the right moment to stop, and who may judge.
#include <algorithm>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/lessons/ten_digits.hpp"
#include "engine/train/early_stopping.hpp"
#include "engine/train/trainer.hpp"

namespace inkgrad::lessons {

namespace {

constexpr std::int64_t looks = 16;  // at the losses while a network learns

/// Two numbers for each look, before learning and after each part of it.
struct Course {
  std::vector<double> training, validation;  ///< losses
  double training_share = 0, validation_share = 0;  ///< read right at the end
};

/// 784-64r-10 from so many images, for `steps` batches of 64.
Course learn(const Dataset& train, const Dataset& validation, std::int64_t steps) {
  const PixelStats stats = pixel_stats(train);
  Trainer trainer({.spec = "784-64r-10"}, train, stats.mean, stats.std);
  const Dataset some = train.first(10000);
  Course course;
  for (std::int64_t look = 0; look <= looks; ++look) {
    while (trainer.steps_done() < steps * look / looks) trainer.step();
    const Metrics known = evaluate(trainer.model(), some), unknown = evaluate(trainer.model(), validation);
    course.training.push_back(known.loss);
    course.validation.push_back(unknown.loss);
    course.training_share = known.accuracy;
    course.validation_share = unknown.accuracy;
  }
  return course;
}

/// One layer from 100 images, a few steps, from a seed of its own.
Trainer learn_little(const Dataset& train, std::uint64_t seed) {
  const PixelStats stats = pixel_stats(train);
  Trainer trainer({.spec = "784-10", .batch = 100, .lr = 0.01, .seed = seed}, train, stats.mean, stats.std);
  for (int step = 0; step < 60; ++step) trainer.step();
  return trainer;
}

}  // namespace

void generalise(Story& story, const Mnist& data) {
  const std::int64_t cut = images_to_learn(data.train.count());
  const Dataset learning = data.train.first(cut), validation = data.train.from(cut);
  const std::int64_t steps = 2 * ((cut + 63) / 64);
  story.show("sets", "Images to learn from, to check by while learning, and to judge by once, at the end.",
             Tensor::from_values<std::int64_t>({cut, validation.count(), data.test.count()}, {3}), {},
             story.mnist({50000, 10000, 10000}, 0));

  std::vector<double> known, unknown, gaps;
  std::vector<Course> courses;
  for (const auto& [name, count] : {std::pair("curves-100", std::int64_t{100}), {"curves-1000", 1000}, {"curves-all", cut}}) {
    const Course& course = courses.emplace_back(learn(learning.first(count), validation, steps));
    const std::int64_t there = std::min(count, cut);
    story.show_curves(name, concatenate("The loss of a network that learns from ", there, " images, by steps."),
                      counting(looks) * (static_cast<double>(steps) / looks),
                      {{"images learnt from", numbers(course.training)}, {"images to check by", numbers(course.validation)}},
                      Scale::logarithmic);
    known.push_back(course.training_share);
    unknown.push_back(course.validation_share);
    gaps.push_back(course.training_share - course.validation_share);
  }
  story.show("training",
             "From 100, 1,000 and all: the share that it reads right of the images learnt from. The few are learnt by heart.",
             numbers(known));
  story.show("validation", "And of those to check by.", numbers(unknown));
  story.show("gap", "The gap between the two shrinks as data grows.", numbers(gaps));

  // Overfitting: the loss on what is not learnt from rises again.
  const std::vector<double>& losses = courses[1].validation;
  EarlyStopping stopping(2);
  std::size_t best = 0;
  for (std::size_t look = 0; look < losses.size(); ++look) {
    const bool stop = stopping.should_stop(losses[look]);
    if (stopping.is_best()) best = look;
    if (stop) break;
  }
  story.show("best-step",
             "Early stopping, from 1,000 images: the step with the lowest loss on those to check by, known two looks later.",
             steps * static_cast<std::int64_t>(best) / looks);
  story.show("stopped", "That loss, and what it became when learning went on: the network grew surer of its mistakes.",
             numbers({losses[best], losses.back()}));

  // Whoever chooses by a set can no longer judge by it.
  const Dataset few = learning.first(100), checks = validation.first(100);
  std::vector<double> shares, judged;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Trainer trainer = learn_little(few, seed);
    shares.push_back(evaluate(trainer.model(), checks).accuracy);
    judged.push_back(evaluate(trainer.model(), data.test).accuracy);
  }
  const std::int64_t chosen = argmax(numbers(shares)).to_vector<std::int64_t>()[0];
  const auto lead = [&](const std::vector<double>& of) { return numbers(of).select(0, chosen) - mean(numbers(of)); };
  story.show("chosen", "Twenty small networks, and the one chosen that reads most of 100 images right: its share of those, and its "
             "lead over the twenty's mean.", stack({numbers(shares).select(0, chosen), lead(shares)}));
  story.show("judged", "The same on the test images, which chose nothing: of the lead, that is what was not luck.",
             stack({numbers(judged).select(0, chosen), lead(judged)}));
}

}  // namespace inkgrad::lessons
