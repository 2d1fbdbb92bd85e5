// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// An order of convergence: the slope of log |error| against log h, with its standard error.
struct MeasuredOrder {
  var order: Double
  var standardError: Double

  /// Weighted least squares over the steps whose error stands out of its noise by a factor of four.
  ///
  /// `nil` if fewer than three do.
  init?(steps: [Double], errors: [Double], standardErrors: [Double]) {
    var (sw, sx, sy, sxx, sxy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    var count = 0
    for (h, (error, noise)) in zip(steps, zip(errors, standardErrors)) where abs(error) > 4 * noise {
      let (x, y, w) = (log(h), log(abs(error)), pow(error / noise, 2))
      (sw, sx, sy, sxx, sxy) = (sw + w, sx + w * x, sy + w * y, sxx + w * x * x, sxy + w * x * y)
      count += 1
    }
    guard count >= 3 else { return nil }
    let determinant = sw * sxx - sx * sx
    order = (sw * sxy - sx * sy) / determinant
    standardError = (sw / determinant).squareRoot()
  }

  /// `1.02 ± 0.03`, two standard errors.
  var description: String { String(format: "%.2f ± %.2f", order, max(2 * standardError, 0.005)) }
}
