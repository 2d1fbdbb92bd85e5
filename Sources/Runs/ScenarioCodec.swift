// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// How a run's directory writes and reads the resolved scenario; the YAML comes from `Scenarios`.
package struct ScenarioCodec: Sendable {
  /// The text of `scenario.yaml`.
  package var encode: @Sendable (Value) -> String
  /// The value that such a text stands for.
  package var decode: @Sendable (String) throws -> Value

  /// A pair of functions that are each other's inverse.
  package init(encode: @escaping @Sendable (Value) -> String, decode: @escaping @Sendable (String) throws -> Value) {
    self.encode = encode
    self.decode = decode
  }
}
