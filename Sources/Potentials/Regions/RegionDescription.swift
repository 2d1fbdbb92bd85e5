// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

extension Region {
  /// The region as it stands in a scenario; `RegionReader` reads it back.
  package var value: Value {
    func numbers(_ list: [Double]) -> Value { .list(list.map { .number($0) }) }
    func mapping(_ kind: String, _ value: Value) -> Value { .record(Record([(kind, value)])) }
    switch self {
    case .ball(let center, let radius):
      return mapping("ball", .record(Record([("center", numbers(center)), ("radius", .number(radius))])))
    case .halfSpace(let normal, let offset):
      return mapping("half-space", .record(Record([("normal", numbers(normal)), ("offset", .number(offset))])))
    case .box(let lower, let upper):
      return mapping("box", .record(Record([("lower", numbers(lower)), ("upper", numbers(upper))])))
    case .energyBelow(let energy): return mapping("energy-below", .number(energy))
    case .observable(let observable, let range):
      var entries: [(String, Value)] = [("on", .text(observable.place))]
      if range.lowerBound > -.infinity { entries.append(("at-least", .number(range.lowerBound))) }
      if range.upperBound < .infinity { entries.append(("at-most", .number(range.upperBound))) }
      return mapping(observable.quantity, .record(Record(entries)))
    case .not(let region): return mapping("not", region.value)
    case .all(let regions): return mapping("all", .list(regions.map(\.value)))
    case .any(let regions): return mapping("any", .list(regions.map(\.value)))
    }
  }
}

extension Region: CustomStringConvertible {
  /// The region in a line of mathematics: `x ≥ 1`, `|x − (−0.558, 1.441)| ≤ 0.1`.
  public var description: String {
    switch self {
    case .ball(let center, let radius):
      let middle =
        center.count == 1 ? center[0].mathematical : "(\(center.map(\.mathematical).joined(separator: ", ")))"
      return center.allSatisfy { $0 == 0 } ? "|x| ≤ \(radius.mathematical)" : "|x − \(middle)| ≤ \(radius.mathematical)"
    case .halfSpace(let normal, let offset): return Self.inequality(normal, offset)
    case .box(let lower, let upper):
      let sides = zip(lower, upper).enumerated().compactMap { c, ends -> String? in
        let name = Self.coordinate(c, of: lower.count)
        return switch (ends.0.isFinite, ends.1.isFinite) {
        case (true, true): "\(ends.0.mathematical) ≤ \(name) ≤ \(ends.1.mathematical)"
        case (true, false): "\(name) ≥ \(ends.0.mathematical)"
        case (false, true): "\(name) ≤ \(ends.1.mathematical)"
        case (false, false): nil
        }
      }
      return sides.isEmpty ? "everywhere" : sides.joined(separator: " and ")
    case .energyBelow(let energy): return "f(x) ≤ \(energy.mathematical)"
    case .observable(let observable, let range):
      return switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
      case (true, true):
        "\(range.lowerBound.mathematical) ≤ \(observable) ≤ \(range.upperBound.mathematical)"
      case (_, true): "\(observable) ≤ \(range.upperBound.mathematical)"
      default: "\(observable) ≥ \(range.lowerBound.mathematical)"
      }
    case .not(let region): return "not (\(region))"
    case .all(let regions): return regions.map(\.parenthesized).joined(separator: " and ")
    case .any(let regions) where regions.isEmpty: return "nothing"
    case .any(let regions): return regions.map(\.parenthesized).joined(separator: " or ")
    }
  }

  private var parenthesized: String {
    switch self {
    case .all, .any, .box: "(\(self))"
    default: description
    }
  }

  private static func coordinate(_ c: Int, of dimension: Int) -> String {
    let digits = String(c + 1).unicodeScalars.compactMap { Unicode.Scalar($0.value - 0x30 + 0x2080) }
    return dimension == 1 ? "x" : "x" + String(String.UnicodeScalarView(digits))
  }

  /// normal·x ≥ offset, solved for the coordinate when there is only one.
  private static func inequality(_ normal: [Double], _ offset: Double) -> String {
    let parts = normal.indices.filter { normal[$0] != 0 }
    if parts.count == 1, let c = parts.first {
      return "\(coordinate(c, of: normal.count)) \(normal[c] > 0 ? "≥" : "≤") \((offset / normal[c]).mathematical)"
    }
    let sum = parts.map { c in
      let sign = c == parts.first ? (normal[c] < 0 ? "−" : "") : (normal[c] < 0 ? " − " : " + ")
      let size = abs(normal[c]) == 1 ? "" : abs(normal[c]).mathematical + "·"
      return sign + size + coordinate(c, of: normal.count)
    }
    return "\(sum.joined()) ≥ \(offset.mathematical)"
  }
}

extension Double {
  /// At most six significant digits, with a real minus sign.
  var mathematical: String {
    let text = String(format: "%.6g", self == 0 ? 0 : self)
    return text.replacingOccurrences(of: "-", with: "−")
  }
}
