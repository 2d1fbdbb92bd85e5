// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Settings

/// Where walkers start, as the key `start` has it.
enum StartChoice: Sendable {
  /// Drawn from the Gibbs law of the region `from`.
  case gibbs
  /// At its minimum.
  case minimum
  /// Where the dynamics first enters it, each walker from an initial position of its own.
  case arrival
  /// Each at an initial position of its own.
  case initial
  /// All at one position, that of a file.
  case stored([Double])
  /// Where a training ends.
  case trained(TrainedStart)

  /// Whether the region `from` says where walkers start; the others need none.
  var needsRegion: Bool {
    switch self {
    case .gibbs, .minimum, .arrival: true
    case .initial, .stored, .trained: false
    }
  }

  private static let initialWord = "initial"
  private static let weightsKey = "weights"
  private static let trainedKey = "trained"

  /// What the key takes, in words.
  static let words = "gibbs, minimum, arrival, initial, {weights: FILE} or {trained: {…}}"

  private static let word = Parameter.word(
    Start.key, default: "gibbs", among: ["gibbs", "minimum", Start.arrival, initialWord], "where walkers start")

  /// Reads the key.
  ///
  /// - Parameters:
  ///   - from: what the scenario says of the region; where that takes an observation, walkers of a network arrive in it.
  ///   - startsAtOnce: whether all walkers start at time zero: then none can arrive first, and networks start at their initial
  ///     weights.
  /// - Returns: `nil` after a problem was reported.
  static func read(
    _ reader: Reader, _ potential: (any Potential)?, from: Value?, startsAtOnce: Bool = false
  ) -> StartChoice? {
    let value = reader.raw(Start.key)
    if let record = value?.asRecord { return read(record, reader, potential) }
    if value == nil || value == .null, let potential, arrives(in: from, of: potential) {
      reader.resolve(Start.key, as: .text(startsAtOnce ? initialWord : Start.arrival))
      return startsAtOnce ? .initial : .arrival
    }
    if startsAtOnce, value == .text(Start.arrival), potential is any InitializedPotential {
      reader.report(
        "start is '\(Start.arrival)', and here all walkers start at time zero; say initial, {weights: FILE} or {trained: {…}}.",
        at: Start.key)
      return nil
    }
    let before = reader.log.problems.count
    let found = reader.read(word).asText
    guard reader.log.problems.count == before else { return nil }
    switch found {
    case "minimum": return .minimum
    case Start.arrival: return .arrival
    case initialWord:
      guard potential == nil || potential is any InitializedPotential else {
        reader.report(noInitialPositions(initialWord), at: Start.key)
        return nil
      }
      return .initial
    default: return .gibbs
    }
  }

  /// Why a potential has no such start.
  static func noInitialPositions(_ word: String) -> String {
    "start is '\(word)'; that is for potentials whose walkers have initial positions of their own, such as network-loss."
  }

  /// Whether walkers arrive in a region where nothing else is said: networks know their initial weights, and no Gibbs law of a
  /// region that takes an observation.
  private static func arrives(in from: Value?, of potential: any Potential) -> Bool {
    guard potential is any InitializedPotential else { return false }
    guard potential.isSearchable, let from else { return true }
    if from.asText != nil || from.asRecord?["point"] != nil { return false }
    let region = RegionReader(of: potential, wells: [], part: .region, log: ProblemLog()).read(from, at: .root)
    return region?.isObserved ?? false
  }

  private static func read(_ record: Record, _ reader: Reader, _ potential: (any Potential)?) -> StartChoice? {
    let inner = reader.inner(Start.key)
    let kinds = [weightsKey, trainedKey].filter { record[$0] != nil }
    guard kinds.count == 1, let kind = kinds.first else {
      reader.report("start is \(record.keys.joined(separator: " and ")); one of \(words) is expected.", at: Start.key)
      return nil
    }
    // A potential with a problem of its own has been reported.
    guard let potential else {
      _ = (inner.raw(weightsKey), inner.raw(trainedKey))
      return nil
    }
    guard let network = potential as? any TrainablePotential else {
      reader.report("start has \(kind); that is for potentials with weights, such as network-loss.", at: Start.key)
      return nil
    }
    let before = reader.log.problems.count
    var choice: StartChoice?
    if kind == weightsKey {
      choice = network.storedPosition(inner).map { .stored($0) }
    } else {
      let settings = inner.inner(trainedKey)
      let replicas = settings.integer(
        "replicas", default: 1, .between(1, 1e6),
        "trainings from initial weights of their own, which walkers take in turn")
      if let training = network.training(settings) {
        choice = .trained(TrainedStart(training, of: network, replicas: replicas))
      }
      inner.resolve(trainedKey, as: .record(settings.resolved))
    }
    inner.finish()
    reader.resolve(Start.key, as: .record(inner.resolved))
    return reader.log.problems.count == before ? choice : nil
  }
}
