// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential of two coordinates whose author writes the formula once, over lanes.
///
/// Energy at a point, blocks of walkers (eight at a time) and the Hessian follow. The gradient follows, too, by dual
/// numbers; write it out where the plain formula is cheaper.
public protocol PlanarPotential: Potential {
  /// f(x, y).
  func energy<Lane: Lanes>(_ x: Lane, _ y: Lane) -> Lane

  /// (∂f/∂x, ∂f/∂y).
  func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane)
}

extension PlanarPotential {
  /// A plane has two coordinates.
  @inlinable public var dimension: Int { 2 }

  /// ∇f by dual numbers, one coordinate after the other.
  @inlinable public func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane) {
    (
      energy(Dual(variable: x), Dual(constant: y)).slope,
      energy(Dual(constant: x), Dual(variable: y)).slope
    )
  }

  /// f at one point.
  @inlinable public func energy(at position: Span<Double>) -> Double { energy(position[0], position[1]) }

  /// ∇f at one point.
  @inlinable public func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let (x, y) = self.gradient(position[0], position[1])
    gradient[0] = x
    gradient[1] = y
  }

  /// The Hessian from the gradient by dual numbers.
  @inlinable public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let alongX = gradient(Dual(variable: position[0]), Dual(constant: position[1]))
    let alongY = gradient(Dual(constant: position[0]), Dual(variable: position[1]))
    hessian[0] = alongX.0.slope
    hessian[1] = alongX.1.slope
    hessian[2] = alongX.1.slope
    hessian[3] = alongY.1.slope
  }

  /// ∇f for a block of walkers.
  @inlinable
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    positions.withUnsafeBufferPointer { buffer in
      gradients.withUnsafeMutableBufferPointer { output in
        guard let x = buffer.baseAddress, let slopeX = output.baseAddress else { return }
        let y = x + walkers
        let slopeY = slopeX + walkers
        var walker = 0
        while walker + 8 <= walkers {
          let (first, second) = gradient(SIMD8(eightFrom: x + walker), SIMD8(eightFrom: y + walker))
          first.store(to: slopeX + walker)
          second.store(to: slopeY + walker)
          walker += 8
        }
        while walker < walkers {
          (slopeX[walker], slopeY[walker]) = gradient(x[walker], y[walker])
          walker += 1
        }
      }
    }
  }

  /// f for a block of walkers.
  @inlinable
  public func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    positions.withUnsafeBufferPointer { buffer in
      energies.withUnsafeMutableBufferPointer { output in
        guard let x = buffer.baseAddress, let value = output.baseAddress else { return }
        let y = x + walkers
        var walker = 0
        while walker + 8 <= walkers {
          energy(SIMD8(eightFrom: x + walker), SIMD8(eightFrom: y + walker)).store(to: value + walker)
          walker += 8
        }
        while walker < walkers {
          value[walker] = energy(x[walker], y[walker])
          walker += 1
        }
      }
    }
  }
}
