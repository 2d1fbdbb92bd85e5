// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// The point itself: f, |∇f|, how far Newton's method would go, and what the potential tells of it.
struct ValueAndSlopeMethod: ExperimentMethod {
  let name = "value-and-slope"
  let title = "at the point"
  let summary = "the value and the slope at the point, how far the minimum is, and its losses and accuracies"
  let formula = "f, |∇f|, |H⁻¹∇f| by conjugate gradients"
  let standing = MethodStanding.computed(rank: 5)

  func objection(to point: GeometryPoint) -> String? { nil }

  func parts(of point: GeometryPoint) -> [MethodPart] {
    [MethodPart(cost: 100 * point.potential.costPerStep, steps: 0)]
  }

  func perform(part: Int, of point: GeometryPoint, in context: TaskContext) throws -> Dataset {
    let found = try point.place.find(of: point.potential, in: context)
    let findings = CurvatureFindings(point: point, found: found, size: found.step.stiffness)
    func exact(_ quantity: String, _ value: Double, _ unit: String, at place: Record = Record()) -> Finding {
      Finding(quantity, .exact(value, accuracy: 1e-12), unit: unit, at: place)
    }
    var slope = exact("gradient-norm", found.gradientNorm, "energy/length")
    if let ending = found.descent {
      slope.notes.append(
        "after \(ending.steps) steps downward" + (ending.isAtRest ? "" : ", which came to no rest"))
    }
    if let doubt = findings.slopeDoubt { slope.notes.append(doubt) }
    var result = [
      exact("energy", point.potential.energy(at: found.position.span), "energy"), slope,
      exact("newton-step", found.step.length, "length"),
      exact("norm", found.position.reduce(0) { $0 + $1 * $1 }.squareRoot(), "length"),
    ]
    if let observed = point.potential as? any ObservablePotential {
      let wanted = observed.observables.filter {
        ["loss", "accuracy"].contains($0.quantity) && ["train", "test"].contains($0.place)
      }
      for (observable, value) in zip(wanted, observed.values(of: wanted, at: found.position.span)) {
        result.append(exact(observable.quantity, value, "", at: Record([("on", .text(observable.place))])))
      }
    }
    return Dataset(findings: result)
  }

  func warnings(on table: ResultTable<GeometryPoint>) -> [String] {
    table.rows.compactMap { row in
      row.finding(name, "gradient-norm")?.notes.first { $0.hasPrefix("the point is no minimum") }.map(row.placed)
    }
  }
}
