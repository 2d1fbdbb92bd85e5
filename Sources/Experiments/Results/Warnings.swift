// SPDX-License-Identifier: GPL-3.0-or-later

extension [String] {
  /// The first warnings, and how many more there are.
  package var shortened: [String] {
    let shown = 6
    guard count > shown else { return self }
    return prefix(shown) + ["and \(count - shown) more, see the notes of the findings"]
  }
}
