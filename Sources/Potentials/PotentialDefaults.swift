// SPDX-License-Identifier: GPL-3.0-or-later

extension Potential {
  public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {}
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {}
  public func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {}
  public var boundaries: [Boundary] { Array(repeating: .free, count: dimension) }
  public var wells: [Well] { [] }
  public var saddles: [Saddle] { [] }
  public var knownAnswers: [KnownAnswer] { [] }
}
