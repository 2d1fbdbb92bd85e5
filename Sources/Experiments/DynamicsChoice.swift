// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Randomness
import Settings

/// The keys `dynamics` and `noise`: scheme, time step, generator.
struct DynamicsChoice {
  private(set) var integrator: any Integrator = EulerMaruyama()
  let timeStep: Double
  let noise: NoiseGenerator

  static let timeStep = Parameter.number("time-step", default: 0.001, .positive, "time step h of the scheme")
  /// GSL's own environment variable counts where the file is silent.
  static var generator: Parameter {
    .word(
      "generator", default: ProcessInfo.processInfo.environment["GSL_RNG_TYPE"] ?? NoiseGenerator.philox.name,
      among: NoiseGenerator.names, "philox4x32-10, or any generator of GSL by its name")
  }

  /// Reads both keys; the experiment says what scheme and time step are when nothing is said.
  init(_ reader: Reader, integrator standard: (any Integrator)? = nil, timeStep standardStep: Double = 0.001) {
    let inner = reader.inner("dynamics")
    let word = inner.contains("integrator") ? inner.raw("integrator")?.asText : standard?.name
    if let word, let entry = IntegratorCatalogue.entry(named: word) {
      // The scheme's own parameters may stand beside its name.
      inner.resolve("integrator", as: .text(word))
      let values = inner.read(entry.parameters)
      do { integrator = try entry.make(values) } catch { reader.log.report(error.below(inner.path)) }
    } else if let chosen = IntegratorCatalogue.read("integrator", in: inner) {
      integrator = chosen
    }
    var step = Self.timeStep
    step.defaultValue = .number(standardStep)
    timeStep = inner.read(step).asNumber ?? 1
    inner.finish()
    reader.resolve("dynamics", as: .record(inner.resolved))
    let random = reader.inner("noise")
    let name = random.read(Self.generator).asText ?? ""
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

extension [NoiseGenerator] {
  /// The names of the generators, each once.
  var sentence: String {
    var names: [String] = []
    for generator in self where !names.contains(generator.name) { names.append(generator.name) }
    return names.joined(separator: ", ")
  }
}
