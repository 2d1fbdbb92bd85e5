// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics
import Thermodynamics

/// Means and variances under the Gibbs law of f and of what the potential tells, in each place: `mean-loss`, `loss-variance`.
struct FluctuationFindings {
  let averages: ToldAverages
  let point: EquilibriumPoint

  var all: [Finding] {
    point.places.enumerated().flatMap { index, place in
      (place.isWhole ? energies(in: index, place) : [])
        + point.observables.enumerated().flatMap { number, observable in
          findings(
            number + 1, in: index, at: place.record(on: observable), mean: observable.meanName,
            variance: "\(observable.quantity)-variance")
        }
    }
  }

  /// E, the variance of f, and the heat capacity (⟨f²⟩ − ⟨f⟩²)/θ² in units of k_B.
  private func energies(in index: Int, _ place: EquilibriumPlace) -> [Finding] {
    let found = findings(0, in: index, at: place.record, mean: "energy", variance: "energy-variance")
    guard let scatter = found.first(where: { $0.quantity == "energy-variance" }), let estimate = scatter.estimate else {
      return found
    }
    var heat = scatter
    heat.quantity = "heat-capacity"
    heat.estimate = estimate.scaled(by: 1 / (point.temperature * point.temperature))
    return found + [heat]
  }

  private func findings(_ quantity: Int, in region: Int, at place: Record, mean: String, variance: String) -> [Finding]
  {
    do throws(NotApplicable) {
      let average = try averages.average(of: quantity, in: region)
      var own = [Finding(mean, average.mean, unit: mean == "energy" ? "energy" : "1", at: place)]
      if let spread = average.variance {
        own.append(Finding(variance, spread, unit: mean == "energy" ? "energy²" : "1", at: place))
      }
      return own.map { finding in
        var finding = finding
        finding.rHat = average.rHat.flatMap { $0.isFinite ? $0 : nil }
        if let doubt = average.doubt { finding.doubt(because: doubt) }
        return finding
      }
    } catch { return [Finding(mean, nil, unit: "1", notes: ["not applicable: \(error)"], at: place)] }
  }
}
