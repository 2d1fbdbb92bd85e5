// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs

/// A Jupyter notebook that opens an export (nbformat 4.5).
struct Notebook {
  let title: String
  let question: String
  let answer: String
  /// What the run was about.
  var subject = Subject.other
  /// The names of the figures that `ravine_run` draws.
  var figures: [String] = []

  /// What a run can be about, as far as its notebook looks closer than the figures of the report do.
  enum Subject {
    /// Rates of escape.
    case rates
    /// Single training runs, with their representations.
    case training
    /// Many lean training runs.
    case sweep
    /// Times of runs from a table.
    case table
    /// Anything else.
    case other

    /// The subject, as the names of the results' variables tell it.
    init(_ results: Dataset) {
      let names = Set(results.variables.map(\.name))
      if names.isSuperset(of: ["grokking_step", "step", "test_accuracy", "train_count"]) {
        self = .sweep
      } else if results.variables.contains(where: { $0.name == "grokking_time" && $0.dimensions == ["run"] }) {
        self = .table
      } else {
        let isTraining = results.variables.contains { $0.name == "train_loss" && $0.dimensions.last == "evaluation" }
        let hasRates = names.contains("escape_rate")
        self = isTraining ? .training : hasRates ? .rates : .other
      }
    }
  }

  /// What the notebook needs, for pip.
  static let requirements = """
    ipykernel>=6
    matplotlib>=3.7
    nbconvert>=7
    netcdf4>=1.6
    numpy>=1.24
    pandas>=2.0
    xarray>=2023.1

    """

  private struct Document: Encodable {
    struct Cell: Encodable {
      struct Metadata: Encodable {}
      var cellType: String
      var identifier: String
      var source: [String]

      enum CodingKeys: String, CodingKey {
        case cellType = "cell_type"
        case identifier = "id"
        case executionCount = "execution_count"
        case metadata, outputs, source
      }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(cellType, forKey: .cellType)
        try container.encode(identifier, forKey: .identifier)
        try container.encode(Metadata(), forKey: .metadata)
        try container.encode(source, forKey: .source)
        // The format wants these two in code cells, and forbids them in others.
        guard cellType == "code" else { return }
        try container.encodeNil(forKey: .executionCount)
        try container.encode([String](), forKey: .outputs)
      }
    }

    var cells: [Cell]
    var metadata = [
      "kernelspec": ["display_name": "Python 3", "language": "python", "name": "python3"],
      "language_info": ["name": "python"],
    ]
    var nbformat = 4
    var minor = 5

    enum CodingKeys: String, CodingKey {
      case cells, metadata, nbformat
      case minor = "nbformat_minor"
    }
  }

  /// The notebook's file.
  func json() throws -> String {
    let parts = NotebookCells.all(title: title, question: question, answer: answer, subject: subject, figures: figures)
    let cells = parts.enumerated().map { index, part in
      let lines = part.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return Document.Cell(
        cellType: part.isCode ? "code" : "markdown", identifier: "ravine-\(index + 1)",
        source: lines.enumerated().map { $0 + 1 < lines.count ? $1 + "\n" : $1 })
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Document(cells: cells)), as: UTF8.self) + "\n"
  }
}
