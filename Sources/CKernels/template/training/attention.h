// SPDX-License-Identifier: GPL-3.0-or-later
// Attention of single queries over few keys; `PlainPasses.attendBackward` derives the backward pass.

INLINE real dot(const real *x, const real *y, size_t n) {
  numbers sum = 0;
  OVER(n, { sum += get(x) * get(y); });
  return sum_of(sum);
}

static void attend(const void *queries, const int32_t *query_index, const void *keys, const void *values,
                   size_t stride, const int32_t *index, size_t rows, size_t keys_per_row, size_t heads,
                   size_t head_width, void *y_, void *probabilities) {
  const real scale = (real)(1 / sqrt((double)head_width));
  real *y = y_, *row_probabilities = probabilities;
  for (size_t row = 0; row < rows; row++, index += keys_per_row, row_probabilities += heads * keys_per_row) {
    const real *query = (const real *)queries + (query_index ? (size_t)query_index[row] : row) * stride;
    real *p = row_probabilities;
    for (size_t head = 0; head < heads; head++, p += keys_per_row) {
      real largest = -INFINITY;
      for (size_t t = 0; t < keys_per_row; t++) {
        const real *key = (const real *)keys + (size_t)index[t] * stride;
        p[t] = scale * dot(query + head * head_width, key + head * head_width, head_width);
        largest = p[t] > largest ? p[t] : largest;
      }
      for (size_t t = 0; t < keys_per_row; t++) p[t] -= largest;
    }
    // The exponentials of all heads at once fill the lanes better.
    OVER(heads * keys_per_row, { put(row_probabilities, exponential(get(row_probabilities), (numbers)0)); });
    p = row_probabilities;
    for (size_t head = 0; head < heads; head++, p += keys_per_row, y += head_width) {
      real sum = 0;
      for (size_t t = 0; t < keys_per_row; t++) sum += p[t];
      for (size_t t = 0; t < keys_per_row; t++) p[t] /= sum;
      OVER(head_width, {
        numbers mixed = 0;
        for (size_t t = 0; t < keys_per_row; t++)
          mixed += p[t] * get((const real *)values + (size_t)index[t] * stride + head * head_width);
        put(y, mixed);
      });
    }
  }
}

static void attend_backward(const void *queries, const int32_t *query_index, const void *keys, const void *values,
                            size_t stride, const int32_t *index, size_t rows, size_t keys_per_row, size_t heads,
                            size_t head_width, size_t first_head, size_t end_head, const void *probabilities,
                            const void *gradient, void *query_gradient, void *key_gradient, void *value_gradient) {
  const real scale = (real)(1 / sqrt((double)head_width));
  real changes[keys_per_row];
  for (size_t row = 0; row < rows; row++, index += keys_per_row) {
    const size_t query_row = (query_index ? (size_t)query_index[row] : row) * stride;
    for (size_t head = first_head; head < end_head; head++) {
      const size_t offset = head * head_width;
      const real *p = (const real *)probabilities + (row * heads + head) * keys_per_row;
      const real *dy = (const real *)gradient + row * heads * head_width + offset;
      const real *query = (const real *)queries + query_row + offset;
      real *dquery = (real *)query_gradient + query_row + offset, mean = 0;
      for (size_t t = 0; t < keys_per_row; t++) {
        changes[t] = dot(dy, (const real *)values + (size_t)index[t] * stride + offset, head_width);
        mean += p[t] * changes[t];
      }
      for (size_t t = 0; t < keys_per_row; t++) changes[t] = scale * p[t] * (changes[t] - mean);
      OVER(head_width, {
        const numbers g = get(dy), q = get(query);
        numbers sum = get(dquery);
        for (size_t t = 0; t < keys_per_row; t++) {
          const size_t key = (size_t)index[t] * stride + offset;
          real *dkey = (real *)key_gradient + key, *dvalue = (real *)value_gradient + key;
          sum += changes[t] * get((const real *)keys + key);
          put(dkey, get(dkey) + changes[t] * q);
          put(dvalue, get(dvalue) + p[t] * g);
        }
        put(dquery, sum);
      });
    }
  }
}
