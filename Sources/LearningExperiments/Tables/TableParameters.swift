// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The keys of experiments on the numbers of a table.
enum TableParameters {
  static let table = Parameter(
    "table", .text(among: []), default: nil,
    "a file of comma-separated values, one row a run, relative to the working directory")
  static let checksum = Parameter(
    "checksum", .text(among: []), default: .text(""), "of the table's bytes; a run with another table is refused")
}
