// SPDX-License-Identifier: GPL-3.0-or-later
public import Runs
public import Settings
public import Statistics

/// Everything that the methods of an experiment found over a sweep: point × method × quantity × place.
///
/// Tables, figures, answers, warnings and `results.nc` are made of it.
public struct ResultTable<Point: MethodicalPoint>: Sendable {
  /// One point of the sweep.
  public struct Row: Sendable {
    /// Its place among the rows.
    public let index: Int
    /// What was asked there.
    public let point: Point
    /// What the tasks of each method wrote, by its name, in the order of its parts; `nil` for a part that is missing.
    public let parts: [String: [Dataset?]]
    /// What was found, in the order of the methods; places are relative to the point.
    public package(set) var findings: [Finding]

    /// The row of a point whose methods say what their parts mean.
    init(index: Int, point: Point, parts: [String: [Dataset?]]) {
      self.index = index
      self.point = point
      self.parts = parts
      findings = point.methods.flatMap { method -> [Finding] in
        guard let own = parts[method.name] else { return [] }
        return method.findings(from: own, of: point).map { finding in
          var finding = finding
          if finding.method.isEmpty { finding.method = method.name }
          return finding
        }
      }
    }

    /// A quantity from a method: at a place if one is given, else the first of that name.
    public func finding(_ method: String, _ quantity: String, at place: Record? = nil) -> Finding? {
      findings.first {
        $0.method == method && $0.quantity == quantity && (place.map($0.at.isSamePlace) ?? true)
      }
    }

    /// The number of a quantity from a method; `nil` where there is none.
    public func estimate(_ method: String, _ quantity: String, at place: Record? = nil) -> Estimate? {
      findings.lazy.filter {
        $0.method == method && $0.quantity == quantity && (place.map($0.at.isSamePlace) ?? true)
      }.compactMap(\.estimate).first
    }

    /// All that a method found.
    public func findings(of method: String) -> [Finding] { findings.filter { $0.method == method } }

    /// The coordinates of the point.
    public var coordinates: Record { point.position.coordinates }

    /// The coordinates in words, for instance `temperature = 0.2`; empty without a sweep.
    public var place: String { coordinates.sentence }

    /// What stands before a remark about the point: `temperature = 0.2: …`.
    package func placed(_ text: String) -> String { place.isEmpty ? text : "\(place): \(text)" }
  }

  /// The points in the order of the sweep.
  public package(set) var rows: [Row]

  /// All methods, in the order of the scenario.
  public var methods: [any ExperimentMethod<Point>] {
    var seen: Set<String> = []
    return rows.flatMap(\.point.methods).filter { seen.insert($0.name).inserted }
  }

  /// The names of all methods.
  public var methodNames: [String] { methods.map(\.name) }

  /// The names of the sweep's axes.
  public var axes: [String] { rows.first?.coordinates.keys ?? [] }

  /// The findings as the report states them: with the coordinates of their points, and after them those of repeated points.
  public var findings: [Finding] { statedFindings + pooledFindings }

  private var statedFindings: [Finding] {
    rows.flatMap { row in row.findings.map { $0.stated(by: $0.method, at: row.coordinates) } }
  }

  /// Rows that differ along one axis only, in the order of the sweep; each group with its other coordinates.
  public func groups(along axis: String) -> [(coordinates: Record, rows: [Row])] {
    groups(rows, without: [axis])
  }

  func groups(_ rows: [Row], without axes: Set<String>) -> [(coordinates: Record, rows: [Row])] {
    var groups: [(coordinates: Record, rows: [Row])] = []
    for row in rows {
      let others = Record(row.coordinates.entries.filter { !axes.contains($0.key) }.map { ($0.key, $0.value) })
      if let index = groups.firstIndex(where: { $0.coordinates == others }) {
        groups[index].rows.append(row)
      } else {
        groups.append((others, [row]))
      }
    }
    return groups
  }

  /// The table with other findings, for instance with notes at those that are not to be trusted.
  package func mapFindings(_ change: (Finding) -> Finding) -> ResultTable {
    var result = self
    for index in result.rows.indices { result.rows[index].findings = result.rows[index].findings.map(change) }
    return result
  }
}
