// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `ravine diffusion`: from trajectories to a table that a scenario takes.
@Suite struct DiffusionCommandTests {
  /// A walk drawn towards zero, x ← 0.9x + noise: a discrete Ornstein–Uhlenbeck process at intervals of 0.1.
  private static func walk(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    var x = 0.0
    return (0..<count).map { _ in
      // Twelve uniform numbers make a normal one.
      let noise = (0..<12).reduce(-6) { sum, _ in sum + uniform() }
      x = 0.9 * x + 0.19.squareRoot() * noise
      return x
    }
  }

  private static func text(_ values: [Double], header: String, separator: String) -> String {
    header + values.enumerated().map { "\(Double($0.offset) / 10)\(separator)\($0.element)" }.joined(separator: "\n")
      + "\n"
  }

  @Test func aTableForScenarios() throws {
    let command = try Command()
    try command.write(Self.text(Self.walk(4000, seed: 1), header: "#! FIELDS time phi\n", separator: " "), to: "COLVAR")
    try command.write(Self.text(Self.walk(4000, seed: 2), header: "time,phi\n", separator: ","), to: "two.csv")
    let result = try command.run("diffusion", "COLVAR", "two.csv", "--coordinate", "phi", "--to", "d.csv")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("8000 frames in 2 files") && result.output.contains("written: d.csv"))
    let table = try String(contentsOf: command.directory.appending(path: "d.csv"), encoding: .utf8)
    #expect(table.hasPrefix("phi,free,free-error,diffusion,diffusion-error\n"))
    try command.write(
      """
      experiment: escape-rate
      potential: {kind: double-well}
      temperature: 0.3
      diffusion: {file: d.csv, coordinate: phi, diffusion: diffusion}
      from: left
      start: minimum
      to: right
      methods: [exact]
      """, to: "rate.yaml")
    let rate = try command.run("run", "rate.yaml", "--quiet")
    #expect(rate.status == 0, "\(rate.errors)")
    let again = try command.run("diffusion", "COLVAR", "--to", "d.csv")
    #expect(again.status == 2 && again.errors.contains("d.csv is there already"))
  }

  @Test func badFiles() throws {
    let command = try Command()
    try command.write("0 1\n0.1 2\n0.2 2 3\n", to: "ragged.txt")
    try command.write("0 1\n0.1 2\n0.1 3\n", to: "repeated.txt")
    try command.write(Self.text([Double](repeating: 1, count: 500), header: "", separator: " "), to: "still.txt")
    for (file, message) in [
      ("ragged.txt", "ragged.txt:3: the row has 3 fields"),
      ("repeated.txt", "repeated.txt:3: the time 0.1 does not come after"),
      ("still.txt", "one state only"), ("missing.txt", "there is no such file"),
    ] {
      let result = try command.run("diffusion", file)
      #expect(result.status == 2 && result.errors.contains(message), "\(result.errors)")
    }
  }
}
