// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings
import Training

/// What is measured of how a network computes the rule αa + βb mod p: keys of the mapping `measure`.
struct RuleMeasureSettings: Sendable {
  /// Which waves the restricted and the excluded loss are about.
  enum Frequencies: Sendable, Equatable {
    /// Neither is measured.
    case none
    /// Those that stand out in the logits of the last weights.
    case automatic
    /// Given ones.
    case given([Int])
  }

  var frequencies = Frequencies.none
  /// Whether the symbols are renamed and the operands swapped.
  var renamesSymbols = false
  /// The rule; `nil` where nothing is measured of it.
  var rule: LinearRule?

  /// Whether there is something to measure.
  var isActive: Bool { rule != nil }

  init() {}

  private static let frequencyKey = Parameter(
    "key-frequencies", .special("none, auto or a list of frequencies"), default: .text("none"),
    "frequencies of the restricted and the excluded loss; auto: those that stand out in the last weights' logits")
  private static let renamedKey = Parameter(
    "renamed-symbols", .flag, default: .flag(false),
    "whether answers and logits are compared over all shifts of the symbols, and over swapped operands")

  static let parameters: [Parameter] = [frequencyKey, renamedKey]

  /// Reads the keys.
  ///
  /// - Parameters:
  ///   - reader: the mapping `measure`.
  ///   - problem: what is learned; `nil` if that is not known, so that less is checked.
  init(_ reader: Reader, problem: LearningProblem?) {
    renamesSymbols = reader.read(Self.renamedKey) == .flag(true)
    let key = Self.frequencyKey.name
    let value = reader.raw(key) ?? .null
    switch value {
    case .null, .text("none"): reader.resolve(key, as: .text("none"))
    case .text("auto"):
      frequencies = .automatic
      reader.resolve(key, as: value)
    case .list:
      let list = reader.read(
        Parameter(key, .list(.integer(.atLeast(1))), default: .list([]), Self.frequencyKey.summary))
      let numbers = (list.asList ?? []).compactMap { $0.asNumber.flatMap { Int(exactly: $0) } }
      if numbers.isEmpty {
        reader.report("key-frequencies is an empty list; name one at least, or say 'auto'.", at: key)
      }
      frequencies = .given(Set(numbers).sorted())
    default:
      reader.report(
        "key-frequencies is \(value.described); 'none', 'auto' or a list of frequencies is expected.", at: key)
    }
    let wanted = [(frequencies != .none, key), (renamesSymbols, Self.renamedKey.name)].filter(\.0).map(\.1)
    guard let first = wanted.first, let problem else { return }
    if let objection = Self.objection(to: problem) {
      reader.report("\(first) \(objection)", at: first)
      return
    }
    rule = LinearRule(of: problem.examples, answers: problem.data.rule)
    guard let rule, case .given(let numbers) = frequencies, let large = numbers.first(where: { 2 * $0 > rule.modulus })
    else { return }
    reader.report(
      "the frequency \(large) is too large: modulo \(rule.modulus) they are 1 to \(rule.modulus / 2).", at: key)
  }

  /// Why the rule of a problem cannot be measured, the end of a sentence; `nil` if it can.
  private static func objection(to problem: LearningProblem) -> String? {
    guard LinearRule(of: problem.examples, answers: problem.data.rule) != nil else {
      return
        "needs a rule ax + by modulo p with 3 ≤ p ≤ \(LinearRule.largestModulus), such as x+y or x-y; this is \(problem.data.task.summary)."
    }
    guard !problem.data.settings.permutesLabels else {
      return "needs a rule, but the answers are permuted; leave out permute-labels."
    }
    switch problem.loss {
    case .crossEntropy, .stableMax, .squaredError(_, .oneHot): return nil
    default: return "needs one output for each answer; take cross-entropy, or squared-error with codes: one-hot."
    }
  }
}
