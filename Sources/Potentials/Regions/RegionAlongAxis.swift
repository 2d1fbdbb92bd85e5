// SPDX-License-Identifier: GPL-3.0-or-later

extension Region {
  /// The region as one of the first coordinate alone; `nil` if whether a point belongs to it depends on another.
  ///
  /// A region of one coordinate is itself, except `energy-below` and observations, which name no place.
  package var alongFirstAxis: Region? {
    switch self {
    case .ball(let center, _): center.count == 1 ? self : nil
    case .halfSpace(let normal, let offset):
      normal.dropFirst().allSatisfy { $0 == 0 } ? .halfSpace(normal: [normal[0]], offset: offset) : nil
    case .box(let lower, let upper):
      zip(lower, upper).dropFirst().allSatisfy { $0 == -.infinity && $1 == .infinity }
        ? .interval(lower[0], upper[0]) : nil
    case .energyBelow, .observable: nil
    case .not(let region): region.alongFirstAxis.map { .not($0) }
    case .all(let regions): Self.joined(regions).map { .all($0) }
    case .any(let regions): Self.joined(regions).map { .any($0) }
    }
  }

  private static func joined(_ regions: [Region]) -> [Region]? {
    let sections = regions.compactMap(\.alongFirstAxis)
    return sections.count == regions.count ? sections : nil
  }
}
