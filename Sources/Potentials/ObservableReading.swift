// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension Observable {
  /// As it stands in a scenario: `{loss: test}`.
  package var value: Value { .record(Record([(quantity, .text(place))])) }

  /// Reads `{loss: test}`: a number that a potential tells of a position.
  ///
  /// - Parameters:
  ///   - value: what stands in the scenario.
  ///   - path: where it stands.
  ///   - potential: what tells it.
  ///   - needsGradient: whether it is to carry a bias.
  ///   - log: where problems go.
  /// - Returns: `nil` after a problem went into the log.
  package static func read(
    _ value: Value, at path: SettingPath, of potential: any Potential, needsGradient: Bool = false, log: ProblemLog
  ) -> Observable? {
    let known = (potential as? any ObservablePotential)?.observables ?? []
    guard !known.isEmpty else {
      log.report("this potential tells nothing of a position but its energy; the loss of a network does.", at: path)
      return nil
    }
    let quantities = known.map(\.quantity).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard let record = value.asRecord, record.entries.count == 1, let (quantity, place) = record.entries.first else {
      log.report(
        "an observable is \(value.described); one of \(quantities.joined(separator: ", ")) and where it is observed is "
          + "expected, such as \(example(of: known)).", at: path)
      return nil
    }
    let here = path.appending(quantity)
    let places = known.filter { $0.quantity == quantity }
    guard !places.isEmpty else {
      if let reason = (potential as? any ObservablePotential)?.absentQuantities[quantity] {
        log.report("\(quantity) is not told here: \(reason).", at: here, spot: .key)
        return nil
      }
      log.report("unknown observable '\(quantity)'\(choice(quantity, among: quantities))", at: here, spot: .key)
      return nil
    }
    guard let word = place.asText, let found = places.first(where: { $0.place == word }) else {
      if let word = place.asText, let reason = (potential as? any ObservablePotential)?.absentPlaces[word] {
        log.report("\(quantity) cannot be observed on \(word): \(reason).", at: here)
        return nil
      }
      let word = place.asText.map { "'\($0)'" } ?? place.described
      log.report("\(quantity) is observed on \(places.map(\.place).joined(separator: ", ")), not on \(word).", at: here)
      return nil
    }
    guard !needsGradient || found.hasGradient else {
      let others = known.filter(\.hasGradient)
      log.report(
        "\(found) has no gradient, so that it cannot carry a bias; take \(example(of: others)).", at: here, spot: .key)
      return nil
    }
    return found
  }

  private static func example(of observables: [Observable]) -> String {
    (observables.last { $0.quantity == "loss" } ?? observables.first).map { "{\($0.quantity): \($0.place)}" } ?? ""
  }
}
