// SPDX-License-Identifier: GPL-3.0-or-later
// Softmax and losses, row by row.

/// The most registers of a row of outputs that stay registers.
#define NARROW 3

INLINE real largest_in(const real *x, const real *bias, size_t n) {
  numbers largest = -INFINITY;
  OVER(n, {
    numbers here = get_or(x, -INFINITY);
    if (bias) here += get(bias);
    largest = here > largest ? here : largest;
  });
  return largest_of(largest);
}

/// Whether x[label] is the largest and none before it is as large.
INLINE int is_largest(const real *x, const real *bias, size_t label, real largest) {
  if (!(x[label] + (bias ? bias[label] : 0) == largest) || largest == -INFINITY) return 0;
  words equal = 0;
  OVER(label, {
    numbers here = get_or(x, -INFINITY);
    if (bias) here += get(bias);
    equal |= here == (numbers)largest;
  });
  return __builtin_reduce_or(equal) == 0;
}

/// y ← e^{x − largest}, if y is wanted; returns the sum.
INLINE real exponentials(const real *x, real largest, size_t n, real *y) {
  numbers sum = 0;
  OVER(n, {
    numbers e = exponential(get_or(x, -INFINITY) - largest, (numbers)0);
    if (y) put(y, e);
    sum += e;
  });
  return sum_of(sum);
}

static void softmax(const void *x_, size_t rows, size_t width, void *y_) {
  const real *x = x_;
  for (real *y = y_; rows > 0; rows--, x += width, y += width) {
    real factor = 1 / exponentials(x, largest_in(x, NULL, width), width, y);
    OVER(width, { put(y, factor * get(y)); });
  }
}

/// `cross_entropy` of rows that fit into so many registers and are read once; the same operations in the same order.
INLINE double cross_entropy_narrow(int vectors, const real *x, const int32_t *labels, size_t rows, size_t classes,
                                   double scale, real *gradient, size_t *correct) {
  const size_t last = classes - (size_t)(vectors - 1) * LANES;
  words numbers_of_lanes[NARROW];
  for (int v = 0; v < vectors; v++)
    for (int lane = 0; lane < LANES; lane++) numbers_of_lanes[v][lane] = v * LANES + lane;
  double loss = 0, product = 1;
  size_t right = 0;
  for (size_t row = 0; row < rows; row++, x += classes) {
    const size_t label = (size_t)labels[row];
    numbers here[NARROW], largest = -INFINITY;
    _Pragma("clang loop unroll(full)") for (int v = 0; v < vectors; v++) {
      here[v] = v < vectors - 1 ? *(const numbers_in_memory *)(x + v * LANES) : load_some(x + v * LANES, last, -INFINITY);
      largest = here[v] > largest ? here[v] : largest;
    }
    const real top = largest_of(largest);
    words equal = 0;
    _Pragma("clang loop unroll(full)") for (int v = 0; v < vectors; v++)
      equal |= (here[v] == (numbers)top) & (numbers_of_lanes[v] < (word)label);
    right += (size_t)((x[label] == top) & (top != -INFINITY) & (__builtin_reduce_or(equal) == 0));
    loss += (double)top - (double)x[label];
    numbers sums = 0;
    _Pragma("clang loop unroll(full)") for (int v = 0; v < vectors; v++) {
      here[v] = exponential(here[v] - top, (numbers)0);
      sums += here[v];
    }
    const real sum = sum_of(sums);
    product *= sum;
    if (product > 1e200) {
      loss += log(product);
      product = 1;
    }
    if (!gradient) continue;
    const real factor = (real)scale / sum;
    _Pragma("clang loop unroll(full)") for (int v = 0; v < vectors - 1; v++)
      *(numbers_in_memory *)(gradient + v * LANES) = factor * here[v];
    store_some(gradient + (vectors - 1) * LANES, last, factor * here[vectors - 1]);
    gradient[label] -= (real)scale;
    gradient += classes;
  }
  *correct = right;
  return loss + log(product);
}

static double cross_entropy(const void *logits, const int32_t *labels, size_t rows, size_t classes, double scale,
                            void *gradient_, size_t *correct) {
  const real *x = logits;
  real *gradient = gradient_;
  // Whole rows in registers; in place, since a row is read before its gradient is written.
  if (classes > LANES && classes < 2 * LANES)
    return cross_entropy_narrow(2, x, labels, rows, classes, scale, gradient, correct);
  if (classes > 2 * LANES && classes < 3 * LANES)
    return cross_entropy_narrow(3, x, labels, rows, classes, scale, gradient, correct);
  // Logarithms are slow and sums are between 1 and the number of classes: one logarithm for the product of many.
  double loss = 0, product = 1;
  size_t right = 0;
  for (size_t row = 0; row < rows; row++, x += classes) {
    size_t label = (size_t)labels[row];
    real largest = largest_in(x, NULL, classes);
    right += is_largest(x, NULL, label, largest);
    loss += (double)largest - (double)x[label];
    real sum = exponentials(x, largest, classes, gradient);
    product *= sum;
    if (product > 1e200) {
      loss += log(product);
      product = 1;
    }
    if (!gradient) continue;
    real factor = (real)scale / sum;
    OVER(classes, { put(gradient, factor * get(gradient)); });
    gradient[label] -= (real)scale;
    gradient += classes;
  }
  *correct = right;
  return loss + log(product);
}

static size_t count_largest(const void *scores, const void *bias, const int32_t *labels, size_t rows,
                            size_t classes) {
  size_t count = 0;
  const real *x = scores;
  for (size_t row = 0; row < rows; row++, x += classes)
    count += is_largest(x, bias, (size_t)labels[row], largest_in(x, bias, classes));
  return count;
}

static double squared_error(const void *outputs, const void *codes, const int32_t *index, size_t rows, size_t width,
                            double scale, void *gradient_) {
  const real *x = outputs;
  real *gradient = gradient_;
  const numbers factor = (real)(2 * scale);
  doubles sum = 0;
  for (size_t row = 0; row < rows; row++, x += width) {
    const real *code = (const real *)codes + (index ? (size_t)index[row] : row) * width;
    OVER(width, {
      numbers difference = get(x) - get(code);
      doubles wide = __builtin_convertvector(difference, doubles);
      sum += wide * wide;
      if (gradient) put(gradient, factor * difference);
    });
    if (gradient) gradient += width;
  }
  double total = 0;
  for (int lane = 0; lane < LANES; lane++) total += sum[lane];
  return total;
}
