// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// A potential that says where its walkers begin: the loss of a network at its initial weights.
package protocol InitializedPotential: Potential {
  /// The d coordinates that a walker begins at; a function of the walker's name.
  func initialPosition(of walker: UInt32) -> [Double]
}

/// A potential whose positions are stored in files and found by training: the weights of a network.
package protocol TrainablePotential: InitializedPotential {
  /// Reads the position that a file holds: the key `weights` that names it, and those that tell how it is read.
  ///
  /// - Parameter reader: the mapping, `{weights: FILE, …}`; what is wrong with the file goes into its log.
  /// - Returns: d coordinates; `nil` after a problem was reported.
  func storedPosition(_ reader: Reader) -> [Double]?

  /// The bytes of a file that holds a position.
  func stored(_ position: [Double]) -> [UInt8]

  /// The position in the bytes of such a file; `nil` where they hold none.
  func position(stored bytes: [UInt8]) -> [Double]?

  /// Reads how positions are found by training; every default is written.
  ///
  /// - Parameter reader: the mapping, `{optimizer: …, until: …, steps: …}`.
  /// - Returns: `nil` after a problem went into the log.
  func training(_ reader: Reader) -> (any PositionTraining)?
}

/// A way to find a position by training from an initial one.
package protocol PositionTraining: Sendable {
  /// What decides the result beside the number of the replica: two with the same text train alike.
  var essence: String { get }

  /// Trains one replica from its own initial position.
  ///
  /// - Parameters:
  ///   - replica: names the initial position and the random numbers.
  ///   - observe: called now and then with the steps taken and what is reached in words; `false` stops.
  /// - Returns: the d coordinates where it ended; `nil` if the observer said stop.
  /// - Throws: a sentence that tells what it reached where it did not come to what it was to come to, or diverged.
  func train(replica: UInt32, observe: (_ steps: Int, _ reached: String) -> Bool) throws -> [Double]?
}

/// A start that is not what the scenario says: `the training ended with accuracy on train = 0.9; …`.
package struct StartError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence for the user.
  package let description: String

  /// A sentence.
  package init(_ description: String) { self.description = description }
}
