// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Settings

/// An underdamped scheme that composes the exact solutions of three pieces in the order of a word, from left to right:
///
///     A (drift)  q ← q + p τ
///     B (kick)   p ← p − ∇f(q) τ
///     O (bath)   p ← e^{−γτ} p + √(θ(1 − e^{−2γτ})) ξ
///
/// A letter that stands k times in the word is applied with τ = h/k each time. Palindromes are of second order. On the
/// harmonic well with k = m = β = 1, BAOAB has ⟨q²⟩ = 1 and ⟨p²⟩ = 1 − h²/4, OBABO ⟨q²⟩ = 1/(1 − h²/4) and ⟨p²⟩ = 1.
/// At γ = 0 it conserves energy to order h².
public struct Splitting: Integrator, Equatable {
  /// The letters.
  public let word: [Piece]
  /// γ ≥ 0.
  public let friction: Double

  /// A piece of the equation that is solved exactly.
  public enum Piece: Character, Sendable {
    case drift = "A"
    case kick = "B"
    case bath = "O"
  }

  /// The scheme of a word such as `BAOAB`.
  ///
  /// - Throws: a problem when the word has other letters than A, B and O, lacks one of them, or is longer than 16.
  public init(_ word: String, friction: Double = 1) throws(Problem) {
    let pieces = word.compactMap(Piece.init(rawValue:))
    guard pieces.count == word.count, pieces.count <= 16,
      pieces.contains(.drift), pieces.contains(.kick), pieces.contains(.bath)
    else {
      throw Problem(
        "'\(word)' is not a splitting: a word of A (drift), B (kick) and O (bath) is expected that has each of them, "
          + "such as BAOAB, and at most 16 letters.", at: .root)
    }
    self.word = pieces
    self.friction = friction
  }

  /// The name in a scenario.
  public var name: String { String(word.map(\.rawValue)) }
  /// The momentum belongs to the state.
  public var isOverdamped: Bool { false }
  /// γ.
  public var momentumFriction: Double? { friction }
  /// The momentum.
  public var memory: [CarriedState] { [.momentum] }
  /// Second order in the weak sense and for the stationary law if the word reads the same backwards, else first order;
  /// strong order 1, since the noise of a step comes at points of it.
  public var convergence: Convergence {
    let order: Double = word == word.reversed() ? 2 : 1
    return Convergence(strong: 1, weak: order, stationary: .order(order))
  }
  /// One deviate per coordinate and bath.
  public func deviates(dimension: Int) -> Int { dimension * occurrences(of: .bath) }

  private func occurrences(of piece: Piece) -> Int { word.count { $0 == piece } }

  /// Takes one step of the formula above.
  public func step(_ block: inout WalkerBlock, at context: StepContext) {
    let (q, p) = (block.new, block.memory(0))
    let drift = context.timeStep / Double(occurrences(of: .drift))
    let kick = context.timeStep / Double(occurrences(of: .kick))
    let bath = context.timeStep / Double(occurrences(of: .bath))
    let decay = exp(-friction * bath)
    let amplitude = (-context.temperature * expm1(-2 * friction * bath)).squareRoot()
    var position = block.old
    var baths = 0
    for piece in word {
      switch piece {
      case .drift:
        q.set(position, plus: drift, p)
        position = q
        block.gradientIsCurrent = false
      case .kick:
        let gradient = block.gradientIsCurrent ? block.lastGradient : block.gradient(at: position)
        block.gradientIsCurrent = true
        p.set(p, plus: -kick, gradient)
      case .bath:
        p.set(decay, p, plus: amplitude, block.deviates(baths))
        baths += 1
      }
    }
  }

  /// The catalogue's entry of a word; the words of the catalogue are those with names in the literature.
  package static func entry(_ word: String) -> CatalogueEntry<any Integrator> {
    CatalogueEntry<any Integrator>(
      name: word, summary: "underdamped splitting \(word): A drift, B kick, O bath",
      formula: "A: q ← q + pτ;  B: p ← p − ∇f τ;  O: p ← e^{−γτ}p + √(θ(1 − e^{−2γτ})) ξ;  τ = h/occurrences",
      parameters: [
        .number("friction", default: 1, .nonNegative, "γ, rate at which the bath takes momentum, 1/time").measured(
          in: .rate)
      ],
      source: "Leimkuhler and Matthews 2015, Molecular Dynamics, ch. 7",
      example: "dynamics: {integrator: {kind: \(word), friction: 1}, time-step: 0.1}"
    ) { (values) throws(Problem) in try Splitting(word, friction: values.number("friction")) }
  }
}
