// Numbers of float64 on a device that has none: their two words, low and high, IEEE 754's arithmetic in integers. For the few that
// a training step has: learning rates, counters, sums of an epoch.

fn shifted_left(x: vec2u, by: u32) -> vec2u {
  if (by == 0u) { return x; }
  if (by >= 32u) { return vec2u(0u, x.x << (by - 32u)); }
  return vec2u(x.x << by, (x.y << by) | (x.x >> (32u - by)));
}

// What falls out stays as the lowest bit, so that rounding still knows of it.
fn shifted_right(x: vec2u, by: u32) -> vec2u {
  if (by == 0u) { return x; }
  if (by >= 64u) { return vec2u(select(0u, 1u, (x.x | x.y) != 0u), 0u); }
  if (by >= 32u) {
    let rest = by - 32u;
    let lost = x.x | select(0u, x.y << (32u - rest), rest > 0u);
    return vec2u((x.y >> rest) | select(0u, 1u, lost != 0u), 0u);
  }
  let lost = x.x << (32u - by);
  return vec2u(((x.x >> by) | (x.y << (32u - by))) | select(0u, 1u, lost != 0u), x.y >> by);
}

fn sum64(a: vec2u, b: vec2u) -> vec2u {
  let low = a.x + b.x;
  return vec2u(low, a.y + b.y + select(0u, 1u, low < a.x));
}

fn difference64(a: vec2u, b: vec2u) -> vec2u { return vec2u(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x)); }

fn is_below(a: vec2u, b: vec2u) -> bool { return a.y < b.y || (a.y == b.y && a.x < b.x); }

// sign * mantissa * 2^(exponent - 1075 - 10), the nearest float64, of two the even one; its exponent is 1 at least.
fn rounded_double(sign: u32, given_exponent: i32, given_mantissa: vec2u) -> vec2u {
  var mantissa = given_mantissa;
  var exponent = given_exponent;
  if ((mantissa.x | mantissa.y) == 0u) { return vec2u(0u, sign); }
  // The leading bit to place 62.
  let leading = select(firstLeadingBit(mantissa.x), 32u + firstLeadingBit(mantissa.y), mantissa.y != 0u);
  if (leading > 62u) {
    mantissa = shifted_right(mantissa, 1u);
    exponent += 1;
  } else {
    let by = 62 - i32(leading);
    mantissa = shifted_left(mantissa, u32(by));
    exponent -= by;
  }
  if (exponent < 1) {
    mantissa = shifted_right(mantissa, u32(1 - exponent));
    exponent = 1;
  }
  let is_odd = (mantissa.x >> 10u) & 1u;
  mantissa = sum64(mantissa, vec2u(511u + is_odd, 0u));
  let kept = vec2u((mantissa.x >> 10u) | (mantissa.y << 22u), mantissa.y >> 10u);
  // The mantissa's leading bit, if it has one, carries into the exponent.
  let high = kept.y + (u32(exponent - 1) << 20u);
  if (high >= 0x7ff00000u) { return vec2u(0u, sign | 0x7ff00000u); }
  return vec2u(kept.x, sign | high);
}

fn mantissa_of(x: vec2u) -> vec2u {
  let leading = select(0u, 0x100000u, (x.y & 0x7ff00000u) != 0u);
  return shifted_left(vec2u(x.x, (x.y & 0xfffffu) | leading), 10u);
}

fn exponent_of(x: vec2u) -> i32 { return max(1, i32((x.y >> 20u) & 0x7ffu)); }

fn add_doubles(first: vec2u, second: vec2u) -> vec2u {
  let first_size = vec2u(first.x, first.y & 0x7fffffffu);
  let second_size = vec2u(second.x, second.y & 0x7fffffffu);
  let swap = is_below(first_size, second_size);
  let a = select(first, second, swap);
  let b = select(second, first, swap);
  let sign = a.y & 0x80000000u;
  let is_difference = ((a.y ^ b.y) & 0x80000000u) != 0u;
  if ((a.y & 0x7ff00000u) == 0x7ff00000u) {
    if (is_difference && (b.y & 0x7ff00000u) == 0x7ff00000u) { return vec2u(0u, 0x7ff80000u); }
    return a;
  }
  let exponent = exponent_of(a);
  let mantissa = mantissa_of(a);
  let other = shifted_right(mantissa_of(b), u32(exponent - exponent_of(b)));
  if (is_difference) {
    let difference = difference64(mantissa, other);
    return rounded_double(select(sign, 0u, (difference.x | difference.y) == 0u), exponent, difference);
  }
  return rounded_double(sign, exponent, sum64(mantissa, other));
}

// x * count, exact before it is rounded; count below 2^24.
fn double_of_product(x: f32, count: u32) -> vec2u {
  let bits = bitcast<u32>(x);
  let sign = bits & 0x80000000u;
  let power = (bits >> 23u) & 0xffu;
  if (power == 255u) { return vec2u(0u, sign | select(0x7ff00000u, 0x7ff80000u, (bits & 0x7fffffu) != 0u || count == 0u)); }
  let mantissa = (bits & 0x7fffffu) | select(0u, 0x800000u, power != 0u);
  // 24 bits times 24 bits, by halves of 12.
  let low = mantissa * (count & 0xfffu);
  let high = mantissa * (count >> 12u);
  let whole = sum64(vec2u(low, 0u), shifted_left(vec2u(high, 0u), 12u));
  // x = mantissa * 2^(power - 150), and rounded_double counts from 2^-1085.
  return rounded_double(sign, max(1, i32(power)) + 935, whole);
}

// A whole number of 0 or more, below 2^32, and no more than that.
fn double_of_count(count: u32) -> vec2u { return rounded_double(0u, 1085, vec2u(count, 0u)); }

fn double_to_float(x: vec2u) -> f32 {
  let sign = x.y & 0x80000000u;
  let power = i32((x.y >> 20u) & 0x7ffu) - 896;
  if ((x.y & 0x7ff00000u) == 0x7ff00000u) {
    return bitcast<f32>(sign | 0x7f800000u | select(0u, 0x400000u, ((x.y & 0xfffffu) | x.x) != 0u));
  }
  if (power < 1) { return bitcast<f32>(sign); }
  let kept = ((x.y & 0xfffffu) << 3u) | (x.x >> 29u);
  let rest = x.x & 0x1fffffffu;
  let up = rest > 0x10000000u || (rest == 0x10000000u && (kept & 1u) == 1u);
  return bitcast<f32>(sign | min(((u32(power) << 23u) | kept) + select(0u, 1u, up), 0x7f800000u));
}

// A whole number of 0 or more, below 2^53, as its two words.
fn double_to_whole(x: vec2u) -> vec2u {
  let power = i32((x.y >> 20u) & 0x7ffu) - 1023;
  if (power < 0) { return vec2u(0u); }
  return shifted_right(vec2u(x.x, (x.y & 0xfffffu) | 0x100000u), u32(52 - power));
}
