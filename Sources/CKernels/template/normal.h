// SPDX-License-Identifier: GPL-3.0-or-later
// Philox4x32-10 and Box–Muller for LANES walkers at a time; `Philox4x32` and `NormalPair` in Swift say the same in plain
// form and explain the use of the bits.

INLINE words times(words x, uint32_t factor) { return (x & 0xffffffffu) * (words)(uint64_t)factor; }

/// u = 2ᵉ m with 0.75 ≤ m < 1.5 for normal positive u.
INLINE void split(numbers u, numbers *e, numbers *m) {
  const uint64_t three_quarters = 0x3fe8000000000000u;
  words w = as_words(u) + (0x3ff0000000000000u - three_quarters);
#ifdef HAS_SPLIT_INSTRUCTIONS
  union {
    words w;
    numbers x;
    __m512d registers[LANES / 8];
  } exponent = {.w = w}, mantissa = {.x = u};
#pragma clang loop unroll(full)
  for (int k = 0; k < LANES / 8; k++) {
    exponent.registers[k] = _mm512_getexp_pd(exponent.registers[k]);
    mantissa.registers[k] = _mm512_getmant_pd(mantissa.registers[k], _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
  }
  *e = exponent.x;
  *m = mantissa.x;
#else
  // The integer in the exponent field becomes a double in the mantissa of a number of [2⁵², 2⁵³).
  *e = as_numbers((w >> 52) | 0x4330000000000000u) - (0x1p52 + 1023.0);
  *m = as_numbers((w & 0x000fffffffffffffu) + three_quarters);
#endif
}

/// −ln u for u in (0, 1).
INLINE numbers minus_logarithm(numbers u) {
  numbers e, m;
  split(u, &e, &m);
  numbers s = (m - 1.0) / (m + 1.0), z = s * s;
  numbers p = 0x1.ed8a95b82c167p-3;
  p = p * z + 0x1.23e9b2750279dp-2;
  p = p * z + 0x1.999bdb66dd5c1p-2;
  p = p * z + 0x1.5555542285d2cp-1;
  p = p * z + 2.0;
  return e * -0x1.62e42fefa39efp-1 - s * p;
}

/// Two deviates from 64 bits.
INLINE void box_muller(words bits, numbers *first, numbers *second) {
  numbers u = as_numbers(((bits << 12) & 0x000ffffffffff000u) | 0x3ff0000000000800u) - 1.0;
  numbers t = as_numbers(((bits >> 10) & 0x000fffffc0000000u) | 0x4000000020000000u) - 3.0;
  numbers radius = __builtin_elementwise_sqrt(minus_logarithm(u));
  numbers y = t * t;
  numbers s = 0x1.4b518f7a0cc6ep-22;
  s = s * y - 0x1.32c886e691c56p-15;
  s = s * y + 0x1.466bb4851c74cp-9;
  s = s * y - 0x1.4abbce48c3f9bp-4;
  s = s * y + 0x1.921fb54419f90p-1;
  s = s * t;
  numbers c = 0x1.d9c364e853f15p-19;
  c = c * y - 0x1.55c57b06d9d37p-12;
  c = c * y + 0x1.03c1dc1bafde0p-6;
  c = c * y - 0x1.3bd3cc732353dp-2;
  c = c * y + 0x1.ffffffff97c47p-1;
  *first = as_numbers(as_words(radius * (c - s)) ^ (bits & SIGN_BIT));
  *second = as_numbers(as_words(radius * (c + s)) ^ ((bits << 1) & SIGN_BIT));
}

/// Blocks for LANES walkers, rows of `stride` elements. The first two rounds mix only what is common to all walkers or
/// common to all blocks of a walker, so little of them is left to the lanes. The upper halves of the words hold
/// garbage that the multiplication ignores.
INLINE void normal_lanes(ravine_stream stream, const uint32_t *k0, const uint32_t *k1, words walkers,
                         uint64_t first_block, size_t blocks, double *out, size_t stride) {
  const uint32_t m0 = 0xD2511F53u, m1 = 0xCD9E8D57u;
  words product = times(walkers, m1);
  for (size_t b = 0; b < blocks; b++, out += 4 * stride) {
    uint64_t block = first_block + b;
    uint32_t c1 = ((uint32_t)(block >> 32) & 0xffffu) | (uint32_t)stream.purpose << 16;
    uint64_t p0 = (uint64_t)m0 * (uint32_t)block;
    uint64_t p1 = (uint64_t)m1 * ((uint32_t)(p0 >> 32) ^ stream.task ^ k1[0]);
    words a = times((product >> 32) ^ (uint64_t)(c1 ^ k0[0]), m0);
    words x0 = product ^ (uint64_t)((uint32_t)(p1 >> 32) ^ k0[1]), x1 = (uint64_t)(uint32_t)p1;
    words x2 = (a >> 32) ^ (uint64_t)((uint32_t)p0 ^ k1[1]), x3 = a;
#pragma clang loop unroll(full)
    for (int round = 2; round < 9; round++) {
      words p = times(x0, m0), q = times(x2, m1);
      x0 = (q >> 32) ^ x1 ^ (uint64_t)k0[round];
      x1 = q;
      x2 = (p >> 32) ^ x3 ^ (uint64_t)k1[round];
      x3 = p;
    }
    // In the last round the products already hold both halves of the result in their places.
    words p = times(x0, m0), q = times(x2, m1);
    numbers row0, row1, row2, row3;
    box_muller(q ^ ((x1 ^ (uint64_t)k0[9]) << 32), &row0, &row1);
    box_muller(p ^ ((x3 ^ (uint64_t)k1[9]) << 32), &row2, &row3);
    store(out, row0);
    store(out + stride, row1);
    store(out + 2 * stride, row2);
    store(out + 3 * stride, row3);
  }
}

/// Blocks for fewer walkers than there are lanes.
INLINE void JOIN(normal_rest, LANES)(ravine_stream stream, const uint32_t *k0, const uint32_t *k1,
                                     const uint32_t *walkers, size_t count, uint64_t first_block, size_t blocks,
                                     double *out, size_t stride) {
  uint32_t padded[LANES] = {0};
  memcpy(padded, walkers, count * sizeof(uint32_t));
  words ids = load_ids(padded);
  for (size_t b = 0; b < blocks; b++) {
    double rows[4 * LANES];
    normal_lanes(stream, k0, k1, ids, first_block + b, 1, rows, LANES);
    for (size_t row = 0; row < 4; row++)
      memcpy(out + (4 * b + row) * stride, rows + row * LANES, count * sizeof(double));
  }
}

/// One walker's blocks, LANES of them at a time: the rounds of `normal_lanes` in full, since the lanes now differ in the
/// words that are common there. Deviate i of block b goes to out[4 b + i]. Returns the number of blocks that were done.
INLINE size_t JOIN(normal_of_one, LANES)(ravine_stream stream, const uint32_t *k0, const uint32_t *k1, uint32_t walker,
                                         uint64_t first_block, size_t blocks, double *out) {
  const uint32_t m0 = 0xD2511F53u, m1 = 0xCD9E8D57u;
  words ascending;
  for (int lane = 0; lane < LANES; lane++) ascending[lane] = (uint64_t)lane;
  size_t b = 0;
  for (; b + LANES <= blocks; b += LANES, out += 4 * LANES) {
    words block = ascending + (first_block + b);
    words x0 = block, x1 = ((block >> 32) & 0xffffu) | (uint64_t)stream.purpose << 16;
    words x2 = (words)(uint64_t)walker, x3 = (words)(uint64_t)stream.task;
#pragma clang loop unroll(full)
    for (int round = 0; round < 9; round++) {
      words p = times(x0, m0), q = times(x2, m1);
      x0 = (q >> 32) ^ x1 ^ (uint64_t)k0[round];
      x1 = q;
      x2 = (p >> 32) ^ x3 ^ (uint64_t)k1[round];
      x3 = p;
    }
    words p = times(x0, m0), q = times(x2, m1);
    union {
      numbers all;
      numbers_8 parts[LANES / 8];
    } row0, row1, row2, row3;
    box_muller(q ^ ((x1 ^ (uint64_t)k0[9]) << 32), &row0.all, &row1.all);
    box_muller(p ^ ((x3 ^ (uint64_t)k1[9]) << 32), &row2.all, &row3.all);
    // Four rows of eight become eight quadruples.
#pragma clang loop unroll(full)
    for (int k = 0; k < LANES / 8; k++) {
      numbers_8 first = row0.parts[k], second = row1.parts[k], third = row2.parts[k], fourth = row3.parts[k];
      numbers_8 ab = __builtin_shufflevector(first, second, 0, 8, 1, 9, 2, 10, 3, 11);
      numbers_8 cd = __builtin_shufflevector(third, fourth, 0, 8, 1, 9, 2, 10, 3, 11);
      numbers_8 ab_high = __builtin_shufflevector(first, second, 4, 12, 5, 13, 6, 14, 7, 15);
      numbers_8 cd_high = __builtin_shufflevector(third, fourth, 4, 12, 5, 13, 6, 14, 7, 15);
      numbers_in_memory_8 *quadruples = (numbers_in_memory_8 *)(out + 32 * k);
      quadruples[0] = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 2, 3, 10, 11);
      quadruples[1] = __builtin_shufflevector(ab, cd, 4, 5, 12, 13, 6, 7, 14, 15);
      quadruples[2] = __builtin_shufflevector(ab_high, cd_high, 0, 1, 8, 9, 2, 3, 10, 11);
      quadruples[3] = __builtin_shufflevector(ab_high, cd_high, 4, 5, 12, 13, 6, 7, 14, 15);
    }
  }
  return b;
}
