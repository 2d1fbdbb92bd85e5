// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>
#include <string.h>

#include "../include/subnormals.h"
#include "../include/training.h"
#define REAL_BYTES 8
#define LANES 2
#define LEVEL ravine_training_baseline_double
#define LEVEL_NAME "baseline"
#include "../template/training/level.h"
