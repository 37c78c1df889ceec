#include <unistd.h>

#include <iostream>
#include <memory>

#include "engine/io/files.hpp"
#include "engine/train/trainer.hpp"
#include "native/cli/options.hpp"
#include "native/cli/train_run.hpp"

namespace inkgrad::cli {

namespace {

namespace fs = std::filesystem;

struct TrainCommand {
  TrainOptions train;
  Goals goals;
  fs::path data;
  fs::path out = "model.safetensors";
  fs::path resume;
  ComputeOptions compute;
  bool speedrun = false;
  bool trace = false;
  bool json = false;
  // Which goals were given, so that a checkpoint's hold for the others.
  CLI::Option *epochs = nullptr, *images = nullptr, *max_steps = nullptr, *target = nullptr, *patience = nullptr;
  std::int64_t max_steps_value = 0;
  double target_value = 0;
};

/// Makes a run the one that reads 99.0% of the test images after the least arithmetic, as far as tried (README, "Speed run").
void make_speedrun(TrainCommand& command) {
  command.train.spec = "c8x5-b-r-p2-c16x5-b-r-p2-10";
  command.train.batch = 64;
  command.train.optimizer = "adam";
  command.train.lr = 0.01;
  command.train.schedule = "onecycle";
  command.goals.epochs = 2;
  command.goals.target = 0.99;
}

/// Finds out before the training whether its files could be written after it.
void expect_writable(const fs::path& out) {
  const fs::path folder = out.has_parent_path() ? out.parent_path() : fs::path(".");
  std::error_code ignored;
  constexpr std::size_t longest_name = 200;  // file systems take 255 bytes, and the checkpoint's name is longer
  if (out.filename().string().empty() || out.filename().string().size() > longest_name) {
    input_error("--out \"", out.string(), "\": expected the name of a file, of at most ", longest_name, " bytes");
  }
  if (fs::is_directory(out, ignored)) input_error("--out ", out.string(), ": is a folder, expected a file to write");
  if (!fs::is_directory(folder, ignored)) {
    input_error("--out ", out.string(), ": there is no folder ", folder.string(), "; make it first");
  }
  if (fs::is_character_file(out, ignored) || fs::is_fifo(out, ignored)) return;
  if (access(folder.c_str(), W_OK) != 0) {
    input_error("--out ", out.string(), ": the folder ", folder.string(), " cannot be written to; choose another");
  }
}

/// Goals of the command line over those of the checkpoint.
Goals merged_goals(const TrainCommand& given, const Goals& stored) {
  Goals goals = stored;
  if (given.epochs->count() > 0) goals.epochs = given.goals.epochs;
  if (given.images->count() > 0) goals.images = given.goals.images;
  if (given.max_steps->count() > 0) goals.max_steps = given.max_steps_value;
  if (given.target->count() > 0) goals.target = given.target_value;
  if (given.goals.validation > 0) goals.validation = given.goals.validation;
  if (given.patience->count() > 0) goals.patience = given.goals.patience;
  return goals;
}

/// Options that a resumed run needs again because no checkpoint knows them.
std::string options_again(const TrainCommand& given) {
  std::string text;
  if (given.data != default_mnist_dir()) text += " --data " + shell_quoted(given.data);
  if (given.compute.device != ComputeOptions().device) text += " --device " + given.compute.device;
  if (given.compute.threads != 1) text += " --threads " + std::to_string(given.compute.threads);
  return text;
}

/// Takes the validation images from the end of the training images.
Dataset set_aside(Dataset& train, const Goals& goals) {
  if (goals.patience > 0 && goals.validation == 0) {
    input_error("--patience ", goals.patience, ": needs images to measure on that are not trained on; set some aside with --validation");
  }
  if (goals.validation >= train.count()) {
    input_error("--validation ", goals.validation, ": there are only ", train.count(), " training images, and some are to be trained on");
  }
  Dataset validation = train.from(train.count() - goals.validation);
  if (goals.validation > 0) train = train.first(train.count() - goals.validation);
  return validation;
}

void print_start(const Trainer& trainer, const Goals& goals, const Dataset& train, const std::string& device) {
  const TrainOptions& options = trainer.options();
  std::cout << options.spec << ": " << trainer.model().spec.parameters() << " parameters; " << train.count()
            << " images, " << goals.epochs << " epochs, batch " << options.batch << ", " << options.optimizer << ", lr "
            << options.lr << (options.schedule == "constant" ? "" : " (" + options.schedule + ")")
            << (options.augmentation.any() ? ", augmented by " + to_text(options.augmentation) : "")
            << (options.slashed_zeros > 0 ? ", " + percent(options.slashed_zeros) + " of the zeros slashed" : "")
            << (options.precision == "float32" ? "" : ", linear layers in " + options.precision) << ", seed " << options.seed << "; " << device << std::endl;
}

int run(const TrainCommand& given) {
  expect_writable(given.out);
  const ChosenDevice chosen = given.compute.select(Work::long_work);
  const bool resumes = !given.resume.empty();
  const std::vector<std::byte> checkpoint = resumes ? read_file(given.resume) : std::vector<std::byte>{};
  const Goals stored = resumes ? goals_of(checkpoint, given.resume.string()) : Goals{};
  const Goals goals = given.speedrun ? given.goals : merged_goals(given, stored);

  if (!resumes) parse_spec(given.train.spec);
  Mnist mnist = read_mnist(given.data);
  const PixelStats stats = pixel_stats(mnist.train);
  if (goals.images > mnist.train.count()) {
    input_error("--images ", goals.images, ": ", given.data.string(), " has only ", mnist.train.count(), " training images");
  }
  if (goals.images > 0) mnist.train = mnist.train.first(goals.images);

  const Dataset validation = set_aside(mnist.train, goals);

  TrainOptions options = given.train;
  options.device = chosen.device;
  options.schedule_epochs = options.schedule == "constant" ? 0 : goals.epochs;
  Trainer trainer = resumes ? Trainer::resume(checkpoint, given.resume.string(), mnist.train, chosen.device)
                            : Trainer(options, mnist.train, stats.mean, stats.std);
  if (trainer.epoch() >= goals.epochs || (goals.max_steps && trainer.steps_done() >= *goals.max_steps)) {
    input_error(given.resume.string(), ": all of its ", goals.epochs, " epochs or --max-steps are done; ask for more of them");
  }
  if (resumes && (trainer.model().mean != stats.mean || trainer.model().std != stats.std)) {
    input_error("--data ", given.data.string(), ": holds other images than ", given.resume.string(), " was trained on");
  }
  if (trainer.options().schedule != "constant" && trainer.options().schedule_epochs != goals.epochs) {
    input_error("--epochs ", goals.epochs, ": the schedule ", trainer.options().schedule, " of this run is made for ",
                trainer.options().schedule_epochs, " epochs; leave --epochs out");
  }
  if (!given.json) print_start(trainer, goals, mnist.train, chosen.description);
  mnist.train = {};
  TrainRun training({.goals = goals, .out = given.out, .again = options_again(given), .trace = given.trace,
                     .json = given.json},
                    std::move(trainer), validation, mnist.test);
  return training.run();
}

}  // namespace

Command add_train(CLI::App& app) {
  auto options = std::make_shared<TrainCommand>();
  CLI::App* command = app.add_subcommand("train", "Train a model on MNIST and save it");
  TrainOptions& train = options->train;
  std::vector<CLI::Option*> of_the_run;
  const auto add = [&](CLI::Option* option) {
    of_the_run.push_back(option->capture_default_str());
    return option;
  };
  add(command->add_option("--model", train.spec, "Model spec: layers joined by '-', such as 784-128r-10 or c8x5r-p2-c16x5r-p2-10"));
  add(command->add_option("--batch", train.batch, "Images in a step"))->check(CLI::Range(1, 65536));
  add(command->add_option("--lr", train.lr, "Learning rate"))->check(number_between(0, 1000));
  add(command->add_option("--optimizer", train.optimizer, "adam, adamw or sgd"))->check(CLI::IsMember({"adam", "adamw", "sgd"}));
  add(command->add_option("--momentum", train.momentum, "Momentum of sgd"))->check(number_between(0, 1));
  add(command->add_flag("--nesterov", train.nesterov, "sgd looks a step ahead along its momentum"));
  add(command->add_option("--weight-decay", train.weight_decay,
                          "Times the weights, added to their gradient; with adamw taken from the weights, times the learning rate"))
      ->check(number_between(0, 1));
  add(command->add_option("--schedule", train.schedule,
                          "How the learning rate goes: constant; step (a tenth after each third of the epochs); cosine (down to 0); "
                          "onecycle (up from a 25th until 30% of the steps, then down to almost 0)"))
      ->check(CLI::IsMember({"constant", "step", "cosine", "onecycle"}));
  of_the_run.push_back(command->add_option_function<std::string>(
      "--augment", [&train](const std::string& text) { train.augmentation = parse_augmentation(text, "--augment"); },
      "Move each training image at random, each epoch anew, by at most shift=PIXELS, rotate=DEGREES, scale=SHARE, "
      "thickness=SHARE, elastic=PIXELS, joined by ','"));
  add(command->add_option("--slashed-zeros", train.slashed_zeros,
                          "Draw a slash through this share of the training zeros, once: MNIST has hardly any"))
      ->check(number_between(0, 1));
  add(command->add_option("--precision", train.precision,
                          "What the products of linear layers round their factors to: float32 (nothing), tf32 or bf16 (10 or 7 bits of "
                          "mantissa, on a GPU of compute capability 8.0 or more, by cuBLASLt); convolutions stay in float32"))
      ->check(CLI::IsMember({"float32", "tf32", "bf16"}));
  add(command->add_option("--seed", train.seed, "Decides the initial weights, the order of the images, and all other chance"))
      ->check(whole_number());

  options->epochs = command->add_option("--epochs", options->goals.epochs, "Times through the training images")
                        ->check(CLI::Range(1, 1'000'000))
                        ->capture_default_str();
  options->max_steps = command->add_option("--max-steps", options->max_steps_value, "Stop after so many steps in all")
                           ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 50));
  options->images = command->add_option("--images", options->goals.images, "Train on the first so many images only")
                        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40));
  options->target = command->add_option("--target", options->target_value,
                                        "Stop when this part of the test images (with --validation, of those) is read right, "
                                        "such as 0.98; exit status 1 if the epochs end before")
                        ->check(number_between(0, 1));
  of_the_run.push_back(command->add_option("--validation", options->goals.validation,
                                           "Do not train on the last so many training images: measure on them after each epoch, "
                                           "and on the test images once, at the end")
                           ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40)));
  options->patience = command->add_option("--patience", options->goals.patience,
                                          "Stop after so many epochs without a better loss on the validation images, and save the "
                                          "best model of all (counted anew after --resume)")
                          ->check(CLI::Range(1, 1'000'000));
  add_data_option(*command, options->data);
  options->compute.add_to(*command);
  command->add_option("--out", options->out, "Model file to write (safetensors)")->capture_default_str();
  CLI::Option* resume = command->add_option(
      "--resume", options->resume,
      "Go on from the checkpoint (NAME.resume.safetensors) that an interrupted run left, to the same bytes");
  for (CLI::Option* option : of_the_run) resume->excludes(option);
  CLI::Option* speedrun = command->add_flag(
      "--speedrun", options->speedrun,
      "Read 99% of the test images right, soon: c8x5-b-r-p2-c16x5-b-r-p2-10 for 2 epochs of batches of 64, adam, onecycle up to 0.01");
  for (CLI::Option* option : of_the_run) {
    if (option->get_name() != "--seed") speedrun->excludes(option);
  }
  for (CLI::Option* option : {resume, options->epochs, options->max_steps, options->images, options->target, options->patience}) {
    speedrun->excludes(option);
  }
  command->add_flag("--trace", options->trace, "Print every step's loss");
  command->add_flag("--json", options->json, "Print one JSON object a line instead");
  command->footer("Ctrl-C finishes the step, saves the model and a checkpoint, and prints how to go on (exit status 1).");
  return [options] {
    if (options->speedrun) make_speedrun(*options);
    return run(*options);
  };
}

}  // namespace inkgrad::cli
