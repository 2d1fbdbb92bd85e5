// SPDX-License-Identifier: GPL-3.0-or-later
// The passes of training for one precision and one level; the including file defines REAL_BYTES (4 or 8), LANES (numbers
// in a register), LEVEL and LEVEL_NAME and sets the target.
#include "vectors.h"

#if REAL_BYTES == 4
#include "functions_float.h"
#else
#include "functions_double.h"
#endif

#include "functions.h"

#include "activations.h"

#include "tables.h"

#include "losses.h"

#include "normalization.h"

#include "attention.h"

#include "dropout.h"

#include "steps.h"

// Small products in single precision only: in double precision the library's bits are kept.
#if REAL_BYTES == 4
#include "products.h"
#else
#define multiply_small NULL
#define packed_count NULL
#define pack NULL
#define multiply_packed NULL
#endif

const ravine_training_kernels LEVEL = {
    LEVEL_NAME,    activate,      activate_backward, gather_sum,         scatter_add, softmax,
    cross_entropy, squared_error, count_largest,     normalize,          normalize_backward, attend,
    attend_backward, dropout,     adam,              momentum,           sum_of_squares, combine,
    convert,       confine,       multiply_small,    packed_count,       pack,        multiply_packed,
};
