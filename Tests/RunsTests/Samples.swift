// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings

/// A directory for one test, deleted with it.
final class Scratch: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "ravine-runs-\(UUID())").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func names(_ folder: String = "run") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
  }
}

/// The testing library has a type of this name too.
typealias Expectation = Runs.Expectation

/// Scenarios as lines `path=value`; the real codec is YAML and lies in another room.
let codec = ScenarioCodec(
  encode: { value in
    (value.asRecord?.entries ?? []).map { "\($0.key)=\($0.value.asNumber.map(\.shortest) ?? $0.value.asText ?? "")\n" }
      .joined()
  },
  decode: { text in
    let entries = try text.split(separator: "\n").map { line in
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw RunError(.corrupt, "'\(line)' is no line of a scenario") }
      return (String(parts[0]), Double(parts[1]).map { Value.number($0) } ?? .text(String(parts[1])))
    }
    return .record(Record(entries))
  })

func scenario(_ temperature: Double = 0.25, title: String = "a") -> Value {
  .record(Record([("title", .text(title)), ("temperature", .number(temperature)), ("walkers", .number(100))]))
}

func begin(_ path: String, _ scenario: Value = scenario(), fresh: Bool = false) throws(RunError) -> RunDirectory {
  try RunDirectory.begin(at: path, scenario: scenario, codec: codec, fresh: fresh)
}

/// The sentence that the body throws.
func message<Result>(_ body: () throws -> Result) -> String {
  do {
    _ = try body()
    return "no error"
  } catch { return "\(error)" }
}

/// The data that task `index` of the tests finds.
func data(_ index: Int) -> Dataset {
  var dataset = Dataset()
  dataset.attributes["title"] = "task \(index)"
  dataset.add(
    "time", (0..<10).map { Double(index * 10 + $0) / 3 }, over: ["walker": 10], units: "1/rate", longName: "arrival")
  dataset.add("outcome", (0..<10).map { $0 % 3 }, over: ["walker": 10])
  return dataset
}
