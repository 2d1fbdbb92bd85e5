// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs
import Settings

/// `ravine list`: what a scenario can name.
struct ListCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List potentials, integrators, methods, tasks, models, optimizers and what else a scenario can name.")

  @Argument(help: "Which of them; all of them by default.", completion: .sections { $0.plural }) var kind: String?

  func run(in context: ToolContext) throws {
    let sections = Manual(of: context.laboratory).sections
    let shown = try kind.map { [try Listing.section(named: $0, among: sections)] } ?? sections
    for section in shown {
      let rows = section.articles.map { [$0.name, $0.summary] }
      print(
        TextTable(Table(title: section.plural, columns: ["name", "what it is"], rows: rows), width: Terminal.columns())
          .text)
    }
    print("'ravine describe \(shown.count == 1 ? shown[0].singular : "KIND") NAME' shows one of them.")
  }
}

/// `ravine describe`: one of them in detail.
struct DescribeCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Describe one: formula, parameters with defaults, wells, known answers, an example.",
    discussion: "For instance: ravine describe potential double-well")

  @Argument(
    help: "potential, integrator, method, task, model, optimizer, …; 'ravine list' shows all.",
    completion: .sections { $0.singular }) var kind: String
  @Argument(help: "Its name.", completion: .articles) var name: String?

  func run(in context: ToolContext) throws {
    let manual = Manual(of: context.laboratory)
    guard let name else { throw Listing.incomplete(kind, manual) }
    let section = try Listing.section(named: kind, among: manual.sections)
    guard let article = manual.article(named: name, in: section) else {
      throw Listing.unknown(section.singular, name, among: section.articles.map(\.name), listing: section.plural)
    }
    print(article.text, terminator: "")
  }
}

/// The sections of what can be listed.
enum Listing {
  /// A section by its singular or plural name.
  static func section(named name: String, among sections: [Manual.Section]) throws -> Manual.Section {
    let found = sections.first { $0.plural == name || $0.singular == name }
    guard let found else { throw unknown("kind", name, among: sections.map(\.plural), listing: nil) }
    return found
  }

  /// An error for one word where a kind and a name are wanted: what it may be, or what is like it.
  static func incomplete(_ word: String, _ manual: Manual) -> ExitCode {
    if let section = manual.sections.first(where: { $0.plural == word || $0.singular == word }) {
      return Ending.stop(
        "the name of the \(section.singular) is missing; 'ravine list \(section.plural)' shows all.", ExitCode(64))
    }
    let holders = manual.sections.filter { manual.article(named: word, in: $0) != nil }
    guard holders.isEmpty else {
      let ways = holders.map { "'ravine describe \($0.singular) \(word)'" }.joined(separator: " or ")
      return Ending.stop("a kind and a name are wanted: \(ways).", ExitCode(64))
    }
    let names = manual.sections.flatMap { $0.articles.map(\.name) } + manual.sections.map(\.singular)
    let near = suggestion(for: word, among: names)
    return Ending.stop(
      "unknown name '\(word)'\(near.isEmpty ? ";" : near) 'ravine list' shows all; "
        + "a kind and a name are wanted, as in 'ravine describe potential double-well'.", ExitCode(64))
  }

  /// An error for a name that nothing has.
  static func unknown(_ what: String, _ name: String, among names: [String], listing: String?) -> ExitCode {
    let near = suggestion(for: name, among: names)
    let hint = listing.map { " 'ravine list \($0)' shows all." } ?? " There are \(names.joined(separator: ", "))."
    return Ending.stop("unknown \(what) '\(name)'\(near.isEmpty ? ";" : near)\(hint)", ExitCode(64))
  }
}
