// SPDX-License-Identifier: GPL-3.0-or-later

/// A channel along the first axis with harmonic walls: f(x, y) = g(x) + ½k(x)|y|², y in d − 1 dimensions.
///
/// The marginal law of x is ∝ e^{−βg(x)} k(x)^{−(d−1)/2}: where the channel is wide there is entropy, of the amount
/// −½(d − 1) ln k. The author writes floor and stiffness once, over lanes; everything else follows.
public protocol ChannelPotential: Potential {
  /// g(x), the energy on the channel's floor.
  func floor<Lane: Lanes>(_ x: Lane) -> Lane

  /// k(x) > 0, the stiffness of its walls.
  func stiffness<Lane: Lanes>(_ x: Lane) -> Lane
}

extension ChannelPotential {
  /// f at one point.
  public func energy(at position: Span<Double>) -> Double {
    var square = 0.0
    for c in 1..<position.count { square += position[c] * position[c] }
    return floor(position[0]) + 0.5 * stiffness(position[0]) * square
  }

  /// ∇f at one point.
  public func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    position.withUnsafeBufferPointer { x in
      gradient.withUnsafeMutableBufferPointer { slope in
        guard let x = x.baseAddress, let slope = slope.baseAddress else { return }
        differentiate(x, stride: 1, into: slope, load: { $0.pointee }, store: { $1.pointee = $0 })
      }
    }
  }

  /// The Hessian at one point, row by row.
  public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let d = dimension
    let x = Dual(variable: Dual(variable: position[0]))
    let (floor, stiffness) = (floor(x), stiffness(x))
    var square = 0.0
    for i in 0..<d * d { hessian[i] = 0 }
    for c in 1..<d {
      square += position[c] * position[c]
      hessian[c] = stiffness.value.slope * position[c]
      hessian[c * d] = hessian[c]
      hessian[c * d + c] = stiffness.value.value
    }
    hessian[0] = floor.slope.slope + 0.5 * stiffness.slope.slope * square
  }

  /// ∇f for a block of walkers.
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    positions.withUnsafeBufferPointer { x in
      gradients.withUnsafeMutableBufferPointer { slope in
        guard let x = x.baseAddress, let slope = slope.baseAddress else { return }
        var walker = 0
        while walker + 8 <= walkers {
          differentiate(
            x + walker, stride: walkers, into: slope + walker,
            load: { SIMD8(eightFrom: $0) }, store: { $0.store(to: $1) })
          walker += 8
        }
        while walker < walkers {
          differentiate(
            x + walker, stride: walkers, into: slope + walker, load: { $0.pointee }, store: { $1.pointee = $0 })
          walker += 1
        }
      }
    }
  }

  /// f for a block of walkers.
  public func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    positions.withUnsafeBufferPointer { x in
      energies.withUnsafeMutableBufferPointer { energies in
        guard let x = x.baseAddress, let energies = energies.baseAddress else { return }
        var walker = 0
        while walker + 8 <= walkers {
          height(x + walker, stride: walkers, load: { SIMD8(eightFrom: $0) }).store(to: energies + walker)
          walker += 8
        }
        while walker < walkers {
          energies[walker] = height(x + walker, stride: walkers, load: { $0.pointee })
          walker += 1
        }
      }
    }
  }

  /// f for the walkers of one lane vector.
  @inline(__always)
  private func height<Lane: Lanes>(
    _ x: UnsafePointer<Double>, stride: Int, load: (UnsafePointer<Double>) -> Lane
  ) -> Lane {
    let along = load(x)
    var square = Lane(repeating: 0)
    for c in 1..<dimension {
      let y = load(x + c * stride)
      square = square + y * y
    }
    return floor(along) + 0.5 * stiffness(along) * square
  }

  /// ∂f/∂x = g′ + ½k′|y|² and ∂f/∂y = k·y for the walkers of one lane vector.
  @inline(__always)
  private func differentiate<Lane: Lanes>(
    _ x: UnsafePointer<Double>, stride: Int, into slope: UnsafeMutablePointer<Double>,
    load: (UnsafePointer<Double>) -> Lane, store: (Lane, UnsafeMutablePointer<Double>) -> Void
  ) {
    let along = Dual(variable: load(x))
    let (floor, stiffness) = (floor(along), stiffness(along))
    var square = Lane(repeating: 0)
    for c in 1..<dimension {
      let y = load(x + c * stride)
      square = square + y * y
      store(stiffness.value * y, slope + c * stride)
    }
    store(floor.slope + 0.5 * stiffness.slope * square, slope)
  }
}
