// SPDX-License-Identifier: GPL-3.0-or-later
// Dropout with the bits of Philox4x32-10; `Philox4x32` and `PlainPasses.dropout` in Swift say the same in plain form.

/// Lanes of 64 bits: as many as numbers in double precision.
#define BLOCKS (LANES * REAL_BYTES / 8)
typedef uint64_t wide_words __attribute__((ext_vector_type(BLOCKS)));
typedef uint32_t narrow_words __attribute__((ext_vector_type(BLOCKS), aligned(4)));
typedef uint32_t drawn_words __attribute__((ext_vector_type(LANES), aligned(4)));

/// Word k of blocks first_block + b, b = 0…15, goes to words[16 k + b].
INLINE void draw_sixteen_blocks(uint64_t seed, uint32_t task, uint16_t purpose, uint32_t walker, uint64_t first_block,
                                uint32_t words[64]) {
  const wide_words lower = 0xffffffffu;
  for (int b = 0; b < 16; b += BLOCKS) {
    wide_words block;
    for (int lane = 0; lane < BLOCKS; lane++) block[lane] = first_block + (uint64_t)(b + lane);
    wide_words x0 = block & lower, x1 = ((block >> 32) & 0xffff) | (uint64_t)purpose << 16, x2 = walker, x3 = task;
#pragma clang loop unroll(full)
    for (uint32_t round = 0; round < 10; round++) {
      const uint64_t k0 = (uint32_t)((uint32_t)seed + round * 0x9E3779B9u);
      const uint64_t k1 = (uint32_t)((uint32_t)(seed >> 32) + round * 0xBB67AE85u);
      wide_words p = (x0 & lower) * 0xD2511F53u, q = (x2 & lower) * 0xCD9E8D57u;
      x0 = (q >> 32) ^ (x1 & lower) ^ k0;
      x1 = q;
      x2 = (p >> 32) ^ (x3 & lower) ^ k1;
      x3 = p;
    }
    *(narrow_words *)(words + b) = __builtin_convertvector(x0, narrow_words);
    *(narrow_words *)(words + 16 + b) = __builtin_convertvector(x1, narrow_words);
    *(narrow_words *)(words + 32 + b) = __builtin_convertvector(x2, narrow_words);
    *(narrow_words *)(words + 48 + b) = __builtin_convertvector(x3, narrow_words);
  }
}

static void dropout(const void *x_, size_t count, double rate, uint64_t seed, uint32_t task, uint16_t purpose,
                    uint32_t walker, uint64_t first, void *y_) {
  const real *x = x_;
  real *y = y_;
  const numbers factor = (real)(1 / (1 - rate));
  const double highest = 0xffffffffu, wanted = rint(rate * 0x1p32);
  const word threshold = (word)(uint32_t)(wanted < highest ? wanted : highest);
  while (count > 0) {
    // Room beyond the group, so that a whole vector may be read at its end.
    uint32_t drawn[64 + LANES] = {0};
    draw_sixteen_blocks(seed, task, purpose, walker, first / 64 * 16, drawn);
    const uint32_t *bits = drawn + first % 64;
    const size_t here = 64 - first % 64 < count ? 64 - first % 64 : count;
    OVER(here, {
      drawn_words some = *(const drawn_words *)(bits + i);
#if REAL_BYTES == 4
      words kept = some >= (drawn_words)(uint32_t)threshold;
#else
      words kept = __builtin_convertvector(some, words) >= threshold;
#endif
      put(y, kept ? factor * get(x) : (numbers)0);
    });
    x += here;
    y += here;
    first += here;
    count -= here;
  }
}
