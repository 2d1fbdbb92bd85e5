// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// What the axis of a profile ends in, as the scenario or else the file says.
struct ProfileAxis {
  /// Whether the ends are one place.
  var isPeriodic = false
  /// The length of the circle, where it is said.
  var period: Double?

  /// Reads `periodic: true`, `periodic: [-pi, pi]`, or what PLUMED writes of the coordinate.
  init(_ value: Value, of table: ProfileTable, coordinate: Int) throws(Problem) {
    let name = coordinate < table.names.count ? table.names[coordinate] : ""
    let told = ["min", "max"].compactMap { table.settings["\($0)_\(name)"].flatMap(Self.number) }
    let fromFile = told.count == 2 && told[0] < told[1] ? told[1] - told[0] : nil
    switch value {
    case .null:
      isPeriodic = table.settings["periodic_\(name)"] == "true"
      period = isPeriodic ? fromFile : nil
    case .flag(let flag):
      isPeriodic = flag
      period = flag && table.settings["periodic_\(name)"] == "true" ? fromFile : nil
    case .list(let list):
      let ends = list.compactMap { $0.asNumber ?? $0.asText.flatMap(Self.number) }
      guard ends.count == 2, list.count == 2, ends[0] < ends[1], ends.allSatisfy(\.isFinite) else {
        throw Problem(
          "periodic is \(value.described); true, false or the ends of a turn in ascending order, such as [-pi, pi], "
            + "are expected.", at: "periodic")
      }
      isPeriodic = true
      period = ends[1] - ends[0]
    default:
      throw Problem(
        "periodic is \(value.described); true, false or the ends of a turn, such as [-pi, pi], are expected.",
        at: "periodic")
    }
  }

  /// A number, or a formula without coordinates such as `2*pi`.
  private static func number(_ text: String) -> Double? {
    guard let formula = try? Formula(text, coordinates: []) else { return nil }
    let nowhere: [Double] = []
    var result = [0.0]
    var span = result.mutableSpan
    formula.values(walkers: 1, at: nowhere.span, into: &span)
    return result[0].isFinite ? result[0] : nil
  }

  /// A number with five digits, for messages.
  static func rounded(_ number: Double) -> String { String(format: "%.5g", number) }
}
