// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing
import Thermodynamics

/// A potential given by a function, its slope by central differences: for methods that must work on any.
struct Formula: Potential {
  var dimension: Int
  var window: [ClosedRange<Double>]
  var boundaries: [Boundary]
  var isSearchable: Bool { false }
  let value: @Sendable (Span<Double>) -> Double

  init(
    _ window: [ClosedRange<Double>], boundaries: [Boundary]? = nil, value: @escaping @Sendable (Span<Double>) -> Double
  ) {
    dimension = window.count
    self.window = window
    self.boundaries = boundaries ?? window.map { _ in .free }
    self.value = value
  }

  func energy(at position: Span<Double>) -> Double { value(position) }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    var shifted = position.indices.map { position[$0] }
    for c in 0..<dimension {
      let x = shifted[c]
      shifted[c] = x + 1e-5
      let right = value(shifted.span)
      shifted[c] = x - 1e-5
      gradient[c] = (right - value(shifted.span)) / 2e-5
      shifted[c] = x
    }
  }
}

/// The same numbers as another potential, which hides what kind it is.
struct Disguise: Potential {
  let inner: any Potential
  var dimension: Int { inner.dimension }
  var window: [ClosedRange<Double>] { inner.window }
  var boundaries: [Boundary] { inner.boundaries }
  var wells: [Well] { inner.wells }

  func energy(at position: Span<Double>) -> Double { inner.energy(at: position) }
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    inner.gradient(at: position, into: &gradient)
  }
}

/// Holds F, E and S against exact ones.
func expectZ(
  _ measured: WellThermodynamics, _ exact: WellThermodynamics, sourceLocation: SourceLocation = #_sourceLocation
) {
  for (name, a, b) in [
    ("F", measured.freeEnergy, exact.freeEnergy), ("E", measured.energy, exact.energy),
    ("S", measured.entropy, exact.entropy),
  ] { expectZ(a.value, b.value, standardError: a.standardError, name, sourceLocation: sourceLocation) }
}
