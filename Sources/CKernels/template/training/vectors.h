// SPDX-License-Identifier: GPL-3.0-or-later
// One register of LANES numbers, and loops over arrays with it.
#pragma clang fp contract(fast)
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline, overloadable))

#if REAL_BYTES == 4
typedef float real;
typedef int32_t word;
#else
typedef double real;
typedef int64_t word;
#endif

typedef real numbers __attribute__((ext_vector_type(LANES)));
typedef word words __attribute__((ext_vector_type(LANES)));
typedef real numbers_in_memory __attribute__((ext_vector_type(LANES), aligned(REAL_BYTES)));
typedef double doubles __attribute__((ext_vector_type(LANES)));
typedef double doubles_in_memory __attribute__((ext_vector_type(LANES), aligned(8)));

typedef real two_numbers __attribute__((ext_vector_type(2)));
typedef real two_in_memory __attribute__((ext_vector_type(2), aligned(REAL_BYTES)));
typedef real four_numbers __attribute__((ext_vector_type(4)));
typedef real four_in_memory __attribute__((ext_vector_type(4), aligned(REAL_BYTES)));
typedef real eight_numbers __attribute__((ext_vector_type(8)));
typedef real eight_in_memory __attribute__((ext_vector_type(8), aligned(REAL_BYTES)));
typedef real sixteen_numbers __attribute__((ext_vector_type(16)));

#if LANES * REAL_BYTES == 32 && REAL_BYTES == 4
#define LANE_NUMBERS ((words){0, 1, 2, 3, 4, 5, 6, 7})
#elif LANES * REAL_BYTES == 32
#define LANE_NUMBERS ((words){0, 1, 2, 3})
#endif

#define as_numbers(x) ((numbers)(x))
#define as_words(x) ((words)(x))

/// The first `count` numbers, and `fill` in the other lanes; nothing beyond them is touched.
INLINE numbers load_some(const real *x, size_t count, real fill) {
#if LANES * REAL_BYTES == 64 && REAL_BYTES == 4
  return (numbers)_mm512_mask_loadu_ps(_mm512_set1_ps(fill), (__mmask16)((1u << count) - 1), x);
#elif LANES * REAL_BYTES == 64
  return (numbers)_mm512_mask_loadu_pd(_mm512_set1_pd(fill), (__mmask8)((1u << count) - 1), x);
#elif LANES * REAL_BYTES == 32
  words wanted = LANE_NUMBERS < (word)count;
#if REAL_BYTES == 4
  numbers value = (numbers)_mm256_maskload_ps(x, (__m256i)wanted);
#else
  numbers value = (numbers)_mm256_maskload_pd(x, (__m256i)wanted);
#endif
  return wanted ? value : (numbers)fill;
#else
  numbers value = fill;
  for (size_t lane = 0; lane < count; lane++) value[lane] = x[lane];
  return value;
#endif
}

/// Stores the first `count` lanes: halves, quarters, … according to the bits of the count, which is much faster than a masked
/// store on some processors.
INLINE void store_some(real *x, size_t count, two_numbers value) {
  if (count & 1) *x = value.x;
}

INLINE void store_some(real *x, size_t count, four_numbers value) {
  if (count & 2) *(two_in_memory *)x = value.lo;
  store_some(x + (count & 2), count, (count & 2) ? value.hi : value.lo);
}

INLINE void store_some(real *x, size_t count, eight_numbers value) {
  if (count & 4) *(four_in_memory *)x = value.lo;
  store_some(x + (count & 4), count, (count & 4) ? value.hi : value.lo);
}

INLINE void store_some(real *x, size_t count, sixteen_numbers value) {
  if (count & 8) *(eight_in_memory *)x = value.lo;
  store_some(x + (count & 8), count, (count & 8) ? value.hi : value.lo);
}

/// Runs a block for i = 0, LANES, 2·LANES, … below n. Inside, `get(x)` and `put(x, value)` mean the elements from x[i] on;
/// in the last round there may be fewer than LANES of them, and `get_or(x, fill)` says what the other lanes are.
#define OVER(n, ...)                                                       \
  do {                                                                     \
    size_t i = 0;                                                          \
    {                                                                      \
      enum { PARTIAL = 0 };                                                \
      const size_t left = LANES;                                           \
      for (; i + LANES <= (n); i += LANES) __VA_ARGS__                     \
      (void)left;                                                          \
    }                                                                      \
    if (i < (n)) {                                                         \
      enum { PARTIAL = 1 };                                                \
      const size_t left = (n) - i;                                         \
      (void)left;                                                          \
      __VA_ARGS__                                                          \
    }                                                                      \
  } while (0)

#define get_or(x, fill) (PARTIAL ? load_some((x) + i, left, fill) : *(const numbers_in_memory *)((x) + i))
#define get(x) get_or(x, 0)
#define put(x, value)                                    \
  do {                                                   \
    if (PARTIAL)                                         \
      store_some((x) + i, left, value);                  \
    else                                                 \
      *(numbers_in_memory *)((x) + i) = (value);         \
  } while (0)

INLINE real sum_of(two_numbers v) { return v.x + v.y; }
INLINE real sum_of(four_numbers v) { return sum_of(v.lo + v.hi); }
INLINE real sum_of(eight_numbers v) { return sum_of(v.lo + v.hi); }
INLINE real sum_of(sixteen_numbers v) { return sum_of(v.lo + v.hi); }

INLINE real largest_of(two_numbers v) { return v.x > v.y ? v.x : v.y; }
INLINE real largest_of(four_numbers v) { return largest_of(v.lo > v.hi ? v.lo : v.hi); }
INLINE real largest_of(eight_numbers v) { return largest_of(v.lo > v.hi ? v.lo : v.hi); }
INLINE real largest_of(sixteen_numbers v) { return largest_of(v.lo > v.hi ? v.lo : v.hi); }

/// Before a loop of which nothing may be left.
#define UNROLL _Pragma("clang loop unroll(full)")

#define ABSOLUTE(x) __builtin_elementwise_abs(x)
