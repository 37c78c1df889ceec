#include "web/app/lessons/matrix_product.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "web/app/lessons/number_table.hpp"
#include "web/app/text/broadcasting.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::broadcasting;
using kit::written;

// − number + for one side of the two matrices.
void side_row(View& view, BroadcastingLesson& lesson, int i, ImVec2 at, float width) {
  const float row = kit::row_height(view);
  const std::string name = kit::print("side%d", i);
  const int length = lesson.side(i);
  ui::outline_value(words::sides[i], kit::print("%d", length).c_str());
  const ui::Untold untold;
  ui::text_at({at.x, at.y + (row - ui::line_height(Type::caption)) / 2}, Type::caption, theme().ink, words::sides[i]);
  if (kit::button(view, (name + "_minus").c_str(), {at.x + width - 2 * row - 32, at.y}, nullptr, Icon::minus, kit::print(words::side_shorter, text::tr(words::sides[i])).c_str(),
                  length == 1 ? words::minus_why_not : nullptr)) {
    lesson.set_side(i, length - 1);
  }
  ui::text_centred({at.x + width - row - 16, at.y + row / 2}, Type::body_strong, theme().ink, kit::print("%d", length).c_str());
  if (kit::button(view, (name + "_plus").c_str(), {at.x + width - row, at.y}, nullptr, Icon::plus, kit::print(words::side_longer, text::tr(words::sides[i])).c_str(),
                  length == BroadcastingLesson::most_sides ? words::plus_why_not : nullptr)) {
    lesson.set_side(i, length + 1);
  }
}

// "1·10 + 2·20 + 3·30"
std::string products_of(const lessons::ProductCell& cell) {
  const std::vector<float> row = contiguous(cell.row).to_vector<float>(), column = contiguous(cell.column).to_vector<float>();
  std::string text;
  for (std::size_t k = 0; k < row.size(); ++k) {
    const std::string factor = written(static_cast<double>(column[k]));
    text += (k > 0 ? " + " : "") + written(static_cast<double>(row[k])) + "·" + (column[k] < 0 ? "(" + factor + ")" : factor);
  }
  return text;
}

}  // namespace

void matrix_product(View& view, BroadcastingLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = panels.width(), row = kit::row_height(view), chips = kit::chips_height(view, width, words::products);
  const float caption = kit::words_height(width, Type::caption, "M");
  constexpr float cell = 26;
  const float room = cell * (2 * BroadcastingLesson::most_sides) + 12, said = 2 * caption + 4 + 2 * caption + caption;
  const Place place =
      panels.card("broadcasting_product", words::product, chips + 12 + 4 * (row + 4) + 8 + room + 8 + said + 8 + row);
  const int chosen = kit::chips(view, "product", place.at, width, words::products, lesson.product(), words::product_tip);
  if (chosen >= 0) lesson.choose_product(chosen);
  float y = place.at.y + chips + 12;
  for (int i = 0; i < 4; ++i, y += row + 4) side_row(view, lesson, i, {place.at.x, y}, width);
  y += 8;
  // The right matrix over the result, the left one beside it: a row and a column meet in their cell.
  const Tensor &left = lesson.factor(BroadcastingLesson::first), &right = lesson.factor(BroadcastingLesson::second);
  if (!left.defined()) return;
  const float half = std::floor((width - 12) / 2), top = cell * BroadcastingLesson::most_sides + 12;
  kit::NumberTable tables[] = {kit::number_table(left), kit::number_table(right), kit::NumberTable{}};
  tables[0].title = words::product_left;
  tables[1].title = words::product_right;
  const bool fits = lesson.matrix_product().defined();
  if (fits) {
    tables[0].marked_row = lesson.row();
    tables[1].marked_column = lesson.column();
    tables[2] = kit::number_table(lesson.matrix_product());
    tables[2].marked = lesson.row() * lesson.side(3) + lesson.column();
    tables[2].title = words::product;
    tables[2].pickable = true;
  }
  const float left_width = kit::number_table_size(tables[0], half).x;
  const float right_high = kit::number_table_size(tables[1], half).y;
  kit::draw_number_table(view, "factor_left", {place.at.x + half - left_width, y + top}, half, tables[0]);
  kit::draw_number_table(view, "factor_right", {place.at.x + half + 12, y + top - 12 - right_high}, half, tables[1]);
  if (fits) {
    const int hit = kit::draw_number_table(view, "product_cells", {place.at.x + half + 12, y + top}, half, tables[2]);
    if (hit >= 0) lesson.look_at_product(hit / lesson.side(3), hit % lesson.side(3));
  }
  y += room + 8;
  if (fits) {
    const std::string cell_said =
        kit::print(words::cell, lesson.row(), lesson.column(), products_of(lesson.product_cell()).c_str(),
                   written(lesson.product_cell().sum).c_str());
    kit::words({place.at.x, y}, width, Type::body_strong, t.ink, cell_said.c_str());
    const std::vector<double> column = to(lesson.product_column(), DType::float64).to_vector<double>();
    const std::string line = kit::print(words::column_by_broadcasting, lesson.column()) + " " + written(column);
    kit::words({place.at.x, y + 2 * caption + 8}, width, Type::caption, t.quiet, line.c_str());
  } else {
    kit::words({place.at.x, y}, width, Type::caption, t.warn, lesson.matmul_error().c_str());
  }
  y += said + 8;
  const bool last = fits && lesson.row() == lesson.side(0) - 1 && lesson.column() == lesson.side(3) - 1;
  if (kit::button(view, "next_cell", {place.at.x, y}, last ? words::first_again : words::next, Icon::step, words::next_tip,
                  fits ? nullptr : words::next_why_not, ui::Kind::primary)) {
    lesson.next_product_cell();
  }
}

}  // namespace inkgrad::lesson_views
