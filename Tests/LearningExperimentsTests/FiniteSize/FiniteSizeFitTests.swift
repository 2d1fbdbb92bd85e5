// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import ExperimentSupport
import Foundation
import RavineLaboratory
import Runs
import Scenarios
import TestSupport
import Testing

/// Finite-size scaling of tables in files.
struct FiniteSizeFitTests {
  /// A file that is removed with the table.
  private final class TableFile {
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).csv").path

    init(_ text: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// m = 1/(1 + e^−x), x = (r − r_c)(L/25)^y/0.08, with normal noise; y = 0 is a crossover.
  private static func rows(exponent: Double, seed: UInt64) -> [String] {
    var generator = SplitMix(seed)
    return [10, 20, 40, 80].flatMap { size in
      (0..<5).flatMap { split in
        (0..<13).map { place -> String in
          let fraction = 0.2 + 0.05 * Double(place)
          let x = (fraction - 0.5) * pow(Double(size) / 25, exponent) / 0.08
          return "\(size),\(fraction),\(split),\(1 / (1 + exp(-x)) + 0.03 * generator.normal())\n"
        }
      }
    }
  }

  private func analysis(_ rows: [String], head: String = "modulus,fraction,seed,value\n", keys: String = "") throws
    -> Analysis
  {
    let file = try TableFile(head + rows.joined())
    return try analyzed(
      """
      experiment: finite-size-fit
      seed: 3
      table: \(file.path)
      beta-over-nu: 0
      bootstrap: 100
      \(keys)
      """)
  }

  private func finding(_ name: String, in analysis: Analysis) throws -> Finding {
    try #require(analysis.findings.first { $0.quantity == name })
  }

  @Test("a transition is found where it was put, whatever the order of rows and the names of seeds")
  func transition() throws {
    let rows = Self.rows(exponent: 1, seed: 4)
    let plain = try analysis(rows)
    #expect(try finding("transition-verdict", in: plain).text == "transition", "\(plain.answer)")
    for (name, truth) in [
      ("critical-fraction", 0.5), ("inverse-correlation-exponent", 1.0), ("correlation-exponent", 1),
    ] {
      let found = try finding(name, in: plain)
      expectZ(try #require(found.value), truth, standardError: try #require(found.standardError), name)
      #expect(!found.isDoubtful)
    }
    #expect(plain.figures.map(\.name) == ["order-parameter", "binder-cumulant", "susceptibility", "collapse"])
    let other = try analysis(
      rows.reversed().map { $0.replacing(",0,", with: ",first,").replacing(",1,", with: ",split 7,") },
      head: "p,r,split-seed,m\n")
    #expect(plain.findings == other.findings && plain.answer == other.answer)
  }

  @Test("a crossover has no critical fraction")
  func crossover() throws {
    let analysis = try analysis(Self.rows(exponent: 0, seed: 6))
    #expect(try finding("transition-verdict", in: analysis).text == "crossover", "\(analysis.answer)")
    #expect(try finding("critical-fraction", in: analysis).value == nil)
    let exponent = try finding("correlation-exponent", in: analysis)
    #expect(exponent.value == nil && (exponent.lowerBound ?? 0) > 4)
    #expect(analysis.answer.hasPrefix("No transition but a crossover"))
  }

  @Test("few data cannot decide, and numbers without a transition are doubtful")
  func fewData() throws {
    let analysis = try analysis(Self.rows(exponent: 1, seed: 4).filter { $0.hasPrefix("10,") || $0.hasPrefix("80,") })
    #expect(try finding("transition-verdict", in: analysis).text == "undecided")
    #expect(try finding("critical-fraction", in: analysis).isDoubtful)
    let single = try self.analysis(Self.rows(exponent: 1, seed: 4).filter { $0.hasPrefix("10,") })
    #expect(try finding("transition-verdict", in: single).text == "undecided")
    #expect(try finding("critical-fraction", in: single).value == nil)
  }

  @Test("rows of the training set for each symbol are a control parameter")
  func rowsPerSymbol() throws {
    // The same rises over r·L: m depends on rL alone where m = g(r·L/25).
    var generator = SplitMix(5)
    let rows = [10, 20, 40].flatMap { size in
      (0..<4).flatMap { split in
        (0..<13).map { place -> String in
          let product = 5 + 2.5 * Double(place)
          let m = 1 / (1 + exp(-(product - 20) / 4)) + 0.03 * generator.normal()
          return "\(size),\(product / Double(size)),\(split),\(m)\n"
        }
      }
    }
    let analysis = try analysis(rows, keys: "control: rows-per-symbol")
    #expect(try finding("transition-verdict", in: analysis).text == "crossover", "\(analysis.answer)")
    for center in analysis.findings where center.quantity == "rise-center" {
      expectZ(try #require(center.value), 20, standardError: try #require(center.standardError), "middle")
    }
  }

  @Test(
    "a table that cannot be read says where",
    arguments: [
      (
        "size,fraction,seed\n1,0.5,0\n",
        "1:1: no column is the value; there are size, fraction, seed. Name it with columns: {value: …}."
      ),
      ("size,fraction,value\n1,0.5,0\n0,0.5,1\n", "3:1: the size is 0; a size is positive."),
      ("size,fraction,value\n1,half,0\n", "2:3: the fraction is 'half'; a number is expected."),
    ])
  func wrongTables(text: String, message: String) throws {
    let file = try TableFile(text)
    let scenario = "experiment: finite-size-fit\ntable: \(file.path)\n"
    do {
      _ = try Plan(ScenarioFile(yaml: scenario, name: "bad.yaml"), in: .standard)
      Issue.record("it is read")
    } catch { #expect("\(error)".hasSuffix("\(file.path):\(message)"), "\(error)") }
  }
}
