// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// Numbers of any size in a scenario: an error with its place or a plan, never a signal, never a long wait.
@Suite struct LargeNumberTests {
  private static let most = "4611686018427387904"

  private static func escape(_ line: String, potential: String = "double-well", from: String = "left") -> String {
    """
    experiment: escape-rate
    seed: 1
    potential: \(potential)
    temperature: 0.3
    from: \(from)
    \(line)

    """
  }

  private static func training(
    _ model: String, task: String = "{kind: modular-arithmetic, modulus: 23}", more: String = ""
  ) -> String {
    """
    experiment: training
    seed: 1
    task: \(task)
    data: {train-fraction: 0.5}
    model: \(model)
    optimizer: {kind: adamw, rate: 1e-3}
    steps: 10
    \(more)

    """
  }

  private static func equilibrium(_ potential: String) -> String {
    "experiment: equilibrium\nseed: 1\npotential: \(potential)\ntemperature: 1\n"
  }

  private static func squares(_ count: Int) -> String {
    let names = (0..<count).map { "x\($0)" }
    let energy = names.map { "\($0)^2" }.joined(separator: " + ")
    return equilibrium(
      "{kind: expression, energy: \"\(energy)\", coordinates: [\(names.joined(separator: ", "))]}")
  }

  /// Scenarios, with the key that is wrong; where none is named, there is a plan.
  private static let scenarios: [(text: String, wrong: String?)] = [
    (escape("to: right\ndynamics: {integrator: euler-maruyama, time-step: 1e-300}"), nil),
    (escape("to: right\ntime-limit: 1e300"), nil),
    (escape("to: right\nmethods: [weighted-ensemble]\nweighted-ensemble: {resampling-time: 1e300}"), nil),
    (escape("to: right\nwalkers: 9223372036854775808"), "walkers"),
    (escape("to: right\nwalkers: 1e300"), "walkers"),
    (
      escape("to: wide", potential: "{kind: entropic-double-well, dimension: \(most)}", from: "narrow"), "dimension"
    ), (escape("to: wide", potential: "{kind: entropic-double-well, dimension: 1000000}", from: "narrow"), "dimension"),
    (escape("to: wide", potential: "{kind: entropic-double-well, dimension: 10000}", from: "narrow"), nil),
    (equilibrium("{kind: cube, dimension: 3000000000}"), "dimension"),
    (equilibrium("{kind: cube, dimension: 10000}"), nil), (squares(30), nil), (squares(100), nil),
    (squares(1001), "coordinates"), (training("{kind: quadratic, width: 1000000000000000000}"), "width"),
    (training("{kind: quadratic, width: 1e9}"), "weights"),
    (training("{kind: quadratic, width: 1e9, initialization: analytic}"), "weights"),
    (training("{kind: toy-decoder, embedding: 1e18}"), "embedding"),
    (training("{kind: transformer, mlp-width: \(most)}"), "mlp-width"),
    (training("{kind: transformer, width: 999999937, heads: 500000000}"), "heads"),
    (training("{kind: transformer, layers: 1000000000}"), "layers"),
    (training("{kind: embedding-mlp, depth: 1000000000}"), "depth"),
    (training("{kind: embedding-mlp, width: 999999999, embedding: 999999999}"), "weights"),
    (training("{kind: toy-decoder, widths: [1e18]}"), "width"),
    (training("{kind: toy-decoder, widths: [999999999, 999999999, 999999999]}"), "weights"),
    (training("{kind: quadratic}", task: "{kind: modular-arithmetic, modulus: 10000}"), "modulus"),
    (
      training("{kind: quadratic}", more: "loss: {kind: squared-error, codes: random, code-width: 1e18}"), "code-width"
    ),
  ]

  @Test(arguments: scenarios.indices) func aPlanOrAnErrorWithItsPlace(index: Int) throws {
    let (text, wrong) = Self.scenarios[index]
    let command = try Command()
    try command.write(text, to: "large.yaml")
    let begin = ContinuousClock.now
    let result = try command.run("validate", "large.yaml")
    // A second of work; a busy machine takes longer.
    #expect(ContinuousClock.now - begin < .seconds(20), "\(text.prefix(400))")
    #expect(result.status == (wrong == nil ? 0 : 2), "\(text.prefix(400))\n\(result.errors.prefix(400))")
    if let wrong { #expect(result.errors.hasPrefix("large.yaml:") && result.errors.contains(wrong)) }
  }

  /// What was printed onto a full disk was not printed.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))) func aFullDiskBehindOutputIsAFailure() throws
  {
    let command = try Command()
    for arguments in [["new", "training"], ["list"], ["schema"]] {
      let process = Process()
      process.executableURL = Command.executable
      process.arguments = arguments
      process.currentDirectoryURL = command.directory
      process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 1, "\(arguments)")
      #expect(message.contains("standard output could not be written"))
    }
  }

  /// A pipe in place of a scenario, or of a file of weights, is refused and not waited for.
  @Test func pipesAreRefused() throws {
    let command = try Command()
    for name in ["pipe.yaml", "pipe.safetensors"] {
      try #require(mkfifo(command.directory.appending(path: name).path, 0o600) == 0)
    }
    let result = try command.run("validate", "pipe.yaml")
    #expect(result.status == 2)
    #expect(result.errors == "pipe.yaml: this is no plain file; a scenario file is expected.\n")
    try command.write(Self.training("{kind: quadratic}", more: "weights: pipe.safetensors"), to: "weights.yaml")
    #expect(try command.run("validate", "weights.yaml").errors.contains("no plain file"))
  }
}
