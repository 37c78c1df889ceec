// When training should stop.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/train/early_stopping.hpp"

using namespace inkgrad;

TEST_CASE("early stopping waits as long as it has patience, anew after each best loss") {
  EarlyStopping stopping(2);
  CHECK(!stopping.should_stop(1.0));
  CHECK(stopping.is_best());
  CHECK(!stopping.should_stop(1.0));  // the same again is no new best
  CHECK(!stopping.is_best());
  CHECK(!stopping.should_stop(0.5));
  CHECK(stopping.is_best());
  CHECK(!stopping.should_stop(0.7));
  CHECK(stopping.should_stop(0.6));
  CHECK(!stopping.is_best());
  CHECK(stopping.best() == 0.5);
}

TEST_CASE("early stopping with a patience of 1 stops at the first loss that is no better") {
  EarlyStopping stopping(1);
  CHECK(!stopping.should_stop(3));
  CHECK(!stopping.should_stop(2));
  CHECK(stopping.should_stop(2.1));
}

TEST_CASE("early stopping ends a training whose loss is not a number") {
  EarlyStopping stopping(2);
  CHECK(!stopping.should_stop(std::nan("")));
  CHECK(!stopping.is_best());
  CHECK(stopping.should_stop(std::numeric_limits<double>::infinity()));
}

TEST_CASE("early stopping without patience is refused") {
  CHECK_THROWS_WITH_AS(EarlyStopping(0), doctest::Contains("1 or more"), Error);
}
