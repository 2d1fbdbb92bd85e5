// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <zlib.h>

/// Begins to unpack what has the header of gzip, with the largest window; the version and the size are those of this header.
static inline int ravine_begin_unpacking(z_stream *stream) { return inflateInit2(stream, MAX_WBITS + 16); }
