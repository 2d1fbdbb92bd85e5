// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs

/// All points and methods of an `equilibrium` scenario as tasks, and what their results say.
struct EquilibriumExperiment: MethodicalExperiment {
  let parts: MethodTasks<EquilibriumPoint>

  init(points: [EquilibriumPoint]) { parts = MethodTasks(points: points) }

  static let costPerSecond = 2e7

  func analyze(_ table: EquilibriumTable) -> Analysis { EquilibriumAnalysis(table).analysis }
}
