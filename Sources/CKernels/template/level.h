// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels of one level; the including file defines WIDE, VERY_WIDE, LEVEL and LEVEL_NAME and sets the target.
#include <math.h>
#include <string.h>

#include "../include/CKernels.h"
/// The degree of c₁x + c₃x³, which symmetric wells have and which takes fewer operations.
#define ODD_CUBIC (-3)

#define LANES 8
#include "vectors.h"

#include "functions.h"

#include "normal.h"

#include "horner.h"

#include "polynomials.h"

#include "excursions.h"
#undef LANES
#define LANES WIDE
#include "vectors.h"

#include "functions.h"

#include "normal.h"

#include "horner.h"

#include "excursions.h"
#undef LANES
#define LANES VERY_WIDE
#if VERY_WIDE != WIDE
#include "vectors.h"

#include "horner.h"
#endif

#include "polynomials.h"
#undef LANES

/// Wide vectors as long as there are enough elements, then vectors of eight, the last of them padded.
#define OVER_ARRAY(name)                                               \
  static void over_##name(const double *in, double *out, size_t n) {   \
    size_t i = JOIN(map_##name, WIDE)(in, out, 0, n);                  \
    i = JOIN(map_##name, 8)(in, out, i, n);                            \
    if (i == n) return;                                                \
    double rest[8] = {0};                                              \
    memcpy(rest, in + i, (n - i) * sizeof(double));                    \
    JOIN(map_##name, 8)(rest, rest, 0, 8);                             \
    memcpy(out + i, rest, (n - i) * sizeof(double));                   \
  }

OVER_ARRAY(exp)
OVER_ARRAY(log)
OVER_ARRAY(sin)
OVER_ARRAY(cos)
OVER_ARRAY(tanh)

static void normal(ravine_stream stream, const uint32_t *walkers, size_t count, uint64_t first_block, size_t blocks,
                   double *out) {
  uint32_t k0[10], k1[10];
  for (uint32_t round = 0; round < 10; round++) {
    k0[round] = (uint32_t)stream.seed + round * 0x9E3779B9u;
    k1[round] = (uint32_t)(stream.seed >> 32) + round * 0xBB67AE85u;
  }
  if (count == 1) {
    size_t b = JOIN(normal_of_one, WIDE)(stream, k0, k1, *walkers, first_block, blocks, out);
    b += JOIN(normal_of_one, 8)(stream, k0, k1, *walkers, first_block + b, blocks - b, out + 4 * b);
    JOIN(normal_rest, 8)(stream, k0, k1, walkers, 1, first_block + b, blocks - b, out + 4 * b, 1);
    return;
  }
  size_t w = 0;
#define LANES WIDE
  for (; w + LANES <= count; w += LANES)
    normal_lanes(stream, k0, k1, load_ids(walkers + w), first_block, blocks, out + w, count);
  // A wide vector takes no longer than its parts when it is nearly full.
  if (4 * (count - w) > 3 * LANES) {
    JOIN(normal_rest, WIDE)(stream, k0, k1, walkers + w, count - w, first_block, blocks, out + w, count);
    return;
  }
#undef LANES
#define LANES 8
  for (; w + LANES <= count; w += LANES)
    normal_lanes(stream, k0, k1, load_ids(walkers + w), first_block, blocks, out + w, count);
  if (w < count) JOIN(normal_rest, 8)(stream, k0, k1, walkers + w, count - w, first_block, blocks, out + w, count);
#undef LANES
}

#define LANES WIDE
static void drift_and_kick(double *x, const double *gradient, const double *noise, double step, double amplitude,
                           size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    store(x + i, (load(x + i) - step * load(gradient + i)) + amplitude * load(noise + i));
  for (; i < n; i++) x[i] = (x[i] - step * gradient[i]) + amplitude * noise[i];
}

#include "steps.h"

const ravine_kernels LEVEL = {LEVEL_NAME, normal, over_exp, over_log, over_sin, over_cos, over_tanh, drift_and_kick, &step_kernels};
