// SPDX-License-Identifier: GPL-3.0-or-later
package import Runs

extension ResultTable {
  /// An analysis with all findings of the table, and after its own parts what the methods warn of, draw and add to the results.
  package func completing(_ analysis: Analysis) -> Analysis {
    let methods = methods
    var result = analysis
    result.findings = findings
    result.warnings += methods.flatMap { $0.warnings(on: self) }
    result.figures += methods.flatMap { $0.figures(of: self) }
    for method in methods { method.addVariables(of: self, to: &result.results) }
    return result
  }

  /// What the methods say about their results, one sentence after the other.
  package var remarks: [String] { methods.flatMap { $0.remarks(on: self) } }
}
