// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors of LANES doubles or 64-bit words. LANES may be several registers: the compiler then interleaves them operation
// by operation, which hides their latency. This file and those that follow it are included once for each LANES;
// functions of vectors are overloaded.
#pragma clang fp contract(off)
#pragma clang diagnostic ignored "-Wpsabi"

#ifndef INLINE
#define INLINE static inline __attribute__((always_inline, overloadable))
#define JOIN_EXPANDED(name, lanes) name##_##lanes
#define JOIN(name, lanes) JOIN_EXPANDED(name, lanes)
#define numbers JOIN(numbers, LANES)
#define words JOIN(words, LANES)
#define numbers_in_memory JOIN(numbers_in_memory, LANES)
#define ids_in_memory JOIN(ids_in_memory, LANES)

#define load(x) (*(const numbers_in_memory *)(x))
#define load_ids(x) __builtin_convertvector(*(const ids_in_memory *)(x), words)
#define store(x, value) (*(numbers_in_memory *)(x) = (value))
#define as_numbers(x) ((numbers)(x))
#define as_words(x) ((words)(x))

#define SIGN_BIT 0x8000000000000000u
#define ABSOLUTE(x) as_numbers(as_words(x) & ~SIGN_BIT)
/// Adding it leaves the nearest integer in the lower bits of the mantissa.
#define ROUNDER 0x1.8p52
#endif

typedef double numbers __attribute__((ext_vector_type(LANES)));
typedef uint64_t words __attribute__((ext_vector_type(LANES)));
typedef double numbers_in_memory __attribute__((ext_vector_type(LANES), aligned(8)));
typedef uint32_t ids_in_memory __attribute__((ext_vector_type(LANES), aligned(4)));

/// Where the mask is all ones `yes`, where it is zero `no`.
INLINE numbers choose(words mask, numbers yes, numbers no) {
  return as_numbers((as_words(yes) & mask) | (as_words(no) & ~mask));
}
