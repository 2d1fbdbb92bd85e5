// SPDX-License-Identifier: GPL-3.0-or-later
// What the steps of walkers are made of: linear combinations, and which walkers are near a target. Sums from left to right.

#define REST for (; i < n; i++)

static void add_one(double *out, const double *x, double a, const double *u, size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, load(x + i) + a * load(u + i));
  REST out[i] = x[i] + a * u[i];
}

static void add_two(double *out, const double *x, double a, const double *u, double b, const double *v, size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, (load(x + i) + a * load(u + i)) + b * load(v + i));
  REST out[i] = (x[i] + a * u[i]) + b * v[i];
}

static void add_three(double *out, const double *x, double a, const double *u, double b, const double *v, double c,
                      const double *w, size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    store(out + i, ((load(x + i) + a * load(u + i)) + b * load(v + i)) + c * load(w + i));
  REST out[i] = ((x[i] + a * u[i]) + b * v[i]) + c * w[i];
}

static void mix_two(double *out, double a, const double *x, double b, const double *u, size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, a * load(x + i) + b * load(u + i));
  REST out[i] = a * x[i] + b * u[i];
}

static void mix_three(double *out, double a, const double *x, double b, const double *u, double c, const double *v,
                      size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, (a * load(x + i) + b * load(u + i)) + c * load(v + i));
  REST out[i] = (a * x[i] + b * u[i]) + c * v[i];
}

typedef double eight __attribute__((ext_vector_type(8)));
typedef double eight_in_memory __attribute__((ext_vector_type(8), aligned(8)));
typedef int64_t eight_words __attribute__((ext_vector_type(8)));
typedef _Bool eight_flags __attribute__((ext_vector_type(8)));

INLINE uint8_t marks(eight x, double lower, double upper, int beyond, double far_away) {
  eight_words inside = beyond ? ~((x > lower) & (x < upper)) : (x >= lower) & (x <= upper);
  eight size = (eight)((eight_words)x & 0x7fffffffffffffff);
  eight_flags flags = __builtin_convertvector(inside | ~(size <= far_away), eight_flags);
  uint8_t bits;
  __builtin_memcpy(&bits, &flags, 1);
  return bits;
}

INLINE int mark_all(const double *x, double lower, double upper, int beyond, double far_away, int adding,
                    uint8_t *bits, size_t n) {
  size_t byte = 0;
  uint8_t found = 0;
  for (; 8 * byte + 8 <= n; byte++) {
    uint8_t here = marks(*(const eight_in_memory *)(x + 8 * byte), lower, upper, beyond, far_away);
    if (adding) here |= bits[byte];
    found |= bits[byte] = here;
  }
  if (8 * byte < n) {
    double rest[8] = {0};
    memcpy(rest, x + 8 * byte, (n - 8 * byte) * sizeof(double));
    uint8_t here = marks(*(const eight_in_memory *)rest, lower, upper, beyond, far_away);
    here &= (uint8_t)((1u << (n - 8 * byte)) - 1);
    if (adding) here |= bits[byte];
    found |= bits[byte] = here;
  }
  return found != 0;
}

/// Whether any walker would be marked: nearly always none is.
INLINE int any_marked(const double *x, double lower, double upper, int beyond, double far_away, size_t n) {
  size_t i = 0;
  words found = 0;
  for (; i + LANES <= n; i += LANES) {
    numbers here = load(x + i);
    words near = beyond ? ~((words)(here > lower) & (words)(here < upper)) : (words)(here >= lower) & (words)(here <= upper);
    found |= near | ~(words)(ABSOLUTE(here) <= far_away);
  }
  int any = __builtin_reduce_or(found) != 0;
  REST {
    int near = beyond ? !(x[i] > lower && x[i] < upper) : x[i] >= lower && x[i] <= upper;
    any |= near | !(fabs(x[i]) <= far_away);
  }
  return any;
}

static int mark(const double *x, double lower, double upper, int beyond, double far_away, int adding, uint8_t *bits,
                size_t n) {
  if (!adding && !(beyond ? any_marked(x, lower, upper, 1, far_away, n) : any_marked(x, lower, upper, 0, far_away, n))) {
    memset(bits, 0, (n + 7) / 8);
    return 0;
  }
  // Four loops without a branch inside.
  if (beyond)
    return adding ? mark_all(x, lower, upper, 1, far_away, 1, bits, n)
                  : mark_all(x, lower, upper, 1, far_away, 0, bits, n);
  return adding ? mark_all(x, lower, upper, 0, far_away, 1, bits, n)
                : mark_all(x, lower, upper, 0, far_away, 0, bits, n);
}

INLINE double horner_of_one(double x, const double *c, int degree) {
  if (degree == ODD_CUBIC) return (c[3] * x * x + c[1]) * x;
  double p = c[degree];
  for (int k = degree - 1; k >= 0; k--) p = p * x + c[k];
  return p;
}

INLINE void polynomial_of_degree(double *out, const double *x, const double *c, int degree, size_t n) {
  size_t i = JOIN(map_polynomial, VERY_WIDE)(out, x, c, degree, 0, n);
  i = JOIN(map_polynomial, 8)(out, x, c, degree, i, n);
  REST out[i] = horner_of_one(x[i], c, degree);
}

/// The degree as a constant, so that the loop over the coefficients is unrolled.
#define WITH_DEGREE(call)                        \
  switch (degree) {                              \
    case 1: call(1);                             \
    case 2: call(2);                             \
    case 3:                                      \
      if (c[0] == 0 && c[2] == 0) {              \
        call(ODD_CUBIC);                         \
      }                                          \
      call(3);                                   \
    case 5: call(5);                             \
    default: call(degree);                       \
  }

static void polynomial(double *out, const double *x, const double *c, int degree, size_t n) {
#define CALL(degree) polynomial_of_degree(out, x, c, degree, n); return
  WITH_DEGREE(CALL)
#undef CALL
}

INLINE int walk_of_degree(double *out, const double *x, const double *c, int degree, double a, const double *b,
                          const double *noise, size_t stride, size_t steps, double lower, double upper, size_t n) {
  size_t i = JOIN(map_walk, VERY_WIDE)(out, x, c, degree, a, b, noise, stride, steps, lower, upper, 0, n);
  // A very wide vector takes little longer than two narrow ones.
  if (i + 16 < n)
    return JOIN(walk_rest, VERY_WIDE)(out + i, x + i, c, degree, a, b, noise + i, stride, steps, lower, upper, n - i);
  if (i < n) i = JOIN(map_walk, 8)(out, x, c, degree, a, b, noise, stride, steps, lower, upper, i, n);
  if (i < n)
    return JOIN(walk_rest, 8)(out + i, x + i, c, degree, a, b, noise + i, stride, steps, lower, upper, n - i);
  return i == n;
}

static int polynomial_walk(double *out, const double *x, const double *c, int degree, double a, const double *b,
                           const double *noise, size_t stride, size_t steps, double lower, double upper, size_t n) {
#define CALL(degree) return walk_of_degree(out, x, c, degree, a, b, noise, stride, steps, lower, upper, n)
  WITH_DEGREE(CALL)
#undef CALL
}

INLINE int excursion_of_degree(double *out, const double *x, const double *c, int degree, double a, const double *b,
                               const double *noise, size_t stride, size_t steps, const double *lower,
                               const double *upper, double sign, double *largest, double *taken, uint8_t *bits,
                               size_t n) {
  int stopped = 0;
  size_t i = JOIN(map_excursion, WIDE)(out, x, c, degree, a, b, noise, stride, steps, lower, upper, sign, largest, taken,
                                       bits, &stopped, 0, n);
  i = JOIN(map_excursion, 8)(out, x, c, degree, a, b, noise, stride, steps, lower, upper, sign, largest, taken, bits,
                             &stopped, i, n);
  if (i == n) return stopped;
  // Fewer walkers than lanes: the lanes beyond walk on other walkers' noise and do not count.
  double rows[6][8];
  for (size_t lane = 0; lane < 8; lane++) {
    size_t w = i + lane < n ? i + lane : i;
    rows[0][lane] = x[w];
    rows[1][lane] = lower[w];
    rows[2][lane] = upper[w];
    rows[3][lane] = largest[w];
  }
  uint8_t *last = bits + i / 8;
  int any = 0;
  JOIN(map_excursion, 8)(rows[4], rows[0], c, degree, a, b, noise + i, stride, steps, rows[1], rows[2], sign, rows[3],
                         rows[5], last, &any, 0, 8);
  for (size_t w = i; w < n; w++) {
    out[w] = rows[4][w - i];
    largest[w] = rows[3][w - i];
    taken[w] = rows[5][w - i];
  }
  *last &= (uint8_t)((1u << (n - i)) - 1);
  return stopped | (*last != 0);
}

static int polynomial_excursion(double *out, const double *x, const double *c, int degree, double a, const double *b,
                                const double *noise, size_t stride, size_t steps, const double *lower,
                                const double *upper, double sign, double *largest, double *taken, uint8_t *bits,
                                size_t n) {
#define CALL(degree) \
  return excursion_of_degree(out, x, c, degree, a, b, noise, stride, steps, lower, upper, sign, largest, taken, bits, n)
  WITH_DEGREE(CALL)
#undef CALL
}

static int raise_largest(double *largest, const double *s, double sign, const double *level, double floor,
                         uint8_t *bits, size_t n) {
  uint8_t found = 0;
  size_t byte = 0;
  for (; 8 * byte + 8 <= n; byte++) {
    size_t i = 8 * byte;
    eight score = sign * *(const eight_in_memory *)(s + i), highest = *(const eight_in_memory *)(largest + i);
    *(eight_in_memory *)(largest + i) = score > highest ? score : highest;
    eight_words ends = (score >= *(const eight_in_memory *)(level + i)) | (score <= floor);
    eight_flags flags = __builtin_convertvector(ends, eight_flags);
    __builtin_memcpy(bits + byte, &flags, 1);
    found |= bits[byte];
  }
  if (8 * byte < n) {
    uint8_t here = 0;
    for (size_t i = 8 * byte; i < n; i++) {
      double score = sign * s[i];
      if (score > largest[i]) largest[i] = score;
      if (score >= level[i] || score <= floor) here |= (uint8_t)(1u << (i - 8 * byte));
    }
    found |= bits[byte] = here;
  }
  return found != 0;
}

static const ravine_step_kernels step_kernels = {
    add_one, add_two, add_three, mix_two, mix_three, mark, polynomial, polynomial_walk, polynomial_excursion,
    raise_largest,
};
