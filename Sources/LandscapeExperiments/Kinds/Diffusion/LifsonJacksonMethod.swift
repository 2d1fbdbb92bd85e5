// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Runs
import Settings
import Statistics

/// The exact coefficient at long times on circles and in valleys whose walls repeat themselves.
struct LifsonJacksonMethod: ExperimentMethod {
  let name = "lifson-jackson"
  let title = "Lifson–Jackson"
  let summary = "exact long-time coefficient on circles and along valleys whose walls repeat themselves"
  let formula = "D = θ/(⟨e^{−βA}⟩⟨e^{βA}⟩) over a period, A = f or (θ/2)(d − 1) ln k(s)"
  let standing = MethodStanding.computed(rank: 10)

  private static let quantity = "diffusion-coefficient"

  func objection(to point: DiffusionPoint) -> String? {
    guard let temperature = point.walk.temperature else { return "needs a constant temperature" }
    guard point.walk.integrator.isOverdamped else { return "is for overdamped dynamics" }
    do { _ = try EffectiveDiffusion.lifsonJackson(point.potential, temperature: temperature) } catch {
      return "has no answer: \(error)"
    }
    return nil
  }

  func parts(of point: DiffusionPoint) -> [MethodPart] { [MethodPart(cost: 1e5, steps: 0)] }

  func perform(part: Int, of point: DiffusionPoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.walk.temperature else { return Dataset(findings: []) }
    let coefficient = try EffectiveDiffusion.lifsonJackson(point.potential, temperature: temperature)
    return Dataset(findings: [
      Finding(Self.quantity, coefficient, unit: "length²/time", at: .direction(point.principalDirection))
    ])
  }

  func remarks(on table: ResultTable<DiffusionPoint>) -> [String] {
    guard let measured = table.reference(for: Self.quantity, among: [.sampled])?.name,
      let row = table.rows.last(where: { !$0.findings(of: measured).isEmpty })
    else { return [] }
    let place = Record.direction(row.point.principalDirection)
    guard let law = row.finding(name, Self.quantity, at: place), let number = law.estimate,
      let found = row.finding(measured, Self.quantity, at: place)
    else { return [] }
    var verdict = AgreementVerdict(reference: "the law")
    verdict.add(found, against: law, isRelative: true, at: "")
    let words = "The law of Lifson and Jackson gives \(number.formatted)"
    guard let z = verdict.worst?.z else { return ["\(words); whether the walkers agree cannot be told."] }
    let size =
      "\(NumberFormat.rounded(abs(z), digits: 2)) standard errors \(z > 0 ? "below" : "above") the measured one"
    switch verdict.outcome {
    case .agree: return ["\(words), in agreement (\(size))."]
    case .cannotTell: return ["\(words), \(size), whose error is too wide to tell whether they agree."]
    default: return ["\(words), not in agreement: \(size)."]
    }
  }
}
