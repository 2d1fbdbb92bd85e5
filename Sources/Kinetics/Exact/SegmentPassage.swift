// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

/// The moments of the exit time from a segment as functions of the start.
struct SegmentPassage {
  private let line: GibbsLine
  /// ln τ and ln ⟨T²⟩.
  private let first: GibbsLine.Values
  private let second: GibbsLine.Values

  /// A bound on the relative error of one integration.
  var accuracy: Double { line.accuracy }

  /// Solves for the moments.
  ///
  /// - Parameters:
  ///   - segment: with at least one absorbing end.
  ///   - energy: the landscape.
  ///   - start: where the moments will be asked for, parts of the segment.
  init(_ segment: LineSegment, on energy: LineEnergy, start: [ClosedRange<Double>]) throws(NotApplicable) {
    guard segment.lowerAbsorbs || segment.upperAbsorbs else {
      throw NotApplicable("no way leads from the start to the target")
    }
    // The tails must be negligible as seen from the start, however high it lies.
    let level = start.map { energy.lowest(in: $0) }.reduce(-Double.infinity, max)
    let range = try energy.truncated(segment.range, against: level)
    let breaks = start.flatMap { [$0.lowerBound, $0.upperBound] }
    let line = try GibbsLine(energy, over: range, breaks: breaks)
    let logBeta = log(energy.inverseTemperature)
    func time(_ source: [Double]) -> GibbsLine.Values {
      line.exitIntegral(of: source, lowerAbsorbs: segment.lowerAbsorbs, upperAbsorbs: segment.upperAbsorbs)
        .plus(logBeta)
    }
    let first = time([Double](repeating: 0, count: line.nodes.count))
    self.line = line
    self.first = first
    // ⟨T²⟩ solves the same equation with the source 2τ.
    second = time(first.nodes).plus(log(2))
  }

  /// The logarithms of ∫e^{−βf}, ∫τe^{−βf} and ∫⟨T²⟩e^{−βf} over a range; of 1, τ and ⟨T²⟩ at a point.
  func average(over range: ClosedRange<Double>) -> (weight: Double, first: Double, second: Double) {
    let inside = range.clamped(to: (line.edges.first ?? 0)...(line.edges.last ?? 0))
    if range.lowerBound == range.upperBound {
      guard let edge = line.edges.firstIndex(of: inside.lowerBound) else { return (0, .nan, .nan) }
      return (0, first.edges[edge], second.edges[edge])
    }
    let gibbs = line.energies.map { -$0 }
    return (
      line.over(inside, gibbs), line.over(inside, zip(gibbs, first.nodes).map { $0 + $1 }),
      line.over(inside, zip(gibbs, second.nodes).map { $0 + $1 })
    )
  }
}

extension GibbsLine {
  /// ln of the integral of G(x, z) e^{−βf(z)} g(z) dz for the logarithm of g at the nodes; G is Green's function of exit.
  fileprivate func exitIntegral(of source: [Double], lowerAbsorbs: Bool, upperAbsorbs: Bool) -> Values {
    let gibbs = zip(energies, source).map { $1 - $0 }
    switch (lowerAbsorbs, upperAbsorbs) {
    case (false, _):
      return fromRight(zip(resistances, fromLeft(gibbs).nodes).map { $0 + $1 })
    case (true, false):
      return fromLeft(zip(resistances, fromRight(gibbs).nodes).map { $0 + $1 })
    case (true, true):
      let before = fromLeft(resistances)
      let after = fromRight(resistances)
      let left = fromLeft(zip(gibbs, before.nodes).map { $0 + $1 })
      let right = fromRight(zip(gibbs, after.nodes).map { $0 + $1 })
      func combine(_ before: [Double], _ after: [Double], _ left: [Double], _ right: [Double]) -> [Double] {
        before.indices.map { place in
          GibbsLine.logSum(after[place] + left[place], before[place] + right[place])
            - GibbsLine.logSum(before[place], after[place])
        }
      }
      return Values(
        nodes: combine(before.nodes, after.nodes, left.nodes, right.nodes),
        edges: combine(before.edges, after.edges, left.edges, right.edges))
    }
  }
}

extension GibbsLine.Values {
  /// The function times e^{constant}.
  fileprivate func plus(_ constant: Double) -> Self {
    Self(nodes: nodes.map { $0 + constant }, edges: edges.map { $0 + constant })
  }
}
