// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// One point of the sweep of a `training` scenario, decoded and checked.
struct TrainingPoint: ExperimentPoint {
  /// What decides its runs.
  let settings: RunSettings
  /// How many runs there are, independent of each other.
  let replicas: Int

  /// Decodes one point; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    replicas = Int(reader.read(TrainingRuns.replicas).asNumber ?? 1)
    guard let settings = RunSettings(reader, at: position, keepsWeights: true) else { return nil }
    self.settings = settings
  }
}
