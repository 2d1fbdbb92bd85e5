// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// What becomes of a gradient before an optimizer sees it: settings only, the state lies outside.
///
/// One file each in `Filters/`, one word in `GradientFilterCatalogue`. The loop applies it once per slice and step, after
/// gradient noise and clipping and before the optimizer, which adds its L2 decay afterwards. State vectors are zero at the first
/// application, also where an event sets another filter; they lie in the checkpoint.
package protocol GradientFilter: Sendable {
  /// The name in a scenario.
  var name: String { get }

  /// How many vectors of the weights' length it keeps from step to step.
  var stateVectors: Int { get }

  /// Changes the gradient of one slice.
  ///
  /// - Parameters:
  ///   - slice: the part of the network; `filterVectors` is what the filter keeps.
  ///   - applied: how often it was applied to this slice before.
  func apply<R: Real>(_ slice: ParameterSlice<R>, applied: Int)
}

/// The filters that the key `gradient-filter` of an optimizer can name.
package enum GradientFilterCatalogue {
  /// All of them.
  package static let entries: [CatalogueEntry<any GradientFilter>] = [
    Grokfast.entry, GrokfastWindow.entry, OrthogonalGradients.entry,
  ]

  /// The key.
  static let parameter = Parameter(
    "gradient-filter", .special("none, or a filter, see 'ravine list gradient-filters'"), default: .text("none"),
    "what becomes of the gradient before the step")

  /// Reads the key of an optimizer's mapping; no filter by default.
  static func read(from reader: Reader) -> (any GradientFilter)? {
    let key = parameter.name
    guard let value = reader.raw(key), value != .text("none"), value != .null else {
      reader.resolve(key, as: .text("none"))
      return nil
    }
    return reader.chosen(key, from: entries, listing: "gradient-filters")
  }
}
