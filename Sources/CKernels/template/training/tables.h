// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of tables: gathering them and adding to them.

/// How many tables are read in one go.
#define TABLES 8

/// The usual cases, of one or two tables, without a loop over the tables inside that over the columns.
INLINE void gather_few(int activation, size_t count, const real *const *tables, const int32_t *const *indices,
                       const real *bias, size_t rows, size_t width, real *z, real *y) {
  for (size_t row = 0; row < rows; row++, y += width, z = z ? z + width : z) {
    const real *first = tables[0] + (size_t)indices[0][row] * width;
    const real *second = count == 2 ? tables[1] + (size_t)indices[1][row] * width : first;
    OVER(width, {
      numbers x = get(first);
      if (count == 2) x += get(second);
      if (bias) x += get(bias);
      if (z) put(z, x);
      put(y, value_of(activation, x));
    });
  }
}

INLINE void gather_rows(int activation, const real *const *tables, const int32_t *const *indices, size_t count,
                        const real *bias, size_t rows, size_t width, int adding, real *z, real *y) {
  for (size_t row = 0; row < rows; row++, y += width, z = z ? z + width : z) {
    const real *source[TABLES];
    for (size_t t = 0; t < count; t++) source[t] = tables[t] + (size_t)indices[t][row] * width;
    OVER(width, {
      numbers x = get(source[0]);
      for (size_t t = 1; t < count; t++) x += get(source[t]);
      if (adding) x += get(y);
      if (bias) x += get(bias);
      if (z) put(z, x);
      put(y, value_of(activation, x));
    });
  }
}

static void gather_sum(const void *const *tables_, const int32_t *const *indices, size_t count, int activation,
                       const void *bias, size_t rows, size_t width, void *z, void *y) {
  const real *const *tables = (const real *const *)tables_;
  int adding = 0;
  for (; count > TABLES; count -= TABLES, tables += TABLES, indices += TABLES, adding = 1)
    gather_rows(IDENTITY, tables, indices, TABLES, NULL, rows, width, adding, NULL, y);
#define CALL(activation)                                                                             \
  count == 2 && !adding && !bias && z  ? gather_few(activation, 2, tables, indices, NULL, rows, width, z, y)  \
  : count == 2 && !adding && !bias     ? gather_few(activation, 2, tables, indices, NULL, rows, width, NULL, y) \
  : count == 1 && !adding && !bias && !z ? gather_few(activation, 1, tables, indices, NULL, rows, width, NULL, y) \
                                       : gather_rows(activation, tables, indices, count, bias, rows, width, adding, z, y)
  WITH_ACTIVATION(CALL)
#undef CALL
}

static void scatter_add(const void *gradient_, const int32_t *index, size_t rows, size_t width, size_t first_column,
                        size_t columns, void *table_) {
  const real *gradient = (const real *)gradient_ + first_column;
  for (size_t row = 0; row < rows; row++, gradient += width) {
    real *target = (real *)table_ + (size_t)index[row] * width + first_column;
    OVER(columns, { put(target, get(target) + get(gradient)); });
  }
}
