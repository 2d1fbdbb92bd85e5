// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// Loses walkers that a step has taken over a pole of f, such as past r = 0 of 1/r, into a part where f has values again.
///
/// The path of the equation never gets there; beyond, a walker would go on as if nothing had happened. Their positions become
/// no number, which every test takes for lost. One comparison a walker and step, more only where a sign changes. Steps that
/// are proposals are jumps anyway and not judged.
struct PoleCrossings: Sendable {
  private let potential: any SingularPotential
  private let poles: [FormulaPole]
  private let periods: [Double?]

  /// `nil` where there is no pole to cross.
  init?(_ potential: any Potential, _ integrator: any Integrator) {
    guard let potential = potential as? any SingularPotential, !potential.poles.isEmpty, !integrator.isMetropolized
    else { return nil }
    self.potential = potential
    poles = potential.poles
    periods = potential.boundaries.map { boundary in
      if case .periodic(let range) = boundary { range.upperBound - range.lowerBound } else { nil }
    }
  }

  /// Judges the new positions.
  func apply(_ block: inout WalkerBlock) {
    let n = block.walkers
    for (index, pole) in poles.enumerated() {
      var (before, after) = (UnsafePointer(block.row(0)), UnsafePointer(block.row(1)))
      if let coordinate = pole.coordinate {
        before = UnsafePointer(block.old.start + coordinate * n)
        after = UnsafePointer(block.new.start + coordinate * n)
      } else {
        for (x, row) in [(block.old, block.row(0)), (block.new, block.row(1))] {
          var output = MutableSpan(_unsafeStart: row, count: n)
          pole.values(walkers: n, at: Span(_unsafeStart: UnsafePointer(x.start), count: x.count), into: &output)
        }
      }
      guard Self.haveSignChange(before, after, n) else { continue }
      for w in 0..<n where before[w] * after[w] < 0 { judge(&block, w, index) }
    }
  }

  /// Whether any product of two numbers is negative; eight at a time.
  private static func haveSignChange(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Bool {
    var found = SIMDMask<SIMD8<Int64>>(repeating: false)
    var i = 0
    while i + 8 <= count {
      let (one, other) = (
        UnsafeRawPointer(a + i).loadUnaligned(as: SIMD8<Double>.self),
        UnsafeRawPointer(b + i).loadUnaligned(as: SIMD8<Double>.self)
      )
      // A lost walker, no number, has no sign.
      found .|= one * other .< 0
      i += 8
    }
    while i < count {
      if a[i] * b[i] < 0 { return true }
      i += 1
    }
    return any(found)
  }

  private func judge(_ block: inout WalkerBlock, _ w: Int, _ index: Int) {
    let n = block.walkers
    let start = (0..<block.dimension).map { block.old[$0 * n + w] }
    let end = (0..<block.dimension).map { c in
      let step = block.new[c * n + w] - start[c]
      return start[c] + step - (periods[c].map { $0 * (step / $0).rounded() } ?? 0)
    }
    guard potential.isPole(index, between: start, and: end) else { return }
    for c in 0..<block.dimension { block.new[c * n + w] = .nan }
    block.gradientIsCurrent = false
  }
}
