// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings
import Statistics

extension Record {
  /// `temperature = 0.2, potential.tilt = 0.25`.
  package var sentence: String {
    entries.map { key, value in
      "\(key) = \(value.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value.asText ?? value.described)"
    }.joined(separator: ", ")
  }

  /// The place that a quantity belongs to, as findings name it: `point: (0.5, 1)`.
  package init(point: [Double]) {
    self.init([("point", .text("(" + point.map(\.shortest).joined(separator: ", ") + ")"))])
  }
}

extension Array where Element: Hashable {
  /// Each element once, in the order of its first appearance.
  package var distinct: [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}
