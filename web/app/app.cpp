#include "web/app/app.hpp"

#include <imgui_impl_sdl2.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "web/app/gfx/gl.hpp"
#include "web/app/layout.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad {
namespace {

// A frame that comes later than this after one that painted says that painting takes longer than the screen waits: seconds.
constexpr double late = 0.025;
// Painting may then take this share of the time: the rest is the training's, and the browser's.
constexpr double painting_share = 1.0 / 3;

double seconds() {
  return static_cast<double>(SDL_GetPerformanceCounter()) / static_cast<double>(SDL_GetPerformanceFrequency());
}

}  // namespace

App::App(Link& link, const Options& options)
    : state_(link),
      view_(state_),
      device_ratio_(static_cast<float>(options.device_ratio)),
      window_scale_(in_browser ? 1 : static_cast<float>(options.device_ratio)),
      shown_theme_(options.theme) {
  state_.theme = options.theme;
  state_.reduced_motion = options.reduced_motion;
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "1");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  if (SDL_Init(SDL_INIT_VIDEO) != 0) failure("no window: ", SDL_GetError());
  if (in_browser) {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
  } else {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
  }
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  unsigned flags = SDL_WINDOW_OPENGL | SDL_WINDOW_ALLOW_HIGHDPI;
  if (!in_browser) flags |= SDL_WINDOW_RESIZABLE;
  window_ = SDL_CreateWindow(text::name, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                             static_cast<int>(static_cast<float>(options.width) * window_scale_),
                             static_cast<int>(static_cast<float>(options.height) * window_scale_), flags);
  if (window_ == nullptr) failure("no window: ", SDL_GetError());
  context_ = SDL_GL_CreateContext(window_);
  if (context_ == nullptr) failure("no OpenGL 3.3: ", SDL_GetError());
  start_graphics();
  SDL_AddEventWatch(&App::watch, this);
}

App::~App() {
  SDL_DelEventWatch(&App::watch, this);
  ImGui_ImplSDL2_Shutdown();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(context_);
  SDL_DestroyWindow(window_);
}

int App::watch(void* self, SDL_Event* event) {
  App& app = *static_cast<App*>(self);
  switch (event->type) {
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERDOWN:
      app.pen_.arrived();
      break;
    case SDL_POLLSENTINEL:  // SDL's own mark, made by looking for events
      return 0;
    default:
      break;
  }
  if (app.on_event) app.on_event();
  return 0;
}

void App::start_graphics() {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigInputTextCursorBlink = false;  // nothing moves, no frames
  io.MouseDoubleClickTime = 0.5F;  // Windows' own: a slow phone draws a frame for each press and release of the four
  ImGui::GetCurrentContext()->TestEngineHookItems = true;  // ui::drawn_items
  ImGui_ImplSDL2_InitForOpenGL(window_, context_);
  use_theme(state_.theme);
  start_renderers();
}

void App::start_renderers() {
  interface_.start();
  view_.ink.start();
  HeatMap::start();
}

void App::lose_graphics() {
  graphics_lost_ = true;
  state_.drawing.end();
}

void App::restore_graphics() {
  start_renderers();
  fonts_ratio_ = 0;
  // What was held down may have been let go unseen.
  ImGui::GetIO().ClearEventsQueue();
  ImGui::GetIO().ClearInputKeys();
  graphics_lost_ = false;
  wake();
}

void App::resize(double width, double height, double device_ratio) {
  device_ratio_ = static_cast<float>(device_ratio);
  SDL_SetWindowSize(window_, std::max(1, static_cast<int>(width)), std::max(1, static_cast<int>(height)));
  wake();
}

void App::handle(const SDL_Event& original) {
  if (graphics_lost_) return;
  SDL_Event event = original;
  if (window_scale_ != 1) {
    const auto scaled = [&](Sint32& v) { v = static_cast<Sint32>(std::lround(static_cast<float>(v) / window_scale_)); };
    if (event.type == SDL_MOUSEMOTION) scaled(event.motion.x), scaled(event.motion.y);
    if (event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP) scaled(event.button.x), scaled(event.button.y);
  }
  wake();
  int width = 1, height = 1;
  SDL_GetWindowSize(window_, &width, &height);
  pen_.handle(event, view_, static_cast<float>(width) / window_scale_, static_cast<float>(height) / window_scale_);
  ImGui_ImplSDL2_ProcessEvent(&event);
  if (event.type == SDL_KEYDOWN) {
    key_repeats_ = event.key.repeat != 0;
    const bool control = (event.key.keysym.mod & (KMOD_CTRL | KMOD_GUI)) != 0;
    if (control && event.key.keysym.sym == SDLK_z) shortcut("z");
    if (event.key.keysym.sym == SDLK_F1) shortcut("?");
  }
  if (event.type == SDL_TEXTINPUT && !key_repeats_) shortcut(event.text.text);
}

// By what is typed, not by key: letters lie elsewhere on other keyboards.
void App::shortcut(std::string_view typed) {
  if (ImGui::GetIO().WantTextInput || view_.help_open) return;
  LessonState* lesson = state_.lesson_state(state_.lesson());
  if (lesson != nullptr && typed.size() == 1 && lesson->key(state_, typed[0])) return;
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool can_train = state_.training.obstacle() == Training::Obstacle::none && state_.training_in_sight();
  if (typed == " ") {
    // Where a control has the visible focus, Space presses it.
    if (g.NavId != 0 && !g.NavDisableHighlight) return;
    if (can_train || state_.training.running()) state_.toggle_training();
  } else if (typed == "s" || typed == "S") {
    if (can_train) state_.step_training();
  } else if (typed == "z" || typed == "Z") {
    if (state_.drawing.can_undo()) state_.drawing.undo();
  } else if (typed == "c" || typed == "C") {
    state_.drawing.clear();
  } else if (typed == "?") {
    view_.help_open = true;
  }
}

void App::type_text(const std::string& typed) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, true);
  io.AddKeyEvent(ImGuiKey_A, true);
  io.AddKeyEvent(ImGuiKey_A, false);
  io.AddKeyEvent(ImGuiMod_Ctrl, false);
  if (typed.empty()) {
    io.AddKeyEvent(ImGuiKey_Delete, true);
    io.AddKeyEvent(ImGuiKey_Delete, false);
  } else {
    io.AddInputCharactersUTF8(typed.c_str());
  }
  wake();
}

void App::prepare_frame() {
  if (shown_theme_ != state_.theme) {
    shown_theme_ = state_.theme;
    use_theme(shown_theme_);
  }
  ImGui_ImplSDL2_NewFrame();
  ImGuiIO& io = ImGui::GetIO();
  if (window_scale_ != 1) {
    io.DisplaySize = {io.DisplaySize.x / window_scale_, io.DisplaySize.y / window_scale_};
    io.DisplayFramebufferScale = {window_scale_, window_scale_};
  }
  const float ratio = io.DisplayFramebufferScale.x;
  if (std::abs(ratio - fonts_ratio_) > 0.01f) {
    fonts_ratio_ = ratio;
    build_fonts(ratio);
    interface_.upload_fonts();
  }
}

// Where a frame takes long, those that nobody's hand asked for pause in between.
void App::time_frame(double now) {
  if (last_painted_) {
    const double took = std::min(now - last_frame_, 0.1);
    slow_ = took > late;
    next_progress_ = slow_ ? last_frame_ + took / painting_share : now;
  }
  last_frame_ = now;
  last_painted_ = false;
}

double App::pause() const {
  const double now = seconds();
  return waits(now) && !state_.lesson_busy() ? next_progress_ - now : 0;
}

// The order of a frame. Pen and keys have been taken from the window's events by then.
bool App::frame() {
  const double now = seconds();
  state_.receive(now);
  const std::uint64_t read_before = state_.image_revision();
  time_frame(now);
  const bool waiting = waits(now);
  // Where painting is slow, and beside a training, a lesson's work and a picture of it take turns.
  const bool turns = slow_ || state_.training.running();
  const bool working = waiting || (turns && !at_once_ && !lesson_turn_ && state_.lesson_busy());
  lesson_turn_ = working || at_once_ || !turns;
  const bool moving = state_.update(lesson_turn_);
  const bool read = state_.image_revision() != read_before;
  if (graphics_lost_) {
    frames_due_ = 0;
    return false;
  }
  if (working) {
    frames_due_ = std::max(frames_due_, 1);
    return false;
  }
  // Dear ImGui spreads what arrived in one go over several frames: the last of it, too, has frames to settle.
  const bool queued = ImGui::GetCurrentContext()->InputEventsQueue.Size > 0;
  frames_due_ = std::max(queued ? frames_after_input - 1 : 0, frames_due_ - 1);
  at_once_ = at_once_ && frames_due_ > 0;

  prepare_frame();
  ImGuiIO& io = ImGui::GetIO();
  state_.width = io.DisplaySize.x;
  state_.height = io.DisplaySize.y;
  state_.device_ratio = io.DisplayFramebufferScale.x;
  ImGui::NewFrame();
  draw_page(view_);
  ImGui::Render();

  const Canvas canvas = current_canvas();
  glViewport(0, 0, static_cast<int>(canvas.width), static_cast<int>(canvas.height));
  const bool painted = interface_.render(*ImGui::GetDrawData(), theme().paper);
  if (on_picture) on_picture();
  if (!view_.picture_wanted.empty()) {
    // Now, while the pixels are still in the buffer.
    state_.outside.save_picture(view_.picture_wanted, view_.picture_area);
    view_.picture_wanted.clear();
  }
  if (painted) SDL_GL_SwapWindow(window_);
  ++state_.frames;

  const double delay = pen_.take_delay();
  if (read && delay >= 0) state_.draw_to_reading_ms = delay;

  if (on_text_input && (ui::typing() != nullptr) != typing_) {
    typing_ = !typing_;
    on_text_input(typing_, typing_ ? ui::typing() : "");
  }
  const bool state_changed = state_.theme != shown_theme_ || state_.needs_update();
  if (moving || state_changed || ui::wants_frame()) frames_due_ = std::max(frames_due_, 1);
  last_painted_ = painted && wants_frame();
  return true;
}

}  // namespace inkgrad
