// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Runs
import Synchronization

/// Positions that are found by training, once: they are kept in the run's directory, as a safetensors file each.
///
/// The first task that needs one trains it, and others wait for it. It is a function of the scenario alone, so that a task
/// in another process finds the same bits.
final class TrainedStart: Sendable {
  private let training: any PositionTraining
  private let potential: any TrainablePotential
  private let replicas: UInt32
  private let places: Places

  /// What was trained so far, by replica.
  private final class Places: Sendable {
    let known = Mutex<[UInt32: Place]>([:])

    func place(of replica: UInt32) -> Place {
      known.withLock { known in
        if let place = known[replica] { return place }
        let place = Place()
        known[replica] = place
        return place
      }
    }
  }

  /// One replica: whoever trains it holds the lock.
  private final class Place: Sendable {
    let position = Mutex<[Double]?>(nil)
  }

  /// Points of a sweep that train alike share what they have trained.
  private static let shared = Mutex<[String: Places]>([:])

  /// - Parameter replicas: how many are trained; walkers take them in turn.
  init(_ training: any PositionTraining, of potential: any TrainablePotential, replicas: Int) {
    self.training = training
    self.potential = potential
    self.replicas = UInt32(replicas)
    places = Self.shared.withLock { shared in
      if let places = shared[training.essence] { return places }
      let places = Places()
      shared[training.essence] = places
      return places
    }
  }

  /// Trains what some walkers need, or finds it in the run's directory.
  ///
  /// - Throws: what the training says where it fails, and `CancellationError` where the task is asked to stop.
  func prepare(_ walkers: Range<UInt32>, in context: TaskContext) throws {
    for replica in Set(walkers.prefix(Int(replicas)).map { $0 % replicas }).sorted() {
      try places.place(of: replica).position.withLock { position in
        let file = TaskFile.weights(name: "start-\(Self.name(of: training.essence))-\(replica)")
        if let known = position {
          // Another run of this process may have trained it.
          if context.read(file) == nil { try context.write(Data(potential.stored(known)), to: file) }
          return
        }
        if let data = context.read(file), let stored = potential.position(stored: [UInt8](data)) {
          position = stored
          return
        }
        let found = try training.train(replica: replica) { steps, reached in
          let state = reached.isEmpty ? "" : ", \(reached)"
          context.report(note: "training the start: \(steps) steps\(state)")
          return !context.isCancelled
        }
        guard let found else { throw CancellationError() }
        try context.write(Data(potential.stored(found)), to: file)
        position = found
      }
    }
  }

  /// Where a walker starts.
  ///
  /// - Throws: where nothing was prepared for it.
  func position(of walker: UInt32) throws -> [Double] {
    guard let found = places.place(of: walker % replicas).position.withLock({ $0 }) else {
      throw StartError("the start of walker \(walker) was not trained.")
    }
    return found
  }

  /// A number for a text: FNV-1a in hexadecimal.
  private static func name(of text: String) -> String {
    String(text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }, radix: 16)
  }
}
