// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Statistics

/// What is asked of a finite-size analysis, whether of trained networks or of a table.
struct FiniteSizeSettings: Sendable, Equatable {
  /// What drives the transition, made of the fraction r and the size L.
  enum Control: String, CaseIterable, Sendable {
    /// r itself.
    case fraction
    /// r·L: the rows of a table of L² for each symbol.
    case rowsPerSymbol = "rows-per-symbol"
    /// r·L/ln L.
    case rowsPerSymbolAndLogarithm = "rows-per-symbol-and-logarithm"

    /// The control parameter of a fraction at a size.
    func value(fraction: Double, size: Double) -> Double {
      switch self {
      case .fraction: fraction
      case .rowsPerSymbol: fraction * size
      case .rowsPerSymbolAndLogarithm: fraction * size / log(size)
      }
    }

    /// The symbol in figures and sentences.
    var symbol: String {
      switch self {
      case .fraction: "r"
      case .rowsPerSymbol: "rL"
      case .rowsPerSymbolAndLogarithm: "rL/ln L"
      }
    }
  }

  var control = Control.fraction
  /// β/ν; fitted where it is `nil`.
  var amplitudeExponent: Double?
  /// d of the susceptibility L^d·Var m.
  var dimension = 1.0
  /// How often splits are drawn anew.
  var bootstrap = 400
  /// Names the random stream of the bootstrap.
  var seed: UInt64 = 1
}

extension FiniteSizeSettings {
  private static let fitted = "fit"

  /// The keys that settle the analysis.
  static let parameters: [Parameter] = [
    .word(
      "control", default: Control.fraction.rawValue, among: Control.allCases.map(\.rawValue),
      "what drives the transition: the fraction r, rows of the training set for each symbol, r·L, or that over ln L"),
    Parameter(
      "beta-over-nu", .special("fit, or a number"), default: .text(fitted),
      "β/ν, how the order parameter shrinks with the size at the critical point; 0 where it is a share that saturates"),
    .number(
      "dimension", default: 1, Limits(lower: -10, upper: 10), "d of the susceptibility L^d·Var m"),
    .integer("bootstrap", default: 400, .between(0, 1e5), "how often splits are drawn anew for errors and tests"),
  ]

  /// Reads the keys.
  init(_ reader: Reader, seed: UInt64) {
    self.init(seed: seed)
    control = Control(rawValue: reader.read(Self.parameters[0]).asText ?? "") ?? .fraction
    let value = reader.raw("beta-over-nu") ?? .text(Self.fitted)
    reader.resolve("beta-over-nu", as: value)
    amplitudeExponent = value.asNumber
    if value.asText != Self.fitted && !(value.asNumber.map { abs($0) <= 3 } ?? false) {
      reader.report(
        "beta-over-nu is \(value.described); 'fit' or a number between -3 and 3 is expected.", at: "beta-over-nu")
    }
    dimension = reader.read(Self.parameters[2]).asNumber ?? 1
    bootstrap = Int(reader.read(Self.parameters[3]).asNumber ?? 0)
  }
}
