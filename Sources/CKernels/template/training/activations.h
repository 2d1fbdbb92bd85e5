// SPDX-License-Identifier: GPL-3.0-or-later
// Activations and their derivatives; the numbers of `Activation` in Swift.
enum { IDENTITY, RELU, GELU, TANH, QUADRATIC };

/// y of z.
INLINE numbers value_of(int activation, numbers z) {
  switch (activation) {
    case RELU: return z < 0 ? (numbers)0 : z;
    case GELU: return z * normal_distribution(z, NULL);
    case TANH: return hyperbolic_tangent(z);
    case QUADRATIC: return z * z;
    default: return z;
  }
}

/// g·dy/dz, from z where the activation needs its input, else from y.
INLINE numbers times_slope(int activation, numbers g, numbers kept) {
  switch (activation) {
    case RELU: return kept > 0 ? g : (numbers)0;
    case GELU: {
      numbers density, distribution = normal_distribution(kept, &density);
      return g * (distribution + kept * density);
    }
    case TANH: return g * (1 - kept * kept);
    case QUADRATIC: return g * (kept + kept);
    default: return g;
  }
}

/// The activation as a constant, so that the loops have no branch.
#define WITH_ACTIVATION(call)             \
  switch (activation) {                   \
    case RELU: call(RELU); break;         \
    case GELU: call(GELU); break;         \
    case TANH: call(TANH); break;         \
    case QUADRATIC: call(QUADRATIC); break; \
    default: call(IDENTITY);              \
  }

INLINE void activate_rows(int activation, real *z, const real *bias, size_t rows, size_t width, real *y) {
  if (!bias) {
    OVER(rows * width, { put(y, value_of(activation, get(z))); });
    return;
  }
  for (size_t row = 0; row < rows; row++, z += width, y += width) OVER(width, {
    numbers x = get(z) + get(bias);
    if (y != z) put(z, x);
    put(y, value_of(activation, x));
  });
}

static void activate(int activation, void *z, const void *bias, size_t rows, size_t width, void *y) {
#define CALL(activation) activate_rows(activation, z, bias, rows, width, y)
  WITH_ACTIVATION(CALL)
#undef CALL
}

/// Four rows at a time, so that the sums over the rows are fetched and stored less often.
INLINE void activate_rows_backward(int activation, const real *kept, real *gradient, real *sums, size_t rows,
                                   size_t width) {
  if (!sums) {
    if (activation != IDENTITY) OVER(rows * width, { put(gradient, times_slope(activation, get(gradient), get(kept))); });
    return;
  }
  size_t row = 0;
  for (; row + 4 <= rows; row += 4, kept += 4 * width, gradient += 4 * width) OVER(width, {
    numbers g[4];
    _Pragma("clang loop unroll(full)") for (int k = 0; k < 4; k++) {
      g[k] = times_slope(activation, get(gradient + k * width), get(kept + k * width));
      if (activation != IDENTITY) put(gradient + k * width, g[k]);
    }
    put(sums, get(sums) + ((g[0] + g[1]) + (g[2] + g[3])));
  });
  for (; row < rows; row++, kept += width, gradient += width) OVER(width, {
    numbers g = times_slope(activation, get(gradient), get(kept));
    if (activation != IDENTITY) put(gradient, g);
    put(sums, get(sums) + g);
  });
}

static void activate_backward(int activation, const void *kept, void *gradient, void *bias_gradient, size_t rows,
                              size_t width) {
#define CALL(activation) activate_rows_backward(activation, kept, gradient, bias_gradient, rows, width)
  WITH_ACTIVATION(CALL)
#undef CALL
}
