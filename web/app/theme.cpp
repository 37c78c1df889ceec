#include "web/app/theme.hpp"

#include <fonts.hpp>

namespace inkgrad {
namespace {

constexpr ImU32 rgb(unsigned hex) {
  return IM_COL32((hex >> 16) & 255, (hex >> 8) & 255, hex & 255, 255);
}

constexpr Theme light{
    rgb(0xFAFAF7), rgb(0xFFFFFF), rgb(0x1C1B1A), rgb(0x6B6862), rgb(0xE4E2DC), rgb(0x2F5DDB), rgb(0xFFFFFF), rgb(0x1B7F5C),
    rgb(0xB4541A), rgb(0xF1F0EB), rgb(0xE7E5DE), rgb(0xF4F3EF), rgb(0xEAE8E3), rgb(0x2166AC), rgb(0xB35806), IM_COL32(28, 27, 26, 36),
    {rgb(0x2F5DDB), rgb(0xC2540A), rgb(0x00785A), rgb(0xA8437F), rgb(0x8A6A00), rgb(0x1B84B5), rgb(0x6B6862), rgb(0x6A3FB0)},
    {rgb(0x332288), rgb(0x1B84B5), rgb(0x117733), rgb(0xC2540A), rgb(0x882255), rgb(0x00785A), rgb(0x8A6A00), rgb(0xCC3311), rgb(0x6B6862), rgb(0xA8437F)},
    false};

constexpr Theme dark{
    rgb(0x141517), rgb(0x1D1F22), rgb(0xECEBE8), rgb(0xA3A19B), rgb(0x2D3034), rgb(0x8FB0FF), rgb(0x141517), rgb(0x5CC8A0),
    rgb(0xF0A36B), rgb(0x282B2F), rgb(0x33373C), rgb(0x24272B), rgb(0x2D3034), rgb(0x4393C3), rgb(0xE08214), IM_COL32(0, 0, 0, 110),
    {rgb(0x8FB0FF), rgb(0xF0A36B), rgb(0x5CC8A0), rgb(0xE08BBB), rgb(0xE6C84F), rgb(0x6CC6EE), rgb(0xA3A19B), rgb(0xB79AF2)},
    {rgb(0x9FA8FF), rgb(0x6CC6EE), rgb(0x77DD88), rgb(0xF0A36B), rgb(0xE08BBB), rgb(0x5CC8A0), rgb(0xE6C84F), rgb(0xFF8A73), rgb(0xB8B6B0), rgb(0xC9A6FF)},
    true};

constexpr Theme contrast{
    rgb(0x000000), rgb(0x000000), rgb(0xFFFFFF), rgb(0xFFFFFF), rgb(0xFFFFFF), rgb(0xFFE600), rgb(0x000000), rgb(0xFFE600),
    rgb(0xFFE600), rgb(0x333300), rgb(0x555500), rgb(0x2A2A2A), rgb(0x4A4A4A), rgb(0x5AB0FF), rgb(0xFFA640), IM_COL32(0, 0, 0, 0),
    {rgb(0xFFE600), rgb(0xFFFFFF), rgb(0x5AB0FF), rgb(0xFFA640), rgb(0x7CFFB2), rgb(0xFF9AD5), rgb(0xC0C0C0), rgb(0xC9A6FF)},
    {rgb(0xFFFFFF), rgb(0x5AB0FF), rgb(0x7CFFB2), rgb(0xFFA640), rgb(0xFF9AD5), rgb(0x40E0D0), rgb(0xFFE600), rgb(0xFF7A66), rgb(0xC0C0C0), rgb(0xC9A6FF)},
    true};

const Theme* current = &light;
ImFont* fonts_by_type[7];

}  // namespace

const Theme& theme() { return *current; }

ImFont* font(Type type) { return fonts_by_type[static_cast<int>(type)]; }

ImU32 faded(ImU32 colour, float alpha) {
  const float opaque = static_cast<float>((colour >> IM_COL32_A_SHIFT) & 255);
  return (colour & ~IM_COL32_A_MASK) | (static_cast<ImU32>(opaque * alpha + 0.5f) << IM_COL32_A_SHIFT);
}

void build_fonts(float device_ratio) {
  ImGuiIO& io = ImGui::GetIO();
  io.Fonts->Clear();
  io.Fonts->Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
  // What the text table uses, and Latin for names of files; letters alone for the digit that was read.
  static const ImWchar all[] = {0x20,   0x7E,   0xA0,   0xFF,   0x3B1,  0x3C9,  0x2013, 0x2026,
                                0x394,  0x394,  0x3A3,  0x3A3,  0x2190, 0x2193, 0x2202, 0x2202, 0x2211, 0x2212,
                                0x221A, 0x221A, 0x2248, 0x2248, 0x2260, 0x2260, 0x2264, 0x2265, 0x2713, 0x2713, 0};
  static const ImWchar basic[] = {0x20, 0x7E, 0};
  struct Face {
    const unsigned char* data;
    int size;
    float pixels;
    const ImWchar* ranges;
  };
  const Face faces[] = {
      {fonts::inter_regular, sizeof fonts::inter_regular, 13, all},
      {fonts::inter_semibold, sizeof fonts::inter_semibold, 13, all},
      {fonts::inter_regular, sizeof fonts::inter_regular, 15, all},
      {fonts::inter_semibold, sizeof fonts::inter_semibold, 15, all},
      {fonts::inter_semibold, sizeof fonts::inter_semibold, 18, all},
      {fonts::inter_semibold, sizeof fonts::inter_semibold, 28, basic},
      {fonts::mono, sizeof fonts::mono, 13, all},
  };
  // A typeface's size as designers state it is its em; Dear ImGui wants ascender to descender, 1.21 em in Inter (its hhea
  // table: 2728 + 680 of 2816 units) and 1.16 in DejaVu Sans Mono.
  constexpr float inter_height = 1.21f, mono_height = 1.16f;
  for (int i = 0; i < 7; ++i) {
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.RasterizerDensity = device_ratio;
    config.OversampleH = device_ratio < 1.5f ? 2 : 1;
    config.OversampleV = 1;
    config.PixelSnapH = false;
    const float height = faces[i].data == fonts::mono ? mono_height : inter_height;
    fonts_by_type[i] = io.Fonts->AddFontFromMemoryTTF(const_cast<unsigned char*>(faces[i].data), faces[i].size,
                                                      faces[i].pixels * height, &config, faces[i].ranges);
  }
  io.FontDefault = font(Type::body);
}

void use_theme(ThemeName name) {
  const Theme* themes[] = {&light, &dark, &contrast};
  current = themes[static_cast<int>(name)];
  const Theme& t = *current;
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {0, 0};
  style.FramePadding = {10, 7};
  style.ItemSpacing = {8, 8};
  style.WindowRounding = style.ChildRounding = 0;
  style.PopupRounding = size::control_corner;
  style.FrameRounding = size::control_corner;
  style.WindowBorderSize = style.ChildBorderSize = style.FrameBorderSize = style.PopupBorderSize = 0;
  style.ScrollbarSize = 8;
  style.ScrollbarRounding = 4;
  style.DisabledAlpha = 0.45f;
  style.HoverDelayNormal = 0.45f;
  style.HoverStationaryDelay = 0.1f;
  const auto set = [&](ImGuiCol which, ImU32 colour) { style.Colors[which] = ImGui::ColorConvertU32ToFloat4(colour); };
  set(ImGuiCol_Text, t.ink);
  set(ImGuiCol_TextDisabled, t.quiet);
  set(ImGuiCol_WindowBg, t.paper);
  set(ImGuiCol_ChildBg, faded(t.paper, 0));
  set(ImGuiCol_PopupBg, t.panel);
  set(ImGuiCol_FrameBg, t.field);
  set(ImGuiCol_FrameBgHovered, t.hover);
  set(ImGuiCol_FrameBgActive, t.hover);
  set(ImGuiCol_ScrollbarBg, faded(t.paper, 0));
  set(ImGuiCol_ScrollbarGrab, t.line);
  set(ImGuiCol_ScrollbarGrabHovered, t.quiet);
  set(ImGuiCol_ScrollbarGrabActive, t.quiet);
  set(ImGuiCol_TextSelectedBg, faded(t.accent, 0.3f));
  set(ImGuiCol_NavHighlight, t.accent);
  set(ImGuiCol_ModalWindowDimBg, faded(t.ink, 0.25f));
}

}  // namespace inkgrad
