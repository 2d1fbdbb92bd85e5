// SPDX-License-Identifier: GPL-3.0-or-later
// How often do walkers leave a well of our own? By simulation with its error, and by quadrature.
import Ravine

/// f(x) = (|x| − 1)²: two parabolas that meet in an edge, with |x| rounded to √(x² + 10⁻⁴).
struct CuspWell: LinePotential {
  let window = [-2.5...2.5]
  func energy<Lane: Lanes>(_ x: Lane) -> Lane { (Lane.squareRoot(x.squared + 1e-4) - 1).squared }
}

let potential = CuspWell()
let temperature = 0.25
let problem = FirstPassageProblem(
  potential: potential, timeStep: 0.001, schedule: ConstantTemperature(temperature), target: .above(1),
  timeLimit: 10_000, seed: 1)
let simulated = try problem.rate(from: .point([-1]), walkers: 4096)
let exact = try ExactPassage(potential: potential, temperature: temperature)
  .moments(from: .point([-1]), to: .above(1)).rate

print("simulation: \(simulated.value) ± \(simulated.standardError)")
print("quadrature: \(exact.value)")
print("difference: \(simulated.z(against: exact.value)) standard errors")
