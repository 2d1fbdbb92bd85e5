// SPDX-License-Identifier: GPL-3.0-or-later
// Products of small matrices, of which the library makes too much: narrow ones, with sums that stay in registers and without
// copies of the factors. Each sum runs in an order of its own, which depends on the shapes alone.

/// Sums in registers at a time: rows × vectors.
#define TILE_ROWS 6
#if LANES * REAL_BYTES == 64
#define TILE_VECTORS 4
#else
#define TILE_VECTORS 2
#endif

/// C (rows × up to `vectors` registers) ← A·B + (adding ? C : 0), with A's element (r, l) at a[r·row_step + l·step].
INLINE void product_tile(int rows, int vectors, int partial, size_t k, const real *a, size_t row_step, size_t step,
                         const real *b, size_t ldb, int adding, real *c, size_t ldc, size_t last) {
  numbers sums[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int v = 0; v < vectors; v++) sums[r][v] = 0;
  for (size_t l = 0; l < k; l++, a += step, b += ldb) {
    numbers right[TILE_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++)
      right[v] = partial && v == vectors - 1 ? load_some(b + v * LANES, last, 0)
                                             : *(const numbers_in_memory *)(b + v * LANES);
    UNROLL for (int r = 0; r < rows; r++) {
      const numbers left = a[r * row_step];
      UNROLL for (int v = 0; v < vectors; v++) sums[r][v] += left * right[v];
    }
  }
  UNROLL for (int r = 0; r < rows; r++, c += ldc)
    UNROLL for (int v = 0; v < vectors; v++) {
      real *place = c + v * LANES;
      if (partial && v == vectors - 1) {
        if (adding) sums[r][v] += load_some(place, last, 0);
        store_some(place, last, sums[r][v]);
      } else {
        if (adding) sums[r][v] += *(const numbers_in_memory *)place;
        *(numbers_in_memory *)place = sums[r][v];
      }
    }
}

#define TILE_OF(rows, vectors, partial) \
  product_tile(rows, vectors, partial, k, a, row_step, step, b, ldb, adding, c, ldc, last)
#define TILES_OF(rows)                                              \
  case rows:                                                        \
    if (!partial) {                                                 \
      if (vectors == 1) TILE_OF(rows, 1, 0);                        \
      else if (vectors == 2) TILE_OF(rows, 2, 0);                   \
      else if (vectors == 3) TILE_OF(rows, MIN_VECTORS(3), 0);      \
      else TILE_OF(rows, MIN_VECTORS(4), 0);                        \
    } else {                                                        \
      if (vectors == 1) TILE_OF(rows, 1, 1);                        \
      else if (vectors == 2) TILE_OF(rows, 2, 1);                   \
      else if (vectors == 3) TILE_OF(rows, MIN_VECTORS(3), 1);      \
      else TILE_OF(rows, MIN_VECTORS(4), 1);                        \
    }                                                               \
    break;
#define MIN_VECTORS(n) ((n) < TILE_VECTORS ? (n) : TILE_VECTORS)

static void product_tile_of(size_t rows, size_t vectors, int partial, size_t k, const real *a, size_t row_step,
                            size_t step, const real *b, size_t ldb, int adding, real *c, size_t ldc, size_t last) {
  switch (rows) {
    TILES_OF(1)
    TILES_OF(2)
    TILES_OF(3)
    TILES_OF(4)
    TILES_OF(5)
    default: TILES_OF(6)
  }
}

static void multiply_small(size_t m, size_t n, size_t k, const void *a_, int transposed, size_t lda, const void *b_,
                           size_t ldb, int adding, void *c_, size_t ldc) {
  const real *a = a_, *b = b_;
  real *c = c_;
  const size_t row_step = transposed ? 1 : lda, step = transposed ? lda : 1, last = n % LANES;
  const size_t all = (n + LANES - 1) / LANES;
  for (size_t i = 0; i < m; i += TILE_ROWS) {
    const size_t rows = m - i < TILE_ROWS ? m - i : TILE_ROWS;
    for (size_t v = 0; v < all; v += TILE_VECTORS) {
      const size_t vectors = all - v < TILE_VECTORS ? all - v : TILE_VECTORS;
      product_tile_of(rows, vectors, last != 0 && v + vectors == all, k, a + i * row_step, row_step, step,
                      b + v * LANES, ldb, adding, c + i * ldc + v * LANES, ldc, last);
    }
  }
}

// A narrow product with a transposed factor, x Wᵀ: half a register for the two numbers (l, l + 1) of a row of W, side by side,
// so that two numbers of x are fetched at once and 23 columns fill three registers and not four.

/// Columns of a register of pairs.
#define PAIR_COLUMNS (LANES / 2)

typedef double pair_word;
typedef real half_numbers __attribute__((ext_vector_type(LANES / 2)));
typedef real half_in_memory __attribute__((ext_vector_type(LANES / 2), aligned(REAL_BYTES)));
typedef pair_word pair_words __attribute__((ext_vector_type(LANES / 2)));

INLINE numbers both(const real *x) {
  pair_word word;
  __builtin_memcpy(&word, x, sizeof word);
  return (numbers)(pair_words)word;
}

static size_t packed_count(size_t n, size_t k) {
  return (n + PAIR_COLUMNS - 1) / PAIR_COLUMNS * (k / 2) * LANES;
}

/// Register (panel, l/2) of the packed matrix holds W[j, l], W[j, l + 1] for the columns j of its panel.
static void pack(const void *w_, size_t ldw, size_t n, size_t k, void *packed_) {
  const real *w = w_;
  real *packed = packed_;
  const size_t pairs = k / 2;
  for (size_t first = 0; first < n; first += PAIR_COLUMNS, packed += pairs * LANES)
    for (size_t j = 0; j < PAIR_COLUMNS; j++) {
      real *to = packed + 2 * j;
      if (first + j >= n) {
        for (size_t p = 0; p < pairs; p++) to[p * LANES] = to[p * LANES + 1] = 0;
        continue;
      }
      const real *row = w + (first + j) * ldw;
      for (size_t p = 0; p < pairs; p++) __builtin_memcpy(to + p * LANES, row + 2 * p, 2 * sizeof(real));
    }
}

/// The sums of neighbors. With AVX-512 the compiler must not see that they could be had by an instruction which knows only
/// half of the registers.
INLINE half_numbers sums_of_pairs(numbers x) {
#if LANES * REAL_BYTES == 64
  numbers neighbors = __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  __asm__("" : "+v"(neighbors));
  return (x + neighbors).even;
#else
  return x.even + x.odd;
#endif
}

INLINE void packed_tile(int rows, int panels, size_t k, const real *x, size_t ldx, const real *packed, size_t panel,
                        real *y, size_t ldy, size_t columns) {
  numbers sums[8][4];
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int v = 0; v < panels; v++) sums[r][v] = 0;
  const real *w = packed;
  for (size_t l = 0; l < k; l += 2, w += LANES) {
    numbers right[4];
    UNROLL for (int v = 0; v < panels; v++)
      right[v] = *(const numbers_in_memory *)(w + v * panel);
    UNROLL for (int r = 0; r < rows; r++) {
      const numbers left = both(x + r * ldx + l);
      UNROLL for (int v = 0; v < panels; v++) sums[r][v] += left * right[v];
    }
  }
  UNROLL for (int r = 0; r < rows; r++, y += ldy)
    UNROLL for (int v = 0; v < panels; v++) {
      const half_numbers sum = sums_of_pairs(sums[r][v]);
      const size_t begin = (size_t)v * PAIR_COLUMNS;
      if (begin + PAIR_COLUMNS <= columns)
        *(half_in_memory *)(y + begin) = sum;
      else
        store_some(y + begin, columns - begin, sum);
    }
}

#define PACKED_CASE(rows) \
  case rows: packed_tile(rows, panels, k, x, ldx, packed, panel, y, ldy, columns); break;

INLINE void packed_panels(int panels, size_t most, size_t m, size_t k, const real *x, size_t ldx, const real *packed,
                          size_t panel, real *y, size_t ldy, size_t columns) {
  for (; m >= most; m -= most, x += most * ldx, y += most * ldy)
    switch (most) { PACKED_CASE(8) PACKED_CASE(6) PACKED_CASE(4) PACKED_CASE(3) default: break; }
  switch (m) {
    PACKED_CASE(7) PACKED_CASE(6) PACKED_CASE(5) PACKED_CASE(4) PACKED_CASE(3) PACKED_CASE(2) PACKED_CASE(1)
    default: break;
  }
}

static void multiply_packed(size_t m, size_t n, size_t k, const void *x_, size_t ldx, const void *packed_, void *y_,
                            size_t ldy) {
  const real *x = x_, *packed = packed_;
  real *y = y_;
  const size_t panel = k / 2 * LANES;
  size_t panels = (n + PAIR_COLUMNS - 1) / PAIR_COLUMNS;
  while (panels > 0) {
#if TILE_VECTORS == 4
    const size_t here = panels % 4 == 0 || panels > 6 ? 4 : panels >= 3 ? 3 : panels;
#else
    const size_t here = panels >= 2 ? 2 : panels;
#endif
    const size_t columns = n < here * PAIR_COLUMNS ? n : here * PAIR_COLUMNS;
    switch (here) {
#if TILE_VECTORS == 4
      case 4: packed_panels(4, 6, m, k, x, ldx, packed, panel, y, ldy, columns); break;
      case 3: packed_panels(3, 8, m, k, x, ldx, packed, panel, y, ldy, columns); break;
      case 2: packed_panels(2, 8, m, k, x, ldx, packed, panel, y, ldy, columns); break;
      default: packed_panels(1, 8, m, k, x, ldx, packed, panel, y, ldy, columns); break;
#else
      case 2: packed_panels(2, 6, m, k, x, ldx, packed, panel, y, ldy, columns); break;
      default: packed_panels(1, 8, m, k, x, ldx, packed, panel, y, ldy, columns); break;
#endif
    }
    panels -= here;
    n -= columns;
    packed += here * panel;
    y += columns;
  }
}
