// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Where a coefficient of a law may lie.
package enum CoefficientDomain: Sendable, Equatable {
  /// Any real number.
  case real
  /// Positive numbers.
  case positive
  /// Below the least value that a covariate has among the runs that were seen to do it.
  case belowSeen(covariate: Int)
}

/// A coefficient of a law.
package struct LawCoefficient: Sendable, Equatable {
  /// The name in findings, kebab-case: `decay-per-example`.
  package let name: String
  /// The letter in the formula.
  package let symbol: String
  /// One line.
  package let meaning: String
  /// The unit in words; empty for a pure number.
  package let unit: String
  /// Where it may lie.
  package let domain: CoefficientDomain

  /// A coefficient.
  package init(
    _ name: String, _ symbol: String, _ meaning: String, unit: String = "", domain: CoefficientDomain = .real
  ) {
    self.name = name
    self.symbol = symbol
    self.meaning = meaning
    self.unit = unit
    self.domain = domain
  }
}

/// What a law stands for when laws are compared.
package enum LawRole: String, Sendable, Equatable {
  /// One of the laws in question.
  case candidate
  /// That nothing matters: one median for all runs.
  case constant
  /// One free median at each value: what the best law of these values could reach at most.
  case saturated
}

/// A law ln(median time) = μ(x; c) of a vector of covariates x with coefficients c.
package struct TimeLaw: Sendable {
  /// μ(x; c) with ∂μ/∂c written into `gradient`, which has one place a coefficient. ∞ says that it never happens at x.
  package typealias Location = @Sendable (_ x: [Double], _ c: [Double], _ gradient: inout [Double]) -> Double
  /// Coefficients to start from; the best of those that the search leads to is taken.
  package typealias Starts = @Sendable (_ support: LawSupport) -> [[Double]]

  /// The name, kebab-case.
  package let name: String
  /// The formula, in Unicode mathematics.
  package let formula: String
  /// The coefficients in the order of c.
  package let coefficients: [LawCoefficient]
  /// What it stands for in a comparison.
  package let role: LawRole
  /// The fewest runs that must have been seen to do it.
  package let leastSeen: Int
  /// The fewest distinct covariate vectors among them.
  package let leastValues: Int
  /// μ.
  package let location: Location
  /// Whether μ is linear in c; then ∂μ/∂c is computed once.
  package let isLinear: Bool
  /// The laws that this one becomes for some values of its coefficients, or in a limit, with what must hold of these; nothing must hold
  /// for a constant law, whose medians are looked at. Every law with a level and a free course contains it.
  package let contained: [String: [LawReduction]]
  let starts: Starts

  /// A law that is not linear in its coefficients.
  ///
  /// - Parameters:
  ///   - leastSeen: the fewest uncensored runs, by default two more than coefficients.
  ///   - leastValues: the fewest distinct covariate vectors among them, by default as many as coefficients.
  ///   - contained: laws that are special cases of this one.
  ///   - starts: coefficients to search from.
  ///   - location: μ with its gradient.
  package init(
    name: String, formula: String, coefficients: [LawCoefficient], role: LawRole = .candidate, leastSeen: Int? = nil,
    leastValues: Int? = nil, contained: [String: [LawReduction]] = [TimeLaw.constantName: []], starts: @escaping Starts,
    location: @escaping Location
  ) {
    self.name = name
    self.formula = formula
    self.coefficients = coefficients
    self.role = role
    self.leastSeen = leastSeen ?? coefficients.count + 2
    self.leastValues = leastValues ?? max(coefficients.count, 1)
    self.contained = contained.filter { $0.key != name }
    self.starts = starts
    self.location = location
    isLinear = false
  }

  /// A law μ = offset(x) + Σ cⱼ φⱼ(x).
  ///
  /// - Parameters:
  ///   - offset: what has no coefficient; ∞ where it never happens.
  ///   - contained: laws that are special cases of this one.
  ///   - regressors: φ(x), one number a coefficient.
  package init(
    name: String, formula: String, coefficients: [LawCoefficient], role: LawRole = .candidate, leastSeen: Int? = nil,
    leastValues: Int? = nil, contained: [String: [LawReduction]] = [TimeLaw.constantName: []],
    offset: @escaping @Sendable (_ x: [Double]) -> Double = { _ in 0 },
    regressors: @escaping @Sendable (_ x: [Double]) -> [Double]
  ) {
    self.name = name
    self.formula = formula
    self.coefficients = coefficients
    self.role = role
    self.leastSeen = leastSeen ?? coefficients.count + 2
    self.leastValues = leastValues ?? max(coefficients.count, 1)
    self.contained = contained.filter { $0.key != name }
    isLinear = true
    location = { x, c, gradient in
      gradient = regressors(x)
      return zip(gradient, c).reduce(offset(x)) { $0 + $1.0 * $1.1 }
    }
    starts = { support in
      let values = zip(support.covariates, support.logarithms).map { $1 - offset($0) }
      return [support.leastSquares(support.covariates.map(regressors), values)].compactMap(\.self)
    }
  }
}

extension TimeLaw {
  /// The name of the law of which every other one that has a level is a generalization.
  package static let constantName = "constant"

  /// ln t = a: nothing matters.
  package static let constant = TimeLaw(
    name: constantName, formula: "ln t = a",
    coefficients: [LawCoefficient("logarithmic-level", "a", "ln of the median")],
    role: .constant, leastValues: 1
  ) { _ in [1] }

  /// A free median at each of some covariate vectors.
  ///
  /// - Parameter values: the distinct vectors; others never happen.
  package static func saturated(at values: [[Double]]) -> TimeLaw {
    let places = Dictionary(values.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return TimeLaw(
      name: "saturated", formula: "ln t = aₖ",
      coefficients: values.indices.map { index in
        LawCoefficient("logarithmic-level-\(index + 1)", "a\(index + 1)", "ln of the median at value \(index + 1)")
      }, role: .saturated, leastSeen: values.count + 1,
      offset: { places[$0] == nil ? .infinity : 0 },
      regressors: { x in values.indices.map { $0 == places[x] ? 1 : 0 } })
  }
}
