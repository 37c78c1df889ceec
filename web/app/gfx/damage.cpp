#include "web/app/gfx/damage.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace inkgrad {
namespace {

// Device pixels: changed text marks few tiles, and there are few enough of them for a short list of rectangles.
constexpr int tile = 64;
// From this share on, one rectangle for all costs less than many.
constexpr double most = 0.75;
// What a rectangle costs beside its pixels, in pixels: each of Dear ImGui's commands is given out once more.
constexpr int rectangle_cost = 4 * tile * tile;

int area(const Patch& p) { return (p.right - p.left) * (p.bottom - p.top); }
bool overlap(const Patch& p, const Patch& q) { return p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom; }
Patch around(const Patch& p, const Patch& q) {
  return {std::min(p.left, q.left), std::min(p.top, q.top), std::max(p.right, q.right), std::max(p.bottom, q.bottom)};
}

bool near(const Patch& p, const Patch& q) {
  constexpr int gap = 2 * tile;
  return overlap({p.left - gap, p.top - gap, p.right + gap, p.bottom + gap}, q);
}

// Puts one rectangle in the place of two neighbours and of all that it would overlap, wherever that costs less.
void join(std::vector<Patch>& patches) {
  for (std::size_t i = 0; i < patches.size(); ++i) {
    for (std::size_t j = i + 1; j < patches.size();) {
      if (!near(patches[i], patches[j])) {
        ++j;
        continue;
      }
      Patch whole = around(patches[i], patches[j]);
      for (bool grown = true; grown;) {
        grown = false;
        for (const Patch& patch : patches) {
          const Patch larger = overlap(whole, patch) ? around(whole, patch) : whole;
          grown = grown || area(larger) > area(whole);
          whole = larger;
        }
      }
      int parts = 0, count = 0;
      for (const Patch& patch : patches) {
        if (overlap(whole, patch)) parts += area(patch), ++count;
      }
      if (area(whole) - parts > (count - 1) * rectangle_cost) {
        ++j;
        continue;
      }
      std::erase_if(patches, [&](const Patch& patch) { return overlap(whole, patch); });
      patches.insert(patches.begin(), whole);
      i = 0;
      j = 1;
    }
  }
}

std::vector<Damage::Bounds>& noted() {
  static std::vector<Damage::Bounds> areas;
  return areas;
}

// A step of the splitmix64 generator: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a * 0x9e3779b97f4a7c15ull + b;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

std::uint64_t bits(float a, float b) {
  std::uint32_t x = 0, y = 0;
  std::memcpy(&x, &a, 4);
  std::memcpy(&y, &b, 4);
  return static_cast<std::uint64_t>(x) << 32 | y;
}

std::uint64_t hash(const ImDrawVert& v) { return mixed(mixed(bits(v.pos.x, v.pos.y), bits(v.uv.x, v.uv.y)), v.col); }
std::uint64_t hash(const ImVec4& v) { return mixed(bits(v.x, v.y), bits(v.z, v.w)); }

template <class T>
bool same_bytes(const std::vector<T>& kept, const ImVector<T>& now) {
  return kept.size() == static_cast<std::size_t>(now.Size) && (kept.empty() || std::memcmp(kept.data(), now.Data, kept.size() * sizeof(T)) == 0);
}

bool same_command(const ImDrawCmd& a, const ImDrawCmd& b) {
  return a.ClipRect.x == b.ClipRect.x && a.ClipRect.y == b.ClipRect.y && a.ClipRect.z == b.ClipRect.z && a.ClipRect.w == b.ClipRect.w &&
         a.IdxOffset == b.IdxOffset && a.ElemCount == b.ElemCount && a.UserCallback == b.UserCallback && a.UserCallbackData == b.UserCallbackData;
}

}  // namespace

void note_change(ImVec2 from, ImVec2 to) { noted().push_back({from.x, from.y, to.x, to.y}); }

bool Damage::same(const Shown& shown, const ImDrawList& list) {
  return same_bytes(shown.indices, list.IdxBuffer) && same_bytes(shown.vertices, list.VtxBuffer) &&
         std::equal(shown.commands.begin(), shown.commands.end(), list.CmdBuffer.begin(), list.CmdBuffer.end(), same_command);
}

void Damage::take(const ImDrawList& list, Shown& shown) {
  shown.vertices.assign(list.VtxBuffer.begin(), list.VtxBuffer.end());
  shown.indices.assign(list.IdxBuffer.begin(), list.IdxBuffer.end());
  shown.commands.assign(list.CmdBuffer.begin(), list.CmdBuffer.end());
  shown.corners.clear();
  for (const ImDrawVert& vertex : list.VtxBuffer) shown.corners.push_back(hash(vertex));

  const std::size_t triangles = shown.indices.size() / 3;
  shown.hashes.assign(triangles, 0);
  shown.bounds.assign(triangles, {});
  for (const ImDrawCmd& command : list.CmdBuffer) {
    const ImVec4& clip = command.ClipRect;
    const std::uint64_t clip_hash = hash(clip);
    if (command.UserCallback != nullptr) {
      if (command.UserCallback == ImDrawCallback_ResetRenderState) continue;
      const auto call = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(command.UserCallback));
      const auto data = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(command.UserCallbackData));
      shown.hashes.push_back(mixed(mixed(call, data), clip_hash));
      shown.bounds.push_back({clip.x, clip.y, clip.z, clip.w});
      continue;
    }
    for (unsigned i = command.IdxOffset; i < command.IdxOffset + command.ElemCount; i += 3) {
      const unsigned a = shown.indices[i], b = shown.indices[i + 1], c = shown.indices[i + 2];
      const ImVec2 p = shown.vertices[a].pos, q = shown.vertices[b].pos, r = shown.vertices[c].pos;
      shown.hashes[i / 3] = mixed(mixed(shown.corners[a], shown.corners[b]), mixed(shown.corners[c], clip_hash));
      shown.bounds[i / 3] = {std::max(clip.x, std::min({p.x, q.x, r.x})), std::max(clip.y, std::min({p.y, q.y, r.y})),
                             std::min(clip.z, std::max({p.x, q.x, r.x})), std::min(clip.w, std::max({p.y, q.y, r.y}))};
    }
  }
}

void Damage::mark(const Bounds& bounds) {
  const auto place = [&](float position, int count) {
    return std::clamp(static_cast<int>(std::floor(position * ratio_)) / tile, 0, count - 1);
  };
  if (bounds.right <= bounds.left || bounds.bottom <= bounds.top || bounds.right <= 0 || bounds.bottom <= 0) return;
  const int left = place(bounds.left, columns_), right = place(bounds.right, columns_);
  for (int row = place(bounds.top, rows_); row <= place(bounds.bottom, rows_); ++row) {
    std::fill_n(tiles_.begin() + row * columns_ + left, right - left + 1, char{1});
  }
}

// Marks the triangles that only one of the two has: each counted once for every time it is drawn.
void Damage::compare(const Shown& before, const Shown& now) {
  const auto& a = before.hashes;
  const auto& b = now.hashes;
  std::size_t begin = 0, a_end = a.size(), b_end = b.size();
  while (begin < std::min(a_end, b_end) && a[begin] == b[begin]) ++begin;
  while (a_end > begin && b_end > begin && a[a_end - 1] == b[b_end - 1]) --a_end, --b_end;
  counts_.clear();
  for (std::size_t i = begin; i < a_end; ++i) ++counts_[a[i]];
  for (std::size_t i = begin; i < b_end; ++i) --counts_[b[i]];
  for (std::size_t i = begin; i < a_end; ++i) {
    if (counts_[a[i]] != 0) mark(before.bounds[i]);
  }
  for (std::size_t i = begin; i < b_end; ++i) {
    if (counts_[b[i]] != 0) mark(now.bounds[i]);
  }
}

// Runs of marked tiles, row by row; a run like the one above continues its rectangle, and those near each other are joined.
void Damage::merge(const Canvas& canvas) {
  const int width = static_cast<int>(canvas.width), height = static_cast<int>(canvas.height);
  patches_.clear();
  if (std::count(tiles_.begin(), tiles_.end(), char{1}) > most * static_cast<double>(tiles_.size())) {
    patches_.push_back({0, 0, width, height});
    return;
  }
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      if (tiles_[static_cast<std::size_t>(row * columns_ + column)] == 0) continue;
      const int first = column;
      while (column < columns_ && tiles_[static_cast<std::size_t>(row * columns_ + column)] != 0) ++column;
      const Patch run{first * tile, row * tile, std::min(column * tile, width), std::min((row + 1) * tile, height)};
      const auto above = std::find_if(patches_.begin(), patches_.end(), [&](const Patch& patch) {
        return patch.left == run.left && patch.right == run.right && patch.bottom == run.top;
      });
      if (above != patches_.end()) above->bottom = run.bottom;
      else patches_.push_back(run);
    }
  }
  join(patches_);
}

std::span<const Patch> Damage::find(const ImDrawData& data, const Canvas& canvas) {
  if (canvas.width != width_ || canvas.height != height_ || canvas.ratio != ratio_) everything_ = true;
  width_ = canvas.width;
  height_ = canvas.height;
  ratio_ = canvas.ratio;
  columns_ = std::max(1, (static_cast<int>(width_) + tile - 1) / tile);
  rows_ = std::max(1, (static_cast<int>(height_) + tile - 1) / tile);
  tiles_.assign(static_cast<std::size_t>(columns_ * rows_), char{everything_});

  const auto lists = static_cast<std::size_t>(data.CmdLists.Size);
  const std::size_t both = std::max(lists, shown_.size());
  shown_.resize(both);
  before_.resize(both);
  for (std::size_t i = 0; i < both; ++i) {
    if (i < lists && same(shown_[i], *data.CmdLists[static_cast<int>(i)])) continue;
    std::swap(shown_[i], before_[i]);
    if (i < lists) take(*data.CmdLists[static_cast<int>(i)], shown_[i]);
    else shown_[i] = {};
    if (!everything_) compare(before_[i], shown_[i]);
  }
  shown_.resize(lists);
  for (const Bounds& area : noted()) mark(area);
  noted().clear();
  everything_ = false;
  merge(canvas);
  return patches_;
}

}  // namespace inkgrad
