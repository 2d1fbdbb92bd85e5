// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Settings

/// What is recorded of walkers on their way beside their energy: means over the walkers against time.
enum RecordedObservables {
  /// The key `record`.
  static let parameter = Parameter(
    "record", .special("a list of observables, such as [{loss: test}, {norm: all}]"), default: .null,
    "what is recorded on the way beside the energy, the mean over the walkers; schedule-comparison records losses "
      + "and accuracies of networks by default")

  /// What is recorded where nothing is said.
  private static let standard = ["loss", "accuracy"]

  /// Reads the key; of potentials that tell nothing but their energy nothing is recorded and nothing written.
  ///
  /// - Parameter byDefault: whether losses and accuracies are recorded where nothing is said.
  static func read(_ reader: Reader, of potential: (any Potential)?, byDefault: Bool = true) -> [Observable] {
    let value = reader.raw(parameter.name) ?? .null
    guard let potential else { return [] }
    guard value != .null else {
      guard byDefault, let observed = potential as? any ObservablePotential else { return [] }
      let found = observed.observables.filter {
        standard.contains($0.quantity) && ["train", "test"].contains($0.place)
      }
      reader.resolve(parameter.name, as: .list(found.map(\.value)))
      return found
    }
    reader.resolve(parameter.name, as: value)
    guard let list = value.asList else {
      reader.report(
        "record is \(value.described); a list of observables is expected, such as [{loss: test}].", at: parameter.name)
      return []
    }
    let path = reader.path.appending(parameter.name)
    return list.enumerated().compactMap { index, value in
      Observable.read(value, at: path.appending(index), of: potential, log: reader.log)
    }
  }
}

extension Observable {
  /// How findings call its mean over walkers: `mean-loss`, with `on: test` beside it.
  var meanName: String { "mean-\(quantity)" }
}
