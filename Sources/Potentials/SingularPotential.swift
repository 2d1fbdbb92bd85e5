// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential that knows where it has no value or is infinite.
///
/// A walker that leaves the domain of f, or steps over a pole into a part where f has values again, is lost: its equation has
/// no solution beyond.
package protocol SingularPotential: Potential {
  /// Functions that change their sign where f may be infinite.
  var poles: [FormulaPole] { get }

  /// Whether f is infinite where the function with this index changes its sign on a straight way.
  func isPole(_ index: Int, between start: [Double], and end: [Double]) -> Bool

  /// Why walkers near a point are lost, such as "log(r) has no value at r = -0.02"; `nil` if f has values all around.
  ///
  /// - Parameter reach: how far to look along each axis.
  func gap(near position: [Double], within reach: Double) -> String?
}

/// A function that changes its sign where a formula may be infinite.
package struct FormulaPole: Sendable {
  let program: FormulaProgram
  /// The coordinate that it is, if it is one.
  package let coordinate: Int?

  /// The values at the positions of a block of walkers, coordinate-major, one number each.
  package func values(walkers: Int, at positions: Span<Double>, into values: inout MutableSpan<Double>) {
    program.run(walkers: walkers, at: positions, into: &values)
  }
}
