// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Training

/// The weights that a run keeps: files within the run's directory, each written as a whole.
struct KeptWeights<R: Real> {
  /// What the file of the last weights is called; those of chosen steps have the step behind it.
  let name: String
  let layout: ParameterLayout
  /// What every file says of its origin.
  let origin: [String: String]
  let context: TaskContext

  /// The file of the last weights.
  var lastFile: TaskFile { .weights(name: name) }

  /// The file of a chosen step.
  func file(ofStep step: Int) -> TaskFile { .weights(name: "\(name)-step-\(step)") }

  /// Writes the weights after so many steps.
  func write(_ weights: [Double], step: Int, to file: TaskFile) throws(RunError) {
    var notes = origin
    notes["step"] = "\(step)"
    let rounded = weights.map { R($0) }
    // A position that is kept in double precision is written so.
    let isExact = zip(rounded, weights).allSatisfy { Double($0) == $1 }
    let contents =
      isExact
      ? SafetensorsFile(weights: rounded.span, layout: layout, metadata: notes)
      : SafetensorsFile(weights: weights.span, layout: layout, metadata: notes)
    try context.write(contents.data(), to: file)
  }

  /// The weights of a chosen step; `nil` if they are not there.
  func weights(ofStep step: Int) -> [Double]? {
    context.read(file(ofStep: step)).flatMap { try? SafetensorsFile.read($0).weights(of: layout) }
  }
}
