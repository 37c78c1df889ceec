// The headless engine's JavaScript face: one Session (engine/train/session.hpp), fed with commands and read through
// events. The page's worker runs it, and so does a benchmark under Node. Whoever creates the module gives it
//   onSessionEvent(head, body)   head: an event's JSON; body: a Uint8Array with a buffer of its own, or null
// and calls the functions below. In the build with WebGPU (INKGRAD_WEBGPU) they give promises, since the engine may wait for the GPU, and
// the next one may be called only when the promise of the one before is settled. No C++ exception leaves them: what goes wrong is an `error` event.
#include <emscripten.h>

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "engine/backend/backend.hpp"
#include "engine/train/session.hpp"
#ifdef INKGRAD_WEBGPU
#include "engine/train/trainer.hpp"
#include "web/webgpu/backend.hpp"
#endif

namespace {

// Copies the body out of the engine's memory, so that its buffer can be transferred to another thread.
EM_JS(void, hand_over_event, (const char* head, const void* body, int size), {
  Module["onSessionEvent"](UTF8ToString(head), size > 0 ? HEAPU8.slice(body, body + size) : null);
});

void emit(const inkgrad::Message& event) {
  hand_over_event(event.head.c_str(), event.body.data(), static_cast<int>(event.body.size()));
}

std::unique_ptr<inkgrad::Session> session;

/// A text as JSON has it, line breaks and the like as spaces.
std::string quoted(const char* text) {
  std::string json = "\"";
  for (; *text != 0; ++text) {
    if (*text == '"' || *text == '\\') json += '\\';
    json += static_cast<unsigned char>(*text) < 0x20 ? ' ' : *text;
  }
  return json + "\"";
}

/// Calls `work` and returns what it returns; an exception becomes an `error` event and 0.
template <class Work>
int guarded(const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    emit({"{\"type\":\"error\",\"message\":" + quoted(error.what()) + "}"});
  } catch (...) {
    emit({R"({"type":"error","message":"the engine failed for an unknown reason; reload the page"})"});
  }
  return 0;
}

/// What trainings compute on: the GPU, if this build can use one and there is one. Why there is none is a `device` event.
inkgrad::Device open_device() {
#ifdef INKGRAD_WEBGPU
  const std::string why_not = inkgrad::webgpu::open();
  if (why_not.empty()) return inkgrad::Device::webgpu;
  emit({R"({"type":"device","device":"cpu","missing":"refused","detail":)" + quoted(why_not.c_str()) + "}"});
#endif
  return inkgrad::Device::cpu;
}

std::optional<inkgrad::Rescue> rescue() {
#ifdef INKGRAD_WEBGPU
  return inkgrad::Rescue{&inkgrad::Trainer::save_checkpoint, &inkgrad::Trainer::resume};
#else
  return {};
#endif
}

}  // namespace

extern "C" {

/// Starts the session, or starts it anew, with so many threads to compute with (a build without threads has one); its `ready` event
/// comes before this returns. 1 on success.
EMSCRIPTEN_KEEPALIVE int session_start([[maybe_unused]] int threads) {
  return guarded([&] {
#ifdef __EMSCRIPTEN_PTHREADS__
    inkgrad::backend(inkgrad::Device::cpu).set_threads(threads);
#endif
    session = std::make_unique<inkgrad::Session>([](inkgrad::Message event) { emit(event); }, open_device(), rescue());
    return 1;
  });
}

/// Gives the session a command: `head` is its JSON, `body` its `size` bytes (null and 0 for none). The caller keeps
/// both and may free them afterwards. 1 if the session has taken it.
EMSCRIPTEN_KEEPALIVE int session_command(const char* head, const std::byte* body, int size) {
  return guarded([&] {
    if (!session) return 0;
    inkgrad::Message message{head, {}};
    if (size > 0) message.body.assign(body, body + size);
    session->command(message);
    return 1;
  });
}

/// Trains for about so many milliseconds. 0 when there is nothing to do until the next command.
EMSCRIPTEN_KEEPALIVE int session_run(double milliseconds) {
  return guarded([&] { return session && session->run_for(milliseconds) ? 1 : 0; });
}

}  // extern "C"
