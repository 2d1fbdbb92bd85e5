// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension StopRule {
  static func read(from reader: Reader, grokked: StopRule? = nil, byDefault: Bool = false) -> StopRule? {
    let none = Value.text("none")
    let word = Value.text("grokked")
    let value = reader.raw("stop") ?? (byDefault ? word : none)
    if value == none || value == .null {
      reader.resolve("stop", as: none)
      return nil
    }
    if value == word, let grokked {
      reader.resolve("stop", as: word)
      return grokked
    }
    guard value.asRecord != nil else {
      let words = grokked == nil ? "'none'" : "'none', 'grokked'"
      reader.report(
        "stop is \(value.described); \(words) or a mapping such as {test-accuracy: 0.99} is expected.", at: "stop")
      return nil
    }
    let inner = reader.inner("stop")
    let train = inner.optionalNumber("train-accuracy", .between(0, 1), "training accuracy that ends the run")
    let test = inner.optionalNumber("test-accuracy", .between(0, 1), "test accuracy that ends the run")
    let evaluations = inner.integer("for", default: 3, .atLeast(1), "in how many evaluations in a row")
    inner.finish()
    reader.resolve("stop", as: .record(inner.resolved))
    if train == nil, test == nil {
      reader.report("stop names no accuracy; 'train-accuracy' or 'test-accuracy' is needed.", at: "stop")
    }
    return StopRule(trainAccuracy: train, testAccuracy: test, evaluations: evaluations)
  }
}
