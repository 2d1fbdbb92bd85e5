// SPDX-License-Identifier: GPL-3.0-or-later

/// Free axes of up to 64 coordinates, ready made: boundaries are asked for at every test of a region.
private let freeAxes: [[Boundary]] = (0...64).map { Array(repeating: .free, count: $0) }

/// The defaults of a potential's requirements.
///
/// The batch defaults are compiled once per conforming type, so that the loop over the walkers holds no dynamic calls.
/// Their scratch of 2d numbers lies on the stack for d ≤ 64.
extension Potential {
  /// Fourth-order central differences of the gradient, made symmetric: relative error near 10⁻¹⁰ on smooth functions.
  public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let d = dimension
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * d) { scratch in
      let shifted = UnsafeMutableBufferPointer(rebasing: scratch[..<d])
      let slope = UnsafeMutableBufferPointer(rebasing: scratch[d...])
      for i in 0..<d { shifted[i] = position[i] }
      for i in 0..<d {
        // The error of the stencil grows as step⁴, the rounding error falls as 1/step: balanced at ε^(1/5).
        let reach = 7.4e-4 * max(1, abs(position[i]))
        let step = (position[i] + reach) - position[i]
        for j in 0..<d { hessian[i * d + j] = 0 }
        for (offset, weight) in [(-2.0, 1.0), (-1.0, -8.0), (1.0, 8.0), (2.0, -1.0)] {
          shifted[i] = position[i] + offset * step
          var output = MutableSpan(_unsafeElements: slope)
          gradient(at: Span(_unsafeElements: UnsafeBufferPointer(shifted)), into: &output)
          for j in 0..<d { hessian[i * d + j] += weight * slope[j] / (12 * step) }
        }
        shifted[i] = position[i]
      }
    }
    for i in 0..<d {
      for j in 0..<i {
        let mean = (hessian[i * d + j] + hessian[j * d + i]) / 2
        hessian[i * d + j] = mean
        hessian[j * d + i] = mean
      }
    }
  }

  /// One walker after the other.
  @inlinable
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    let d = dimension
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * d) { scratch in
      let point = UnsafeMutableBufferPointer(rebasing: scratch[..<d])
      let slope = UnsafeMutableBufferPointer(rebasing: scratch[d...])
      for w in 0..<walkers {
        for c in 0..<d { point[c] = positions[c * walkers + w] }
        var output = MutableSpan(_unsafeElements: slope)
        gradient(at: Span(_unsafeElements: UnsafeBufferPointer(point)), into: &output)
        for c in 0..<d { gradients[c * walkers + w] = slope[c] }
      }
    }
  }

  /// One walker after the other.
  @inlinable
  public func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    let d = dimension
    withUnsafeTemporaryAllocation(of: Double.self, capacity: d) { point in
      for w in 0..<walkers {
        for c in 0..<d { point[c] = positions[c * walkers + w] }
        energies[w] = energy(at: Span(_unsafeElements: UnsafeBufferPointer(point)))
      }
    }
  }

  /// Free on all axes.
  public var boundaries: [Boundary] {
    dimension < freeAxes.count ? freeAxes[dimension] : Array(repeating: .free, count: dimension)
  }
  /// None: they are to be searched for.
  public var wells: [Well] { [] }
  /// None: they are to be searched for.
  public var saddles: [Saddle] { [] }
  /// No answers are known.
  public var knownAnswers: [KnownAnswer] { [] }
  /// As many as fit into the cache.
  public var walkersPerBlock: Int? { nil }
  /// Wells can be searched for.
  public var isSearchable: Bool { true }
  /// Its own words are for who can say more.
  public var searchObjection: String? {
    isSearchable ? nil : "wells and curvatures of a potential in \(dimension) coordinates are not searched for"
  }
  /// Why there is no well to be named: none is searched for, or none was found.
  package var absenceOfWells: String {
    if let searchObjection { return searchObjection }
    let axes = zip(coordinateNames, window).map {
      "\($0) from \($1.lowerBound.mathematical) to \($1.upperBound.mathematical)"
    }
    let place = axes.count > 3 ? "the window" : axes.joined(separator: ", ")
    return "no minimum was found in \(place); a 'window', where the potential takes one, says where to search"
  }
  /// x, y, z, or x1, x2, … in more than three dimensions.
  public var coordinateNames: [String] {
    let letters = ["x", "y", "z"]
    return dimension <= letters.count
      ? Array(letters.prefix(dimension)) : (1...dimension).map { "x\($0)" }
  }
  /// One a coordinate.
  public var costPerStep: Double { Double(dimension) }
  /// No closed form is known.
  public func exactGibbs(of region: Region, temperature: Double) -> ExactGibbs? { nil }
  /// No law is known.
  public func law(of quantity: ParameterLaw.Quantity, along parameter: String) -> ParameterLaw? { nil }
}

extension Potential {
  /// f at a point given as an array of d coordinates.
  public func energy(at position: [Double]) -> Double { energy(at: position.span) }

  /// ∇f at a point, as an array of d numbers.
  public func gradient(at position: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: dimension)
    var span = result.mutableSpan
    gradient(at: position.span, into: &span)
    return result
  }

  /// The Hessian at a point, row by row, as an array of d² numbers.
  public func hessian(at position: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: dimension * dimension)
    var span = result.mutableSpan
    hessian(at: position.span, into: &span)
    return result
  }
}

extension Potential {
  /// What is wrong at a point where the energy or the gradient is not finite, in a sentence; `nil` where both are.
  package func defect(at position: [Double]) -> String? {
    let place =
      position.count == 1 ? position[0].mathematical : "(\(position.map(\.mathematical).joined(separator: ", ")))"
    let energy = energy(at: position)
    guard energy.isFinite else { return "the energy is \(energy.mathematical) at \(place)." }
    for (c, slope) in gradient(at: position).enumerated() where !slope.isFinite {
      return "the slope along coordinate \(c + 1) is \(slope.mathematical) at \(place)."
    }
    return nil
  }
}
