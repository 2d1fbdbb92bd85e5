// SPDX-License-Identifier: GPL-3.0-or-later

extension Region {
  /// The region with its boundary moved outwards by a length; `nil` where its boundary is not made of planes and spheres.
  ///
  /// Exact for balls, half-spaces and what lies outside of one; boxes keep their corners, and unions and common parts move
  /// each part's boundary.
  package func widened(by length: Double) -> Region? {
    switch self {
    case .ball(let center, let radius):
      return radius + length > 0 ? .ball(center: center, radius: radius + length) : nil
    case .halfSpace(let normal, let offset):
      let size = normal.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return .halfSpace(normal: normal, offset: offset - length * size)
    case .box(let lower, let upper):
      guard zip(lower, upper).allSatisfy({ $0 - length <= $1 + length }) else { return nil }
      return .box(lower: lower.map { $0 - length }, upper: upper.map { $0 + length })
    case .energyBelow, .observable: return nil
    case .not(let region): return region.widened(by: -length).map { .not($0) }
    case .all(let regions): return Self.joined(regions.map { $0.widened(by: length) }).map { .all($0) }
    case .any(let regions): return Self.joined(regions.map { $0.widened(by: length) }).map { .any($0) }
    }
  }

  private static func joined(_ regions: [Region?]) -> [Region]? {
    let found = regions.compactMap(\.self)
    return found.count == regions.count ? found : nil
  }
}
