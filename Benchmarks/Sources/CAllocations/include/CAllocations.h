// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// How often memory was asked for since the process began; −1 where that cannot be counted.
long ravine_allocations(void);
