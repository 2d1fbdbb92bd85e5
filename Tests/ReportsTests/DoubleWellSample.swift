// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Reports
import Runs
import Settings
import Statistics

/// A finished run without a simulator: passage times over f = (x² − 1)² drawn from their exponential law with the exact
/// mean, so that the report and the export show true physics.
struct DoubleWellSample {
  static let temperatures = [0.5, 0.4, 0.333, 0.25, 0.2]
  static let methods = ["first-passage", "exact", "eyring-kramers", "eyring-free-energy"]
  static let walkers = 512

  /// Mean passage time from −1 to 0.9: β ∫ e^{βf(y)} ∫_{−∞}^{y} e^{−βf(z)} dz dy, by the trapezoid rule.
  static func meanPassageTime(_ temperature: Double) -> Double {
    let step = 1e-3
    var inner = 0.0
    var outer = 0.0
    var x = -3.0
    while x < 0.9 {
      let energy = (x * x - 1) * (x * x - 1)
      inner += exp(-energy / temperature) * step
      if x >= -1 { outer += exp(energy / temperature) * inner * step }
      x += step
    }
    return outer / temperature
  }

  /// |λ₋|/2π·√(H(a)/|H(s)|)·e^{−1/θ} with H(a) = 8, H(s) = −4, and its form with measured free energies.
  static func rates(_ temperature: Double) -> [Double] {
    let exact = 1 / meanPassageTime(temperature)
    return [exact, exact, 4 / (2 * Double.pi) * sqrt(2) * exp(-1 / temperature), exact * (1 + 0.05 * temperature)]
  }

  let analysis: Analysis
  let times: [[Double]]

  init() {
    var generator = Stream()
    times = Self.temperatures.map { temperature in
      let mean = Self.meanPassageTime(temperature)
      return (0..<Self.walkers).map { _ in -mean * log(generator.uniform()) }
    }
    var analysis = Analysis()
    for (index, temperature) in Self.temperatures.enumerated() {
      let mean = times[index].reduce(0, +) / Double(Self.walkers)
      let measured = Estimate(1 / mean, standardError: 1 / mean / sqrt(Double(Self.walkers)))
      let rates = Self.rates(temperature)
      let at = Record([("temperature", .number(temperature))])
      for (method, rate) in zip(Self.methods, rates) {
        let estimate = method == "first-passage" ? measured : .exact(rate, accuracy: method == "exact" ? 1e-5 : 1e-3)
        var finding = Finding("escape-rate", estimate, unit: "1/time", at: at, method: method)
        if method == "first-passage" {
          finding.samples = Self.walkers
          finding.censored = 0
          finding.discretizationError = 0.002 / mean
        }
        if method == "eyring-kramers", temperature > 0.2 {
          finding.notes = [
            "The barrier is \(NumberFormat.rounded(1 / temperature, digits: 2)) θ; below 5 θ the law is rough."
          ]
        }
        analysis.findings.append(finding)
      }
    }
    analysis.findings.append(
      Finding("activation-energy", Estimate(0.954, standardError: 0.021), unit: "energy", method: "first-passage"))
    analysis.findings.append(
      Finding("activation-entropy", Estimate(0.31, standardError: 0.07), unit: "k_B", method: "first-passage"))
    analysis.answer =
      "Yes: the exact rate is 0.90 of the Eyring–Kramers law at θ = 0.2 and nears it as the temperature falls; "
      + "2560 walkers agree with the exact rate within 1.4 standard errors."
    analysis.warnings = [
      "At θ = 0.5 the barrier is only 2 θ high: the Eyring–Kramers law is not expected to hold there."
    ]
    analysis.tables = [Self.table(analysis.findings)]
    analysis.figures = [Self.eyring(analysis.findings), Self.survival(times), Self.convergence, Self.map]
    analysis.results = Self.results(times, analysis.findings)
    self.analysis = analysis
  }

  private static func table(_ findings: [Finding]) -> Table {
    Table(
      title: "Escape rate from left to right", columns: ["temperature"] + methods,
      rows: temperatures.map { temperature in
        [NumberFormat.rounded(temperature)]
          + methods.map { method in
            findings.first { $0.method == method && $0.at["temperature"]?.asNumber == temperature }?.formatted ?? "—"
          }
      })
  }

  static func eyring(_ findings: [Finding]) -> Figure {
    func series(_ method: String, _ style: Figure.Style) -> Figure.Series {
      let own = findings.filter { $0.method == method && $0.quantity == "escape-rate" }
      return Figure.Series(
        method, style, x: own.map { 1 / ($0.at["temperature"]?.asNumber ?? .nan) }, y: own.map { $0.value ?? .nan },
        lower: own.map { ($0.value ?? .nan) - 1.96 * ($0.standardError ?? 0) },
        upper: own.map { ($0.value ?? .nan) + 1.96 * ($0.standardError ?? 0) })
    }
    let inverse = stride(from: 1.9, through: 5.1, by: 0.1).map { $0 }
    return Figure(
      name: "eyring", title: "Escape rate of the quartic double well",
      caption:
        "Rates by four methods over the inverse temperature; bars are 95 % intervals, the dashed line is the activation fit.",
      x: .init("inverse temperature 1/θ"), y: .init("escape rate k / (1/time)", isLogarithmic: true),
      series: methods.map { series($0, .points) } + [
        Figure.Series("fit, ΔE‡ = 0.954(21)", .dashedLine, x: inverse, y: inverse.map { 0.57 * exp(-0.93 * $0) })
      ])
  }

  private static func survival(_ times: [[Double]]) -> Figure {
    Figure(
      name: "survival", title: "Walkers that have not yet escaped",
      caption: "Kaplan–Meier curves with 95 % bands; a straight line is an exponential law.",
      x: .init("time t"), y: .init("fraction still in the well", isLogarithmic: true, range: 0.004...1.1),
      series: [0, 2, 4].flatMap { index -> [Figure.Series] in
        let sorted = times[index].sorted()
        let alive = sorted.indices.map { 1 - Double($0 + 1) / Double(sorted.count) }
        let error = alive.map { 1.96 * sqrt($0 * (1 - $0) / Double(sorted.count)) }
        let label = "θ = \(temperatures[index])"
        return [
          Figure.Series(label, .steps, x: [0] + sorted, y: [1] + alive),
          Figure.Series(
            "", .band, x: sorted, y: alive, lower: zip(alive, error).map { $0 - $1 },
            upper: zip(alive, error).map { $0 + $1 }),
        ]
      })
  }

  private static var convergence: Figure {
    let steps = [0.0005, 0.001, 0.002, 0.004, 0.008]
    func series(_ label: String, _ values: [Double]) -> Figure.Series {
      Figure.Series(
        label, .points, x: steps, y: values, lower: values.map { $0 - 0.004 }, upper: values.map { $0 + 0.004 })
    }
    return Figure(
      name: "convergence", title: "Convergence in the time step",
      caption:
        "Relative error of the mean passage time with and without the crossing correction; lines are orders 1/2 and 1.",
      x: .init("time step h", isLogarithmic: true), y: .init("relative error of τ", isLogarithmic: true),
      series: [
        series("uncorrected", steps.map { 1.9 * sqrt($0) }),
        series("Brownian-bridge crossing", steps.map { 2.6 * $0 + 0.001 }),
        Figure.Series("order 1/2", .dashedLine, x: steps, y: steps.map { 1.9 * sqrt($0) }),
        Figure.Series("order 1", .line, x: steps, y: steps.map { 2.6 * $0 }),
      ])
  }

  static var map: Figure {
    let across = (0..<121).map { -1.5 + Double($0) * 0.0225 }
    let up = (0..<111).map { -0.5 + Double($0) * 0.0225 }
    let z = up.flatMap { y in across.map { x in mullerBrown(x, y) } }
    let path = [(-0.558, 1.442), (-0.822, 0.624), (-0.050, 0.467), (0.212, 0.293), (0.623, 0.028)].map {
      (x: $0.0, y: $0.1)
    }
    return Figure(
      name: "map", title: "Müller–Brown potential with its stationary points",
      caption: "Energy in units of k_B T; the line joins the deep well with the shallow one over two saddles.",
      x: .init("x"), y: .init("y"),
      series: [
        Figure.Series("path", .line, x: path.map(\.x), y: path.map(\.y)),
        Figure.Series("minima", .points, x: [path[0].x, path[2].x, path[4].x], y: [path[0].y, path[2].y, path[4].y]),
        Figure.Series("saddles", .points, x: [path[1].x, path[3].x], y: [path[1].y, path[3].y]),
      ], map: Figure.Map(x: across, y: up, z: z, label: "energy f / θ"))
  }

  private static func mullerBrown(_ x: Double, _ y: Double) -> Double {
    let parts = [
      (-200.0, -1.0, 0.0, -10.0, 1.0, 0.0), (-100, -1, 0, -10, 0, 0.5), (-170, -6.5, 11, -6.5, -0.5, 1.5),
      (15, 0.7, 0.6, 0.7, -1, 1),
    ]
    return parts.reduce(0) { sum, p in
      sum + p.0 * exp(p.1 * (x - p.4) * (x - p.4) + p.2 * (x - p.4) * (y - p.5) + p.3 * (y - p.5) * (y - p.5))
    }
  }

  private static func results(_ times: [[Double]], _ findings: [Finding]) -> Dataset {
    var results = Dataset()
    let count = temperatures.count
    let rates = findings.filter { $0.quantity == "escape-rate" }
    results.attributes = ["title": "Escape over a quartic barrier"]
    results.add("temperature", temperatures, over: ["temperature": count], longName: "temperature")
    results.add("method", methods, over: ["method": methods.count], longName: "method")
    results.add(
      "escape_rate", rates.map { $0.value ?? .nan }, over: ["temperature": count, "method": methods.count],
      units: "1/time", longName: "escape rate")
    results.add(
      "escape_rate_standard_error", rates.map { $0.standardError ?? .nan },
      over: ["temperature": count, "method": methods.count], units: "1/time",
      longName: "standard error of the escape rate")
    results.add(
      "passage_time", times.flatMap { $0 }, over: ["temperature": count, "walker": walkers], units: "time",
      longName: "first-passage time")
    results.add(
      "passage_outcome", times.flatMap { $0.map { _ in "arrived" } }, over: ["temperature": count, "walker": walkers],
      longName: "how the walker ended")
    return results
  }

  var report: Report {
    var report = Report(title: "Escape over a quartic barrier", analysis: analysis)
    report.question = "Does the escape rate approach the Eyring–Kramers law as the temperature falls?"
    report.experiment = "escape-rate"
    let cold = Record([("temperature", .number(0.2))])
    report.judgements = [
      Expectation(
        "escape-rate", method: "exact", at: cold, .equals(5.65e-3), within: .init(relative: 0.02), source: "quadrature"),
      Expectation("escape-rate", method: "first-passage", at: cold, .equals(5.65e-3)),
      Expectation("activation-energy", .equals(1.2), within: .init(sigmas: 2), source: "a deliberate mistake"),
    ].map { $0.judge(analysis.findings) }
    report.scenario =
      "title: Escape over a quartic barrier\nexperiment: escape-rate\nseed: 2026\npotential:\n  kind: double-well # f(x) = (x² − 1)², x < 2 & y > 1\n"
    report.provenance = [
      .init("version", "0.1.0"), .init("seed", "2026"), .init("processor", "2 × Zen 5"), .init("wall time", "11.2 s"),
    ]
    report.command = "ravine run scenarios/eyring/double-well.yaml --set seed=2026"
    report.citation = "Ravine 0.1.0, a Langevin laboratory for the thermodynamics of learning. See CITATION.cff."
    report.files = ["scenario.yaml", "findings.json", "results.nc"]
    return report
  }
}

/// A fixed stream of uniform numbers in (0, 1).
struct Stream {
  var state: UInt64 = 2026
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return (Double((mixed ^ (mixed >> 31)) >> 11) + 0.5) * 0x1p-53
  }
}
