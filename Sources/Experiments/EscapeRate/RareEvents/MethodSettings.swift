// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The settings of one method under a key of their own.
protocol MethodSettings: Sendable {
  static var key: String { get }
  static var parameters: [Parameter] { get }
  init(_ values: Parameters)
}

extension MethodSettings {
  /// Reads the key; without need its defaults are not written down.
  init(_ reader: Reader, isNeeded: Bool) {
    let inner = reader.inner(Self.key)
    let values = inner.read(Self.parameters)
    inner.finish()
    if isNeeded || reader.contains(Self.key) { reader.resolve(Self.key, as: .record(inner.resolved)) }
    self.init(values)
  }

  /// Independent repetitions, each a task: their spread is the error bar.
  static var repetitions: Parameter {
    .integer("repetitions", default: 16, .between(2, 10000), "independent repetitions, whose spread is the error bar")
  }
}

/// `splitting:`.
struct SplittingSettings: MethodSettings {
  static let key = "splitting"
  static let parameters: [Parameter] = [
    .integer("replicas", default: 500, .between(2, 4000), "walkers of a repetition, which climb together"),
    .number("killed-share", default: 0.1, .between(0.0001, 0.9), "share of them that starts anew at each level"),
    .integer("loops", default: 4, .between(2, 10000), "rounds of each replica near home, which are timed"),
    .integer("repetitions", default: 32, .between(2, 1024), "independent repetitions, whose spread is the error bar"),
    .integer("keep-paths", default: 0, .between(0, 1000), "transition paths to keep and draw"),
  ]
  let replicas: Int
  let killedShare: Double
  let loops: Int
  let repetitions: Int
  let keepPaths: Int

  init(_ values: Parameters) {
    replicas = max(2, values.integer("replicas"))
    killedShare = values.number("killed-share")
    loops = max(2, values.integer("loops"))
    repetitions = max(2, values.integer("repetitions"))
    keepPaths = values.integer("keep-paths")
  }
}

/// `forward-flux:`.
struct ForwardFluxSettings: MethodSettings {
  static let key = "forward-flux"
  static let parameters: [Parameter] = [
    .integer(
      "interfaces", default: 0, .between(0, 400),
      "how many interfaces; 0: as many as the success probability needs"),
    .number(
      "success-probability", default: 0.3, .between(0.01, 0.95), "share of the trials that each interface lets through"),
    .numbers("at", default: [], "the scores of the interfaces, ascending, if they are not to be chosen"),
    .integer("walkers", default: 500, .between(2, 1e7), "walkers that go round from home to the first interface"),
    .integer("rounds", default: 10, .between(1, 1e6), "how often each goes round"),
    .integer("trials", default: 2000, .between(2, 1e8), "trials from each interface"),
    repetitions,
  ]
  let interfaces: Int
  let successProbability: Double
  let given: [Double]
  let walkers: Int
  let rounds: Int
  let trials: Int
  let repetitions: Int

  init(_ values: Parameters) {
    interfaces = values.integer("interfaces")
    successProbability = values.number("success-probability")
    given = values.numbers("at").sorted()
    walkers = max(2, values.integer("walkers"))
    rounds = max(1, values.integer("rounds"))
    trials = max(2, values.integer("trials"))
    repetitions = max(2, values.integer("repetitions"))
  }
}

/// `weighted-ensemble:`.
struct WeightedEnsembleSettings: MethodSettings {
  static let key = "weighted-ensemble"
  static let parameters: [Parameter] = [
    .integer("bins", default: 30, .between(2, 10000), "bins along the score, laid by a run of their own"),
    .numbers("edges", default: [], "the inner edges of the bins, if they are not to be chosen"),
    .integer("walkers-per-bin", default: 100, .between(1, 1e6), "walkers in an occupied bin"),
    .number(
      "resampling-time", default: 0, .nonNegative, "time between two resamplings; 0: fifty time steps"),
    .integer("iterations", default: 800, .between(2, 1e8), "how often the walkers are moved and resampled"),
    .integer(
      "warm-up", default: 0, .nonNegative, "iterations at the beginning that do not count; 0: found from the flux"),
    repetitions,
  ]
  /// Steps between two resamplings where no time is said.
  private static let steps = 50

  let bins: Int
  let edges: [Double]
  let walkersPerBin: Int
  let resamplingTime: Double
  let iterations: Int
  let warmUp: Int
  let repetitions: Int

  init(_ values: Parameters) {
    bins = max(2, values.integer("bins"))
    edges = values.numbers("edges")
    walkersPerBin = max(1, values.integer("walkers-per-bin"))
    resamplingTime = values.number("resampling-time")
    iterations = max(2, values.integer("iterations"))
    warmUp = values.integer("warm-up")
    repetitions = max(2, values.integer("repetitions"))
  }

  /// Steps of a length between two resamplings.
  func steps(of timeStep: Double) -> Int {
    resamplingTime > 0 ? max(1, Int((resamplingTime / timeStep).rounded())) : Self.steps
  }
}
