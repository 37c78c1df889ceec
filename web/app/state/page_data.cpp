#include "web/app/state/page_data.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

namespace inkgrad {

void PageData::want() {
  if (wanted_) return;
  wanted_ = true;
  link_.post({R"({"type":"lend"})"});
}

bool PageData::handle(const Message& event) {
  if (event.head.find(R"("type":"lent")") == std::string::npos) return false;
  const nlohmann::json head = nlohmann::json::parse(event.head);
  const bool train = head.at("split") == "train";
  Dataset& split = train ? digits_.train : digits_.test;
  Places& places = train ? train_places_ : test_places_;
  const auto images = head.at("images").get<std::size_t>();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(event.body.data());
  if (train && split.images.empty()) split.images.reserve(60000 * mnist_pixels);  // grown by halves it would take twice the memory
  split.images.insert(split.images.end(), bytes, bytes + images * mnist_pixels);
  for (std::size_t i = 0; i < images; ++i) {
    const std::int64_t label = bytes[images * mnist_pixels + i];
    places[static_cast<std::size_t>(label)].push_back(split.count());
    split.labels.push_back(label);
  }
  ++revision_;
  return true;
}

bool PageData::complete(std::int64_t train, std::int64_t test) const {
  return train > 0 && test > 0 && digits_.train.count() == train && digits_.test.count() == test;
}

std::span<const std::uint8_t> pixels_of(const Dataset& dataset, std::int64_t place) {
  return std::span(dataset.images).subspan(static_cast<std::size_t>(place * mnist_pixels), static_cast<std::size_t>(mnist_pixels));
}

}  // namespace inkgrad
