#pragma once

#include "web/app/lessons/kit.hpp"
#include "web/app/state/lessons/broadcasting.hpp"

namespace inkgrad::lesson_views {

/// The card of the lesson "broadcasting" in which a matrix product is made, cell by cell.
void matrix_product(View& view, BroadcastingLesson& lesson, kit::Panels& panels);

}  // namespace inkgrad::lesson_views
