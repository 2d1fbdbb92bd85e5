// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of optimizers, and sums and combinations of flat vectors.
//
// In double precision, too, a step takes numbers below the normal range for 0: the moments of weights whose gradient vanishes
// get there after some thousand steps and would make each further one three to ten times slower.

static void adam(void *weights, const void *gradient, void *first, void *second, size_t count, double rate,
                 double beta1, double beta2, double epsilon, double first_correction, double second_correction,
                 double shrink, double penalty) {
  real *w = weights, *m = first, *v = second;
  const real *g = gradient;
  const numbers b1 = (real)beta1, c1 = (real)(1 - beta1), b2 = (real)beta2, c2 = (real)(1 - beta2);
  const numbers correction = (real)second_correction, e = (real)epsilon, l2 = (real)penalty;
  const numbers keep = (real)(1 - shrink), step = (real)(rate * first_correction);
  const uint64_t mode = ravine_flush_subnormals();
  OVER(count, {
    numbers weight = get(w), here = get(g) + l2 * weight;
    numbers mean = b1 * get(m) + c1 * here;
    numbers square = b2 * get(v) + c2 * (here * here);
    put(m, mean);
    put(v, square);
    put(w, keep * weight - step * mean / (__builtin_elementwise_sqrt(square * correction) + e));
  });
  ravine_restore_subnormals(mode);
}

INLINE void momentum_step(real *w, const real *g, real *u, size_t count, numbers rate, numbers momentum, int nesterov,
                          numbers keep, numbers l2) {
  OVER(count, {
    numbers weight = get(w), here = get(g) + l2 * weight;
    numbers velocity = momentum * get(u) + here;
    put(u, velocity);
    put(w, keep * weight - rate * (nesterov ? here + momentum * velocity : velocity));
  });
}

static void momentum(void *weights, const void *gradient, void *velocity, size_t count, double rate, double momentum,
                     int nesterov, double shrink, double penalty) {
  const numbers h = (real)rate, mu = (real)momentum, keep = (real)(1 - shrink), l2 = (real)penalty;
  const uint64_t mode = ravine_flush_subnormals();
  if (nesterov)
    momentum_step(weights, gradient, velocity, count, h, mu, 1, keep, l2);
  else
    momentum_step(weights, gradient, velocity, count, h, mu, 0, keep, l2);
  ravine_restore_subnormals(mode);
}

static double sum_of_squares(const void *x_, size_t count) {
  const real *x = x_;
  // Four sums hide the latency of the additions.
  doubles sums[4] = {0};
  size_t begin = 0;
  for (; begin + 4 * LANES <= count; begin += 4 * LANES)
    for (int k = 0; k < 4; k++) {
      doubles here = __builtin_convertvector(*(const numbers_in_memory *)(x + begin + k * LANES), doubles);
      sums[k] += here * here;
    }
  OVER(count - begin, {
    doubles here = __builtin_convertvector(get(x + begin), doubles);
    sums[0] += here * here;
  });
  doubles all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  double sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += all[lane];
  return sum;
}

static void combine(double a, const void *x_, double b, void *y_, size_t count) {
  const real *x = x_;
  real *y = y_;
  const numbers first = (real)a, second = (real)b;
  OVER(count, { put(y, first * get(x) + second * get(y)); });
}

static void convert(const double *from, void *to_, size_t count) {
  real *to = to_;
  size_t k = 0;
  for (; k + LANES <= count; k += LANES)
    *(numbers_in_memory *)(to + k) = __builtin_convertvector(*(const doubles_in_memory *)(from + k), numbers);
  for (; k < count; k++) to[k] = (real)from[k];
}

static void confine(const void *from_, double stiffness, const double *x, double *to, size_t count) {
  const real *from = from_;
  const doubles factor = stiffness;
  size_t k = 0;
  for (; k + LANES <= count; k += LANES)
    *(doubles_in_memory *)(to + k) = __builtin_convertvector(*(const numbers_in_memory *)(from + k), doubles) +
                                     factor * *(const doubles_in_memory *)(x + k);
  for (; k < count; k++) to[k] = (double)from[k] + stiffness * x[k];
}
