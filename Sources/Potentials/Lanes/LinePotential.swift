// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential of one coordinate whose author writes the formula once, over lanes.
///
/// Energy at a point, blocks of walkers (eight at a time) and the Hessian follow. The slope follows, too, by dual
/// numbers; write it out where the plain formula is cheaper.
///
/// ```swift
/// struct Morse: LinePotential {
///   let window = [-1.0...5.0]
///   func energy<Lane: Lanes>(_ x: Lane) -> Lane { (1 - Lane.exp(-x)).squared }
/// }
/// ```
public protocol LinePotential: Potential {
  /// f(x).
  func energy<Lane: Lanes>(_ x: Lane) -> Lane

  /// f′(x).
  func slope<Lane: Lanes>(_ x: Lane) -> Lane
}

extension LinePotential {
  /// A line has one coordinate.
  @inlinable public var dimension: Int { 1 }

  /// f′ by dual numbers.
  @inlinable public func slope<Lane: Lanes>(_ x: Lane) -> Lane { energy(Dual(variable: x)).slope }

  /// f at one point.
  @inlinable public func energy(at position: Span<Double>) -> Double { energy(position[0]) }

  /// ∇f at one point.
  @inlinable public func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    gradient[0] = slope(position[0])
  }

  /// f″ from the slope by dual numbers.
  @inlinable public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    hessian[0] = slope(Dual(variable: position[0])).slope
  }

  /// ∇f for a block of walkers.
  @inlinable
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    map(walkers, positions, &gradients, eight: { slope($0) }, one: { slope($0) })
  }

  /// f for a block of walkers.
  @inlinable
  public func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    map(walkers, positions, &energies, eight: { energy($0) }, one: { energy($0) })
  }

  @inlinable @inline(__always)
  func map(
    _ count: Int, _ input: Span<Double>, _ output: inout MutableSpan<Double>,
    eight: (SIMD8<Double>) -> SIMD8<Double>, one: (Double) -> Double
  ) {
    input.withUnsafeBufferPointer { x in
      output.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        var walker = 0
        while walker + 8 <= count {
          eight(SIMD8(eightFrom: x + walker)).store(to: y + walker)
          walker += 8
        }
        while walker < count {
          y[walker] = one(x[walker])
          walker += 1
        }
      }
    }
  }
}

extension SIMD8<Double> {
  @inlinable @inline(__always)
  init(eightFrom pointer: UnsafePointer<Double>) {
    self = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
  }

  @inlinable @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD8<Double>.self)
  }
}
