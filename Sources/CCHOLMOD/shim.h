// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#if __has_include(<suitesparse/cholmod.h>)
#include <suitesparse/cholmod.h>
#else
#include <cholmod.h>
#endif
