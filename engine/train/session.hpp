#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/storage.hpp"

namespace inkgrad {

/// One message of the protocol between whoever shows a training and whoever runs it (a Web Worker, a native thread):
/// a JSON object and, for some, bytes beside it.
struct Message {
  std::string head;              ///< JSON object
  std::vector<std::byte> body{};   ///< bytes that go with it, transferred, not copied
};

inline constexpr int session_protocol = 1;

class Trainer;
struct Dataset;

/// How a training on a device that can be lost is kept for another one: Trainer's own functions, from whoever has such a device, so that
/// other programs need not carry them.
struct Rescue {
  std::vector<std::byte> (Trainer::*save_checkpoint)() const;
  Trainer (*resume)(std::span<const std::byte> checkpoint, std::string_view name, const Dataset& train, Device device);
};

/// A training that takes commands and gives events. It never blocks for long: `run_for` works for a slice of
/// time, then returns so that the owner can look at its mailbox.
///
/// Commands ("type", further keys; every command may carry "id", repeated in the events it causes):
///   data        {split: "train" | "validation" | "own", kind: "images" | "labels"} + IDX file, raw or gzip'd. Appended to
///               what that split has; a split grows when images and labels match in number. "own" are somebody's own digits:
///               images of that split begin it anew.
///   configure   {spec, batch, lr, optimizer, momentum, weight_decay, seed, device, images, label_noise, own}: a new model at
///               step 0. Every key is optional (defaults of TrainOptions). device: "cpu", "reference", or "webgpu" where a program
///               has that backend; left out, the Session's. images: train on the first so many images only (0: all
///               there are; grows at the next epoch when more arrive). label_noise: the share of training labels, 0 to 1,
///               that are replaced by another digit (with_label_noise, by the seed); validation labels and own ones stay. own: the
///               share of own digits, 0 to 1, among what it trains on. 0 (the default): the training images alone; 1: own digits
///               alone; between: all own digits, and as many of the first training images as make that share. While it trains on
///               own digits no epoch is validated: `measure` tells.
///   train       {epochs, steps, trace, models}: run; without epochs or steps until paused. trace: true sends every step's loss.
///               models: true sends the model with every epoch event.
///   pause       {}
///   step        {}: one step, paused after it.
///   reset       {}: back to step 0 of the same configuration.
///   set_lr      {lr}: from the next step on.
///   snapshot    {}: asks for the model as it is.
///   lend        {}: asks for copies of the images and labels, those that are here and those that come.
///   load        {batch, lr, optimizer, momentum, weight_decay, seed, images, label_noise, own} + safetensors model file: continue from these
///               weights with a fresh optimizer. Keys as in configure; what is left out stays as it was configured.
///   measure     {split: "validation" | "own"} + safetensors model file, or none for the model in training as it is now: loss and
///               accuracy on all images that the split has now. Done before any training that is asked for later.
/// Events ("type", further keys):
///   ready       {protocol, device}: sent once, first.
///   device      {device: "cpu", missing: "lost", detail}: the GPU is gone. The training goes on on the CPU from the last weights and
///               optimizer state that were read back, by a snapshot or within the last second of training; a progress tells
///               where that is.
///   data        {split, images}: how many labelled images a split has now.
///   configured  {spec, parameters, flops, batch, lr, optimizer, seed, images, steps_per_epoch}
///   state       {running}
///   progress    {step, epoch, steps_per_epoch, loss (mean of the steps since the last progress), accuracy (likewise),
///               images_per_second}: at most every 50 ms while running, and after a single step. On a GPU, whose losses are read
///               after some steps at once unless each is traced, the mean over their images.
///   trace       {first_step, losses: [...]}: with trace: true, before the progress it belongs to.
///   measured    {split, images, loss, accuracy}: answer to measure, with its id.
///   epoch       {epoch, step, loss, accuracy (validation), train_loss, train_accuracy (means over the epoch, while the weights
///               changed), images, seconds}; with models: true + safetensors file, the weights that were validated
///   finished    {step, epoch}: the epochs or steps asked for are done; now paused.
///   diverged    {step, loss, reason}: the loss is not finite, or above its start for 100 steps; paused.
///   model       {step, epoch, spec} + safetensors file: answer to snapshot.
///   lent        {split, first, images, whole} + bytes: of `images` digits from place `first` on, 784 pixels each, then a label
///               each. whole: everything that the split has by now is lent with this one.
///   error       {message}: a command could not be done; nothing changed.
class Session {
 public:
  /// `device`: what it trains on where `configure` does not say. `rescue`: for trainings on a GPU; none without it.
  explicit Session(std::function<void(Message)> emit, Device device = Device::cpu, const std::optional<Rescue>& rescue = {});
  ~Session();

  /// Takes one command. Never throws: what is wrong becomes an `error` event.
  void command(const Message& message);
  /// Trains for about so long. False when there is nothing to do until the next command.
  bool run_for(double milliseconds);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inkgrad
