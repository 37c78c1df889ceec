// The engine's counter-based random numbers (engine/core/random.hpp), the same bits.

// The two words, low and high, of a product of two.
fn wide_product(a: u32, b: u32) -> vec2u {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let left = (a >> 16u) * (b & 0xffffu);
  let right = (a & 0xffffu) * (b >> 16u);
  let middle = (low >> 16u) + (left & 0xffffu) + (right & 0xffffu);
  return vec2u((low & 0xffffu) | (middle << 16u), (a >> 16u) * (b >> 16u) + (left >> 16u) + (right >> 16u) + (middle >> 16u));
}

// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011).
fn philox(seed: vec2u, counter: vec4u) -> vec4u {
  var c = counter;
  var key = seed;
  for (var round = 0u; round < 10u; round += 1u) {
    let first = wide_product(0xD2511F53u, c.x);
    let second = wide_product(0xCD9E8D57u, c.z);
    c = vec4u(second.y ^ c.y ^ key.x, second.x, first.y ^ c.w ^ key.y, first.x);
    key += vec2u(0x9E3779B9u, 0xBB67AE85u);
  }
  return c;
}

fn murmur_finalise(x: u32) -> u32 {
  var h = x ^ (x >> 16u);
  h *= 0x85ebca6bu;
  h ^= h >> 13u;
  h *= 0xc2b2ae35u;
  return h ^ (h >> 16u);
}

// KeyedPermutation(seed, epoch, count) of a place below count: a Feistel network of six rounds.
fn permuted(seed: vec2u, epoch: u32, count: u32, half_bits: u32, index: u32) -> u32 {
  let low = philox(seed, vec4u(0u, 0u, epoch, 2u));
  let high = philox(seed, vec4u(1u, 0u, epoch, 2u));
  let mask = (1u << half_bits) - 1u;
  var place = index;
  loop {
    var left = (place >> half_bits) & mask;
    var right = place & mask;
    for (var round = 0u; round < 6u; round += 1u) {
      let key = select(high[round % 4u], low[round % 4u], round < 4u);
      let mixed = left ^ (murmur_finalise(right ^ key) & mask);
      left = right;
      right = mixed;
    }
    place = (left << half_bits) | right;
    if (place < count) { break; }
  }
  return place;
}
