// SPDX-License-Identifier: GPL-3.0-or-later
internal import Randomness
package import Settings

/// Which examples are trained on and which are only tested on; rows in growing order, none in both.
package struct Split: Sendable, Equatable {
  /// The training set.
  package var train: [Int32]
  /// The test set.
  package var test: [Int32]

  /// A split by the numbers of the examples.
  package init(train: [Int32], test: [Int32]) {
    self.train = train
    self.test = test
  }

  /// Draws a split of a table.
  ///
  /// The rows are brought into a random order that depends on the split's seed alone (stream `split`, walker 0). The
  /// first of them are the training set, those that follow the test set, so a larger training set of the same seed
  /// contains the smaller ones.
  ///
  /// - Throws: a problem at `train-fraction`, `train-count` or `test-count` when a set would be empty or too large.
  package init(of count: Int, by settings: SplitSettings) throws(Problem) {
    let trained = try settings.trainCount(of: count)
    let rest = count - trained
    if let wanted = settings.testCount, wanted > rest {
      throw Problem(
        "test-count is \(wanted); beside the training set of \(trained) the table has \(rest) rows.", at: "test-count")
    }
    var stream = RandomStream(StreamName(seed: settings.seed, task: 0, purpose: .split), walker: 0)
    let order = stream.order(of: count)
    train = order[..<trained].sorted()
    test = order[trained...].prefix(settings.testCount ?? rest).sorted()
  }
}

/// How a task's examples are split, and what is done to their answers: the mapping `data` of a scenario.
package struct SplitSettings: Sendable, Equatable {
  /// How large the training set is.
  package enum TrainingSize: Sendable, Equatable {
    /// A part of the table, rounded to whole rows.
    case fraction(Double)
    /// A number of rows.
    case count(Int)
  }

  /// How large the training set is.
  package var size: TrainingSize
  /// The seed of the split, of label noise and of the permutation.
  package var seed: UInt64
  /// The part of the training labels that is replaced by others.
  package var labelNoise: Double
  /// Whether all answers are permuted over the rows, so that nothing can be generalized.
  package var permutesLabels: Bool
  /// How large the test set is at most; all other rows when `nil`.
  package var testCount: Int?
  /// Rows that are observed by themselves.
  package var subsets: [RowSubset] = []
  /// Whether all rows may be trained on, so that there is no test set.
  package var allowsWholeTable: Bool

  /// A training set of given size, drawn by `seed`; by default all the other examples are the test set.
  package init(
    _ size: TrainingSize, seed: UInt64 = 0, labelNoise: Double = 0, permutesLabels: Bool = false, testCount: Int? = nil,
    allowsWholeTable: Bool = false
  ) {
    self.size = size
    self.seed = seed
    self.labelNoise = labelNoise
    self.permutesLabels = permutesLabels
    self.testCount = testCount
    self.allowsWholeTable = allowsWholeTable
  }

  /// How many rows of a table are trained on.
  ///
  /// - Throws: a problem at `train-fraction` or `train-count` when the training or the test set would be empty; without a test
  ///   set is only who asks for all rows, by a fraction of 1 or their number.
  package func trainCount(of count: Int) throws(Problem) -> Int {
    switch size {
    case .fraction(let fraction):
      let trained = Int((fraction * Double(count)).rounded())
      guard trained > 0, trained < count || fraction == 1 && allowsWholeTable else {
        let hint = trained > 0 && allowsWholeTable ? " Say 1 to train on all rows." : ""
        throw Problem(
          "train-fraction is \(fraction.shortest), which is \(trained) of the table's \(count) rows: the "
            + "\(trained > 0 ? "test" : "training") set would be empty.\(hint)", at: "train-fraction")
      }
      return trained
    case .count(let trained):
      guard trained <= count else {
        throw Problem("train-count is \(trained); the table has only \(count) rows.", at: "train-count")
      }
      guard trained < count || allowsWholeTable else {
        throw Problem(
          "train-count is \(trained), the whole table: the test set would be empty.", at: "train-count")
      }
      return trained
    }
  }
}
