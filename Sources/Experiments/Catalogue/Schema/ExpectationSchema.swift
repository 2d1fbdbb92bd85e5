// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The schemas of the keys `expect` and `claim`.
struct ExpectationSchema {
  /// The methods that can be named; any text when empty.
  let methods: [String]

  private var method: JSONSchema {
    (methods.isEmpty ? JSONSchema.text : .word(among: methods)).described("the method; any by default")
  }

  private let quantity = JSONSchema.text.described("what was found, for instance escape-rate")
  private let at = JSONSchema.mapping(
    [], others: .types("number", "string", "boolean", "null")
  ).described("coordinates of the sweep under their dotted paths, and names such as well")

  /// What an expectation and a condition of a claim have in common.
  private func entry(within tolerances: [(String, String)], more: [(String, JSONSchema)] = []) -> JSONSchema {
    let within = JSONSchema.mapping(tolerances.map { ($0.0, .number(.positive).described($0.1)) })
      .with("minProperties", .integer(1)).described("how far from the number a result may lie")
    let keys: [(String, JSONSchema)] = [
      ("quantity", quantity), ("method", method), ("at", at),
      ("equals", .number().described("the number, up to the tolerance 'within'")),
      ("at-least", .number().described("the smallest number")), ("at-most", .number().described("the largest number")),
      ("is", .text.described("the word")), ("within", within),
      ("source", .text.described("where the number comes from")),
    ]
    return JSONSchema.mapping(keys + more).with("required", .list([.text("quantity")]))
      .with(
        "oneOf",
        .list(
          [
            .requiring("equals"), .requiring("is"), JSONSchema.any([.requiring("at-least"), .requiring("at-most")]),
          ].map(\.value)))
  }

  private static let tolerances = [
    ("relative", "as a fraction of the number"), ("absolute", "in the units of the quantity"),
  ]

  /// What editors show of `expect`.
  static let expectSummary = "what the results should be; one that is not met fails the command"
  /// What editors show of `claim`.
  static let claimSummary = "a statement about the world that the scenario puts to the test"

  /// The key `expect`.
  var expect: JSONSchema {
    let sigmas = ("sigmas", "in standard errors of the result; 4 where nothing else is given")
    return JSONSchema.list(of: entry(within: [sigmas] + Self.tolerances)).orNothing
      .described(Self.expectSummary)
  }

  /// The key `claim`.
  var claim: JSONSchema {
    let other = JSONSchema.mapping([("quantity", quantity), ("method", method), ("at", at)])
    let condition = entry(
      within: Self.tolerances,
      more: [
        ("over", other.described("the second finding of a ratio")),
        ("minus", other.described("the second finding of a difference")),
      ]
    ).with("dependencies", .record(Record([("equals", .list([.text("within")]))])))
    return JSONSchema.mapping([
      ("statement", .text.described("what is claimed, in a sentence")),
      ("source", .text.described("who says so, and where")),
      ("holds-when", .list(of: condition, atLeast: 1).described("what must hold for the claim to be supported")),
      ("fails-when", JSONSchema.list(of: condition).orNothing.described("what contradicts the claim when it holds")),
    ]).with("required", .list([.text("statement"), .text("holds-when")]))
      .described(Self.claimSummary)
  }
}
