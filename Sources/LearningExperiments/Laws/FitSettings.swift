// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings
import Statistics

/// What is asked of the fits to a table of grokking times.
struct FitSettings: Sendable, Equatable {
  /// The laws to compare; `nil` for all that apply.
  var laws: [String]?
  /// The distributions of the times about a law.
  var likelihoods: [String] = ["log-normal", "weibull"]
  /// How often training sets are drawn anew for intervals; none without.
  var bootstrap = 1000
  /// Names the random streams of the bootstrap.
  var seed: UInt64 = 1
}

extension FitSettings {
  /// The keys of a scenario that settle the fits.
  static let parameters: [Parameter] = [
    Parameter(
      "laws", .special("a list of laws"), default: .null,
      "the laws to compare, see 'ravine list laws'; all that apply by default"),
    Parameter(
      "likelihoods", .list(.text(among: TimeDistribution.allCases.map(\.rawValue))),
      default: .list([.text("log-normal"), .text("weibull")]), "the distributions of the times about a law"),
    .integer("bootstrap", default: 1000, .between(0, 1e6), "how often training sets are drawn anew for intervals"),
  ]

  /// Reads laws, likelihoods and the bootstrap.
  init(_ reader: Reader, seed: UInt64) {
    self.init(seed: seed)
    if case let value? = reader.raw("laws"), value != .null {
      reader.resolve("laws", as: value)
      laws = value.asList?.compactMap(\.asText)
      if laws == nil || laws?.count != value.asList?.count {
        reader.report("laws is \(value.described); a list of names is expected.", at: "laws")
      }
    }
    likelihoods = reader.read(Self.parameters[1]).asList?.compactMap(\.asText) ?? []
    bootstrap = Int(reader.read(Self.parameters[2]).asNumber ?? 0)
    let known = GrokkingLaw.all.map(\.name)
    for (index, law) in (laws ?? []).enumerated() where !known.contains(law) {
      reader.log.report(
        "unknown law '\(law)'\(choice(law, among: known))", at: reader.path.appending("laws").appending(index))
    }
    if laws?.isEmpty ?? false { reader.report("laws is empty; name one at least, or leave it out.", at: "laws") }
    if likelihoods.isEmpty { reader.report("likelihoods is empty; name one at least.", at: "likelihoods") }
  }
}
