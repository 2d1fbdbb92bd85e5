// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Runs
import Settings
import Statistics

/// The key `step-check` of methods that take steps of time: everything once more at half the step.
enum StepCheck {
  static let parameter = Parameter(
    "step-check", .flag, default: .flag(false),
    "moves the walkers at half the time step too and reports the time step's error, by the scheme's order")
}

extension EquilibriumPoint {
  /// Whether to sample at half the time step too: where that is asked for and the scheme has a discretization error.
  var checksStep: Bool {
    settings.flag(StepCheck.parameter.name) && !integrator.hasExactStationaryLaw
  }

  /// p of the error hᵖ of stationary averages; one where the scheme promises none.
  fileprivate var stepOrder: Double {
    if case .order(let order) = integrator.convergence.stationary { order } else { 1 }
  }
}

extension [Finding] {
  /// The findings with the errors that their time step makes, from those at half of it, where a point asks for them; if there
  /// is nothing to compare with, a note says why.
  func checked(at point: EquilibriumPoint, half: () throws(NotApplicable) -> [Finding]) -> [Finding] {
    guard point.checksStep else { return self }
    do { return compared(withHalfStep: try half(), order: point.stepOrder) } catch {
      return noted(["the run at half the time step has no numbers: \(error)"])
    }
  }

  /// The findings with further notes.
  func noted(_ notes: [String]) -> [Finding] {
    map { finding in
      var finding = finding
      finding.notes += notes
      return finding
    }
  }
}
