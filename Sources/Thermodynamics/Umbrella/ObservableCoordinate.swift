// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
package import Statistics

/// What a potential tells of a position, as a coordinate that walkers are held along: the loss on the test set, a norm.
package struct ObservableCoordinate: CollectiveCoordinate {
  /// What is told.
  package let observable: Observable
  private let potential: any ObservablePotential

  /// A coordinate of what a potential tells.
  ///
  /// - Throws: `NotApplicable` for what it does not tell, and for what has no gradient.
  package init(_ observable: Observable, of potential: any Potential) throws(NotApplicable) {
    guard let telling = potential as? any ObservablePotential, telling.observables.contains(observable) else {
      throw NotApplicable("the potential does not tell \(observable)")
    }
    guard observable.hasGradient else {
      let other = telling.observables.last { $0.hasGradient }
      throw NotApplicable(
        "\(observable) has no gradient, so that it cannot carry a bias"
          + (other.map { "; take one that has, such as \($0)" } ?? ""))
    }
    (self.observable, self.potential) = (observable, telling)
  }

  /// There are no circles of numbers that are told.
  package var period: Double? { nil }
  /// Where windows may be is said by the scenario.
  package var lower: Double { -.infinity }
  /// Likewise.
  package var upper: Double { .infinity }

  /// s at one point.
  package func value(at position: Span<Double>) -> Double { potential.value(of: observable, at: position) }

  /// s and ∇s at one point.
  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double {
    potential.gradient(of: observable, at: position, into: &gradient)
  }

  /// Walker by walker.
  package func withValues(
    _ positions: UnsafeBufferPointer<Double>, walkers: Int, _ body: (UnsafePointer<Double>) -> Void
  ) {
    let d = potential.dimension
    withUnsafeTemporaryAllocation(of: Double.self, capacity: walkers + d) { scratch in
      scratch.initialize(repeating: 0)
      guard let s = scratch.baseAddress else { return }
      let point = UnsafeMutableBufferPointer(rebasing: scratch[walkers...])
      for w in 0..<walkers {
        for c in 0..<d { point[c] = positions[c * walkers + w] }
        s[w] = potential.value(of: observable, at: Span(_unsafeElements: UnsafeBufferPointer(point)))
      }
      body(s)
    }
  }

  /// Walker by walker.
  package func addForces(
    stiffness: Double, center: Double, walkers: Int, at positions: Span<Double>,
    to gradients: inout MutableSpan<Double>
  ) {
    let d = potential.dimension
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * d) { scratch in
      scratch.initialize(repeating: 0)
      let point = UnsafeMutableBufferPointer(rebasing: scratch[..<d])
      let slope = UnsafeMutableBufferPointer(rebasing: scratch[d...])
      for w in 0..<walkers {
        for c in 0..<d { point[c] = positions[c * walkers + w] }
        var output = MutableSpan(_unsafeElements: slope)
        let s = potential.gradient(
          of: observable, at: Span(_unsafeElements: UnsafeBufferPointer(point)), into: &output)
        let force = stiffness * (s - center)
        for c in 0..<d { gradients[c * walkers + w] += force * slope[c] }
      }
    }
  }

  /// The point itself: a descent in the bias finds the way.
  package func moved(_ position: [Double], by amount: Double) -> [Double] { position }
}
