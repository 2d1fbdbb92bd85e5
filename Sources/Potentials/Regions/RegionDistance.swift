// SPDX-License-Identifier: GPL-3.0-or-later

extension Region {
  /// The signed distance of a point from the region's boundary: negative inside, zero on it, positive outside.
  ///
  /// In units of length: exact for balls and half-spaces, and for boxes inside and beside the faces (near an edge the
  /// largest of the faces' distances); (f − E)/|∇f| to first order for `energyBelow`. An observation has no distance: its
  /// number tells inside from outside in units of what is observed, NaN if the potential cannot tell it. `not` changes
  /// the sign, `all` takes the maximum and `any` the minimum. Round a circle distances are those of the shorter way: balls
  /// and boxes reach over the seam, and one that is wider than a circle holds all of it; planes stand on the circle's first
  /// turn, and the position is taken there. A position that is not a number has a distance that is none.
  ///
  /// - Parameters:
  ///   - position: d coordinates.
  ///   - potential: what `energyBelow` asks.
  public func signedDistance(at position: Span<Double>, in potential: any Potential) -> Double {
    var result = Double.nan
    position.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return }
      let block = Block(positions: x, stride: 1, walkers: 0..<1, dimension: position.count)
      measure(block, potential, Self.circles(of: potential), into: &result)
    }
    return result
  }

  /// The signed distances of a block of walkers, coordinate-major, bit for bit those of the single points.
  ///
  /// Allocates nothing.
  public func distances(
    walkers: Int, at positions: Span<Double>, in potential: any Potential, into distances: inout MutableSpan<Double>
  ) {
    guard walkers > 0 else { return }
    positions.withUnsafeBufferPointer { x in
      distances.withUnsafeMutableBufferPointer { output in
        guard let x = x.baseAddress, let output = output.baseAddress else { return }
        let block = Block(
          positions: x, stride: walkers, walkers: 0..<walkers, dimension: positions.count / walkers)
        measure(block, potential, Self.circles(of: potential), into: output)
      }
    }
  }

  /// The boundaries where there is a circle among them, else none.
  private static func circles(of potential: any Potential) -> [Boundary] {
    let boundaries = potential.boundaries
    return boundaries.holdCircle ? boundaries : []
  }

  /// Whether a point belongs to the region, its boundary included.
  public func contains(_ position: Span<Double>, in potential: any Potential) -> Bool {
    signedDistance(at: position, in: potential) <= 0
  }

  /// The signed distance of a point given as an array.
  public func signedDistance(at position: [Double], in potential: any Potential) -> Double {
    signedDistance(at: position.span, in: potential)
  }

  /// Whether a point given as an array belongs to the region, its boundary included.
  public func contains(_ position: [Double], in potential: any Potential) -> Bool {
    contains(position.span, in: potential)
  }
}

/// Some consecutive walkers of a block.
private struct Block {
  var positions: UnsafePointer<Double>
  var stride: Int
  var walkers: Range<Int>
  var dimension: Int

  /// The first walker's value of a coordinate; the others follow.
  func coordinate(_ c: Int) -> UnsafePointer<Double> { positions + c * stride + walkers.lowerBound }

  /// Calls the body for pieces of at most so many walkers, each with its offset.
  func inPieces(of size: Int, _ body: (Block, Int) -> Void) {
    var start = walkers.lowerBound
    while start < walkers.upperBound {
      let end = min(start + size, walkers.upperBound)
      var piece = self
      piece.walkers = start..<end
      body(piece, start - walkers.lowerBound)
      start = end
    }
  }
}

extension Region {
  /// Numbers that a temporary allocation keeps on the stack (1 KiB).
  private static let stackCapacity = 128

  private func measure(
    _ block: Block, _ potential: any Potential, _ circles: [Boundary], into output: UnsafeMutablePointer<Double>
  ) {
    let count = block.walkers.count
    switch self {
    case .ball(let center, let radius):
      for w in 0..<count { output[w] = 0 }
      for c in 0..<block.dimension {
        let x = block.coordinate(c)
        let middle = center[c]
        if !circles.isEmpty, let period = circles[c].period {
          let middle = circles[c].wrappedClosed(middle)
          for w in 0..<count {
            let difference = Boundary.nearest(x[w] - middle, period)
            output[w] += difference * difference
          }
          continue
        }
        for w in 0..<count {
          let difference = x[w] - middle
          output[w] += difference * difference
        }
      }
      for w in 0..<count { output[w] = output[w].squareRoot() - radius }

    case .halfSpace(let normal, let offset):
      var square = 0.0
      for component in normal { square += component * component }
      let scale = 1 / square.squareRoot()
      for w in 0..<count { output[w] = offset * scale }
      for c in 0..<block.dimension {
        let x = block.coordinate(c)
        let component = normal[c] * scale
        if !circles.isEmpty, circles[c].period != nil {
          let circle = circles[c]
          for w in 0..<count { output[w] -= component * circle.wrappedClosed(x[w]) }
          continue
        }
        for w in 0..<count { output[w] -= component * x[w] }
      }

    case .box(let lower, let upper):
      for w in 0..<count { output[w] = -.infinity }
      for c in 0..<block.dimension {
        let x = block.coordinate(c)
        if !circles.isEmpty, let period = circles[c].period, let arc = circles[c].arc(lower[c], upper[c]) {
          for w in 0..<count { output[w] = Self.larger(output[w], Boundary.distance(of: x[w], from: arc, period)) }
          continue
        }
        let (low, high) = (lower[c], upper[c])
        for w in 0..<count { output[w] = Self.larger(output[w], Self.larger(low - x[w], x[w] - high)) }
      }

    case .energyBelow(let energy):
      measureEnergy(below: energy, block, potential, into: output)

    case .observable(let observable, let range):
      observe(observable, range, block, potential, into: output)

    case .not(let region):
      region.measure(block, potential, circles, into: output)
      for w in 0..<count { output[w] = -output[w] }

    case .all(let regions):
      combine(regions, empty: -.infinity, block, potential, circles, into: output, Self.larger)

    case .any(let regions):
      combine(regions, empty: .infinity, block, potential, circles, into: output, Self.smaller)
    }
  }

  // Written out so that a NaN in either argument comes through and the loops vectorize.
  @inline(__always) private static func larger(_ a: Double, _ b: Double) -> Double { a > b || a != a ? a : b }
  @inline(__always) private static func smaller(_ a: Double, _ b: Double) -> Double { a < b || a != a ? a : b }

  @inline(__always) private func combine(
    _ regions: [Region], empty: Double, _ block: Block, _ potential: any Potential, _ circles: [Boundary],
    into output: UnsafeMutablePointer<Double>, _ choose: (Double, Double) -> Double
  ) {
    for w in 0..<block.walkers.count { output[w] = empty }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.stackCapacity) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      block.inPieces(of: Self.stackCapacity) { piece, offset in
        for region in regions {
          region.measure(piece, potential, circles, into: scratch)
          for w in 0..<piece.walkers.count { output[offset + w] = choose(output[offset + w], scratch[w]) }
        }
      }
    }
  }

  private func observe(
    _ observable: Observable, _ range: ClosedRange<Double>, _ block: Block, _ potential: any Potential,
    into output: UnsafeMutablePointer<Double>
  ) {
    guard let potential = potential as? any ObservablePotential else {
      for w in 0..<block.walkers.count { output[w] = .nan }
      return
    }
    func excess(_ position: UnsafeBufferPointer<Double>) -> Double {
      let value = potential.value(of: observable, at: Span(_unsafeElements: position))
      return Self.larger(range.lowerBound - value, value - range.upperBound)
    }
    if block.stride == 1 {
      output[0] = excess(UnsafeBufferPointer(start: block.positions, count: block.dimension))
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: block.dimension) { point in
      for w in 0..<block.walkers.count {
        for c in 0..<block.dimension { point[c] = block.coordinate(c)[w] }
        output[w] = excess(UnsafeBufferPointer(point))
      }
    }
  }

  private func measureEnergy(
    below energy: Double, _ block: Block, _ potential: any Potential, into output: UnsafeMutablePointer<Double>
  ) {
    let d = block.dimension
    let size = max(1, Self.stackCapacity / (2 * d))
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * d * size) { scratch in
      block.inPieces(of: size) { piece, offset in
        let count = piece.walkers.count
        let points = UnsafeMutableBufferPointer(rebasing: scratch[..<(d * count)])
        let slopes = UnsafeMutableBufferPointer(rebasing: scratch[(d * size)..<(d * size + d * count)])
        for c in 0..<d { for w in 0..<count { points[c * count + w] = piece.coordinate(c)[w] } }
        let positions = Span(_unsafeElements: UnsafeBufferPointer(points))
        var gradients = MutableSpan(_unsafeElements: slopes)
        var energies = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(start: output + offset, count: count))
        potential.energies(walkers: count, at: positions, into: &energies)
        potential.gradients(walkers: count, at: positions, into: &gradients)
        for w in 0..<count {
          var square = 0.0
          for c in 0..<d { square += slopes[c * count + w] * slopes[c * count + w] }
          let excess = output[offset + w] - energy
          // At a stationary point of just this energy there is no direction to leave by: it is on the boundary.
          output[offset + w] = excess == 0 ? 0 : excess / square.squareRoot()
        }
      }
    }
  }
}
