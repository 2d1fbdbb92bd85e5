// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Potentials
import Randomness
import Settings

/// The keys `dynamics` and `noise`: scheme, time step, generator.
struct DynamicsChoice {
  private(set) var integrator: any Integrator = EulerMaruyama()
  let timeStep: Double
  let noise: NoiseGenerator

  static let timeStep = Parameter.number("time-step", default: 0.001, .positive, "time step h of the scheme").measured(
    in: .time)

  /// The keys `dynamics` and `noise` of an experiment.
  static func parameters(_ summary: String = "the integrator, its time step and its own parameters") -> [Parameter] {
    [
      Parameter(
        "dynamics", .special("a mapping with integrator and time-step"), default: .record(Record()), summary),
      Parameter("noise", .special("a mapping with a generator"), default: .record(Record()), "the random numbers"),
    ]
  }

  /// The key `generator`; GSL's own environment variable counts where the file is silent.
  private static func generator(_ environment: [String: String]) -> Parameter {
    .word(
      "generator", default: environment["GSL_RNG_TYPE"] ?? NoiseGenerator.philox.name, among: NoiseGenerator.names,
      "philox4x32-10, or any generator of GSL by its name")
  }

  /// Reads both keys; the experiment says which scheme and time step are the default.
  init(
    _ reader: Reader, _ context: PointContext, integrator standard: (any Integrator)? = nil,
    timeStep standardStep: Double = 0.001
  ) {
    let inner = reader.inner("dynamics")
    let word = inner.contains("integrator") ? inner.raw("integrator")?.asText : standard?.name
    if let word, let entry = context.laboratory.integrator(named: word) {
      // The scheme's own parameters may stand beside its name.
      inner.resolve("integrator", as: .text(word))
      let values = inner.read(entry.parameters)
      do { integrator = try entry.make(values) } catch { reader.log.report(error.below(inner.path)) }
    } else if let chosen = context.laboratory.readIntegrator("integrator", in: inner) {
      integrator = chosen
    }
    var step = Self.timeStep
    step.defaultValue = .number(standardStep)
    timeStep = inner.read(step).asNumber ?? 1
    inner.finish()
    reader.resolve("dynamics", as: .record(inner.resolved))
    let random = reader.inner("noise")
    let name = random.read(Self.generator(context.environment)).asText ?? ""
    random.finish()
    reader.resolve("noise", as: .record(random.resolved))
    noise = (try? NoiseGenerator(named: name)) ?? .philox
    if !NoiseGenerator.names.contains(name), !random.contains("generator") {
      reader.log.report(
        "the environment variable GSL_RNG_TYPE is '\(name)'\(choice(name, among: NoiseGenerator.names))",
        at: random.path)
    }
  }
}

extension DynamicsChoice {
  /// Reports a potential with mini-batches that the integrator does not take.
  func check(against potential: any Potential, _ reader: Reader) {
    guard let noisy = potential as? any NoisyPotential, let batch = noisy.batch, !integrator.takesNoisyGradients else {
      return
    }
    reader.log.report(
      "batch is \(batch), and '\(integrator.name)' takes the gradient of all examples; "
        + "mini-batches are for sgld, preconditioned-sgld and sghmc.",
      at: reader.path.appending("potential").appending("batch"))
  }
}

extension Reader {
  /// The raw value of a key that must be there; its resolved form is what was written.
  func required(_ key: String, _ summary: String) -> Value? {
    guard let value = raw(key) else {
      log.report("'\(key)' is missing: \(summary).", at: path)
      return nil
    }
    resolve(key, as: value)
    return value
  }
}
