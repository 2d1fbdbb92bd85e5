// SPDX-License-Identifier: GPL-3.0-or-later

/// Something measured of a network, named by its word.
protocol NamedMeasure: RawRepresentable<String>, Sendable {
  /// What it is, for `long_name`.
  var longName: String { get }
}

extension NamedMeasure {
  /// The quantity in `findings.json`.
  var quantity: String { rawValue }
  /// The variable in `results.nc`.
  var variable: String { rawValue.replacing("-", with: "_") }
}
