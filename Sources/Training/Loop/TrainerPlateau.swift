// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension Trainer {
  /// Refuses a measure that the run does not have.
  static func check(
    _ plateau: Plateau, _ objective: any Objective<R>, hasTest: Bool, row: Int32, initialWeights: [Double]
  ) throws(Problem) {
    let place = SettingPath(["rate-schedule", "measure"])
    if plateau.measure.isOfTest, !hasTest {
      throw Problem(
        "\(plateau.measure.rawValue) needs a test set, and there is none; look at the training set.", at: place)
    }
    guard plateau.measure.isAccuracy else { return }
    let weights = initialWeights.map { R($0) }
    let rows = [row]
    if objective.evaluate(at: weights.span, rows: rows.span).correct == nil {
      throw Problem("\(plateau.measure.rawValue) needs answers that are classes; look at a loss.", at: place)
    }
  }

  /// Looks at the measure of a plateau schedule where it is time, once a step.
  func look(at step: Int, for plateau: Plateau, batch: Evaluation) {
    guard step % plateau.every == 0, current.plateau.lookedAt < step else { return }
    let isWhole = orders[order].isFull && !dropsOut && !plateau.measure.isOfTest
    let found = isWhole ? batch : evaluate(plateau.measure.isOfTest ? test : train)
    plateau.look(at: plateau.measure.isAccuracy ? found.accuracy ?? .nan : found.loss, in: &current.plateau)
    current.plateau.lookedAt = step
  }

  /// Begins the filters anew that the present phase sets and the one before did not have.
  func forgetFilters() {
    guard phase > 0 else { return }
    for index in slices.indices {
      let former = plan.phases[phase - 1].settings(for: groups[slices[index].group])?.filter
      let present = slices[index].settings.filter
      guard String(reflecting: former) != String(reflecting: present) else { continue }
      current.filtered[index] = 0
      for vector in slices[index].slice.filterVectors { vector.update(repeating: 0, count: slices[index].slice.count) }
    }
  }
}
