// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension DelimitedText {
  /// A line of comma-separated values; fields with commas, quotation marks, ends of lines or outer blanks stand between quotation marks.
  static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\n" }

  private static func quoted(_ field: String) -> String {
    let isPlain =
      !field.contains { $0 == "," || $0 == "\"" || $0.isNewline } && field.first != "#"
      && field.first?.isWhitespace != true && field.last?.isWhitespace != true
    return isPlain ? field : "\"\(field.replacing("\"", with: "\"\""))\""
  }
}
