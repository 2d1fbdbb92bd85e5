// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments

/// `ravine schema`: the JSON Schema of scenario files.
struct SchemaCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of scenario files, by which editors complete, explain and check them.",
    discussion: """
      Write it to a file and name that in the first line of a scenario; editors with a YAML language server, such as
      Visual Studio Code, Neovim and Helix, do the rest:

        ravine schema > scenario.schema.json
        # yaml-language-server: $schema=scenario.schema.json
      """)

  func run(in context: ToolContext) throws {
    print(ScenarioSchema(of: context.laboratory).text, terminator: "")
  }
}
