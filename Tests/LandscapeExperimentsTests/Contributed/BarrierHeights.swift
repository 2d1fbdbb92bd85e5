// SPDX-License-Identifier: GPL-3.0-or-later
import RavineLaboratory

/// The experiment `barrier-heights`: how high the passes are that lead out of each well.
enum BarrierHeights {
  static let kind = ExperimentKind(
    name: "barrier-heights",
    summary: "the heights of the passes between wells, over a sweep",
    parameters: [
      Parameter("potential", .special("a mapping with the kind of potential"), default: nil, "the landscape")
    ],
    findingMethods: [BarrierExperiment.method],
    template: """
      title: My barriers
      experiment: barrier-heights
      potential: {kind: double-well, tilt: 0.2}

      """,
    decode: { reader, context in BarrierPoint(reader, context) },
    assemble: { points in BarrierExperiment(points: points) })
}

/// One point of the sweep: a landscape and where it stands.
struct BarrierPoint: ExperimentPoint {
  let coordinates: Record
  let potential: any Potential

  /// Decodes the point; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext) {
    guard let potential = context.laboratory.potential(in: reader, at: context.position) else { return nil }
    guard potential.isSearchable else {
      reader.report("barriers of this potential cannot be searched for.", at: "potential")
      return nil
    }
    self.potential = potential
    coordinates = context.position.coordinates
  }
}

/// The points as tasks, and what their results say.
struct BarrierExperiment: Experiment {
  /// What its findings name as their method.
  static let method = "search"

  let points: [BarrierPoint]

  var tasks: [TaskOutline] { points.indices.map { TaskOutline("point \($0)") } }
  var generator: String { "none" }
  var work: WorkUnit { WorkUnit("searches", costPerSecond: 100, total: Double(points.count)) }

  /// The barrier on both sides of every saddle.
  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let potential = points[task].potential
    let landscape = Landscape(of: potential)
    var findings: [Finding] = []
    for saddle in landscape.saddles {
      for well in landscape.wells where saddle.connects.contains(well.name) {
        let height = potential.energy(at: saddle.position) - potential.energy(at: well.minimum)
        let others = saddle.connects.filter { $0 != well.name }.joined(separator: ", ")
        let place = Record([("from", .text(well.name)), ("to", .text(others))])
        findings.append(
          Finding("barrier", .exact(height, accuracy: 1e-9), unit: "energy", at: place, method: Self.method))
      }
    }
    return Dataset(findings: findings)
  }

  func analyze(_ results: [Dataset?]) -> Analysis {
    var analysis = Analysis()
    for (point, result) in zip(points, results) {
      for var finding in result?.findings ?? [] {
        finding.at = Record((point.coordinates.entries + finding.at.entries).map { ($0.key, $0.value) })
        analysis.findings.append(finding)
      }
    }
    let heights = analysis.findings.compactMap(\.value)
    guard let lowest = heights.min() else {
      analysis.answer = "No pass was found."
      return analysis
    }
    analysis.answer = "The lowest of \(heights.count) barriers is \(lowest)."
    let rows = analysis.findings.map { finding in
      finding.at.entries.map { $0.value.asText ?? "\($0.value.asNumber ?? .nan)" } + ["\(finding.value ?? .nan)"]
    }
    analysis.tables = [
      Table(title: "Barriers (energy)", columns: (analysis.findings[0].at.keys + ["barrier"]), rows: rows)
    ]
    analysis.results.add("barrier", heights, over: ["pass": heights.count], units: "energy", longName: "barrier")
    return analysis
  }
}
