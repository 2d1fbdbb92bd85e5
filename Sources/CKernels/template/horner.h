// SPDX-License-Identifier: GPL-3.0-or-later
// Polynomials of LANES numbers by Horner's scheme.

INLINE numbers horner(numbers x, const double *c, int degree) {
  if (degree == ODD_CUBIC) return (c[3] * x * x + c[1]) * x;
  numbers p = c[degree];
  for (int k = degree - 1; k >= 0; k--) p = p * x + c[k];
  return p;
}
