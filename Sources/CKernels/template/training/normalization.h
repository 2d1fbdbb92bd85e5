// SPDX-License-Identifier: GPL-3.0-or-later
// Layer normalization, row by row; `PlainPasses.normalizeBackward` derives the backward pass.

static void normalize(const void *x_, const void *gain_, const void *shift_, size_t rows, size_t width,
                      double epsilon, void *y_, void *means_, void *inverse_deviations_) {
  const real *x = x_, *gain = gain_, *shift = shift_;
  real *y = y_, *means = means_, *inverse_deviations = inverse_deviations_;
  for (size_t row = 0; row < rows; row++, x += width, y += width) {
    numbers sum = 0, squares = 0;
    OVER(width, { sum += get(x); });
    const real mean = sum_of(sum) / (real)width;
    OVER(width, {
      numbers difference = get_or(x, mean) - mean;
      squares += difference * difference;
    });
    const real inverse = 1 / (real)sqrt((double)(sum_of(squares) / (real)width) + epsilon);
    OVER(width, { put(y, (get(x) - mean) * inverse * get(gain) + get(shift)); });
    means[row] = mean;
    inverse_deviations[row] = inverse;
  }
}

static void normalize_backward(const void *x_, const void *gain_, const void *means, const void *inverse_deviations,
                               const void *gradient, size_t rows, size_t width, void *input_gradient,
                               void *gain_gradient_, void *shift_gradient_) {
  const real *x = x_, *gain = gain_, *dy = gradient;
  real *dx = input_gradient, *gain_gradient = gain_gradient_, *shift_gradient = shift_gradient_;
  for (size_t row = 0; row < rows; row++, x += width, dy += width, dx += width) {
    const real mean = ((const real *)means)[row], inverse = ((const real *)inverse_deviations)[row];
    numbers sums = 0, products = 0;
    OVER(width, {
      numbers normalized = (get(x) - mean) * inverse;
      numbers g = get(dy), weighted = g * get(gain);
      sums += weighted;
      products += weighted * normalized;
      put(gain_gradient, get(gain_gradient) + g * normalized);
      put(shift_gradient, get(shift_gradient) + g);
    });
    const real sum = sum_of(sums) / (real)width, product = sum_of(products) / (real)width;
    OVER(width, {
      numbers normalized = (get(x) - mean) * inverse;
      put(dx, get(dx) + (get(dy) * get(gain) - sum - normalized * product) * inverse);
    });
  }
}
