// SPDX-License-Identifier: GPL-3.0-or-later
public import Runs
public import Settings

/// A way to answer the question of an experiment that offers several: one file, one word in a catalogue.
///
/// The method says by itself what it takes (`parameters`), what its numbers are worth beside others' (`standing`), what
/// a reader should be told or warned of, and what only it can draw; no other file knows it by name.
public protocol ExperimentMethod<Point>: Sendable {
  /// What the experiment decodes from one point of the sweep.
  associatedtype Point: MethodicalPoint

  /// The name in `methods:`, kebab-case.
  var name: String { get }

  /// What it is called in sentences and at the heads of columns, for instance `Fokker–Planck`; its name by default.
  var title: String { get }

  /// One line for `ravine list methods`.
  var summary: String { get }

  /// The formula or procedure in a few words, for `ravine describe`.
  var formula: String { get }

  /// What its numbers are worth beside those of other methods.
  var standing: MethodStanding { get }

  /// What they are worth at one point of the sweep; `standing` by default. Where points differ, the lowest counts for the table.
  func standing(at point: Point) -> MethodStanding

  /// The keys of the scenario that it reads; their values are in `point.settings`. Methods may share a key.
  var parameters: [Parameter] { get }

  /// Whether it is used when the scenario names no methods.
  var isDefault: Bool { get }

  /// Why it cannot answer this question at all, as the end of `method 'exact' …`; `nil` if it can.
  func objection(to point: Point) -> String?

  /// What there is to do at one point of the sweep: one task each.
  func parts(of point: Point) -> [MethodPart]

  /// Does one part; called on any thread.
  func perform(part: Int, of point: Point, in context: TaskContext) throws -> Dataset

  /// What the finished parts of one point say; missing parts are `nil`.
  func findings(from parts: [Dataset?], of point: Point) -> [Finding]

  /// Sentences about its results for the answer.
  func remarks(on table: ResultTable<Point>) -> [String]

  /// What a reader must be warned of.
  func warnings(on table: ResultTable<Point>) -> [String]

  /// Columns that it adds to the experiment's main table, beside that of its own numbers.
  func columns(of table: ResultTable<Point>) -> [ResultTable<Point>.Column]

  /// Figures that only it can draw.
  func figures(of table: ResultTable<Point>) -> [Figure]

  /// Adds variables that only it has to `results.nc`; the sweep's axes are there already.
  func addVariables(of table: ResultTable<Point>, to results: inout Dataset)
}

extension ExperimentMethod {
  /// The type of the points that it takes.
  package var pointType: ObjectIdentifier { ObjectIdentifier(Point.self) }

  /// A method is called by its name.
  public var title: String { name }

  /// A method is used by default.
  public var isDefault: Bool { true }

  /// A method's numbers are worth the same at all points.
  public func standing(at point: Point) -> MethodStanding { standing }

  /// A method takes no keys of its own.
  public var parameters: [Parameter] { [] }

  /// What was written as `Dataset(findings:)` in `perform`.
  public func findings(from parts: [Dataset?], of point: Point) -> [Finding] {
    parts.compactMap { $0 }.flatMap(\.findings)
  }

  /// A method adds nothing to the answer.
  public func remarks(on table: ResultTable<Point>) -> [String] { [] }

  /// A method warns of nothing beyond the notes of its findings.
  public func warnings(on table: ResultTable<Point>) -> [String] { [] }

  /// A method adds no columns.
  public func columns(of table: ResultTable<Point>) -> [ResultTable<Point>.Column] { [] }

  /// A method draws no figures of its own.
  public func figures(of table: ResultTable<Point>) -> [Figure] { [] }

  /// A method adds no variables of its own.
  public func addVariables(of table: ResultTable<Point>, to results: inout Dataset) {}
}

/// One task of a method.
public struct MethodPart: Sendable {
  /// What distinguishes it from the method's other parts, empty if there are none.
  public var label: String
  /// Expected work, in walker-steps of one coordinate.
  public var cost: Double
  /// How many walker-steps that are, where a step costs far more than that.
  public var steps: Double?

  /// A part.
  public init(label: String = "", cost: Double, steps: Double? = nil) {
    self.label = label
    self.cost = cost
    self.steps = steps
  }
}

/// A point of a sweep at which several methods are at work.
public protocol MethodicalPoint: ExperimentPoint {
  /// Where in the sweep it stands.
  var position: SweepPosition { get }
  /// The methods, in the order of the scenario.
  var methods: [any ExperimentMethod<Self>] { get }
  /// The values of the keys that its methods declare.
  var settings: Parameters { get }
  /// The generator of its random numbers, for the provenance.
  var generator: String { get }
}
