// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// A kind of experiment: the word after `experiment:` with what belongs to it.
public struct ExperimentKind: Sendable {
  /// The name in a scenario.
  public let name: String
  /// The question that it answers.
  public let summary: String
  /// What can be set beside the keys that every scenario has and those of its methods.
  package let ownParameters: [Parameter]
  /// Words that findings carry as their method beside the names of methods that can be chosen.
  package let findingMethods: [String]
  /// A commented scenario to start from, as `ravine new` prints it.
  package let template: String
  /// The methods that its points can be given to, of all that a laboratory has.
  private let applicable: @Sendable ([any ExperimentMethod]) -> [any ExperimentMethod]
  private let read: @Sendable (Reader, PointContext) -> (any ExperimentPoint)?
  private let assembling: @Sendable ([any ExperimentPoint]) -> (any Experiment)?

  /// A kind whose points are decoded one by one and then make one experiment.
  ///
  /// - Parameters:
  ///   - name: the word in a scenario, kebab-case.
  ///   - summary: the question that it answers, in one line.
  ///   - parameters: the keys that it reads, for `ravine describe`, the schema and the documentation.
  ///   - findingMethods: what its findings are called by where they come from no method that can be chosen.
  ///   - template: a commented scenario to start from.
  ///   - decode: reads one point; problems go to the reader's log, the result is then `nil`.
  ///   - assemble: joins the points of the sweep.
  public init<Point: ExperimentPoint>(
    name: String, summary: String, parameters: [Parameter], findingMethods: [String] = [], template: String,
    decode: @escaping @Sendable (Reader, PointContext) -> Point?,
    assemble: @escaping @Sendable ([Point]) -> any Experiment
  ) {
    self.name = name
    self.summary = summary
    ownParameters = parameters
    self.findingMethods = findingMethods
    self.template = template
    applicable = { methods in methods.filter { $0.pointType == ObjectIdentifier(Point.self) } }
    read = decode
    assembling = { points in
      let own = points.compactMap { $0 as? Point }
      return own.count == points.count ? assemble(own) : nil
    }
  }

  /// The methods that a scenario of this kind can choose.
  package func methods(in laboratory: Laboratory) -> [any ExperimentMethod] { applicable(laboratory.methods) }

  /// The methods that an expectation can name.
  package func methodNames(in laboratory: Laboratory) -> [String] {
    methods(in: laboratory).map(\.name) + findingMethods
  }

  /// What can be set beside the keys that every scenario has: its own keys, and those of its methods, each once.
  package func parameters(in laboratory: Laboratory) -> [Parameter] {
    let own = Set(ownParameters.map(\.name))
    var added: [Parameter] = []
    for parameter in methods(in: laboratory).flatMap(\.parameters)
    where !own.contains(parameter.name) && !added.contains(where: { $0.name == parameter.name }) {
      added.append(parameter)
    }
    // The list of methods comes last, after the settings of all of them.
    guard let place = ownParameters.firstIndex(where: { $0.name == MethodChoice.key }) else {
      return ownParameters + added
    }
    return Array(ownParameters[..<place]) + added + Array(ownParameters[place...])
  }

  /// Decodes one point of the sweep; `nil` when problems were reported.
  package func decode(_ reader: Reader, _ context: PointContext) -> (any ExperimentPoint)? { read(reader, context) }

  /// Joins decoded points; `nil` if they are not of this kind.
  package func assemble(_ points: [any ExperimentPoint]) -> (any Experiment)? { assembling(points) }
}
