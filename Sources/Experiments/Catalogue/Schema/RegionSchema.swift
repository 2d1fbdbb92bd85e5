// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension SchemaDefinitions {
  /// Regions, and the places where walkers start.
  mutating func defineRegions() {
    let coordinates = JSONSchema.list(of: JSONSchema.number().orQuantity)
    let region = JSONSchema.reference("region")
    // A bare number will do in one dimension.
    func vector(_ words: String) -> JSONSchema {
      JSONSchema.any([coordinates, JSONSchema.number().orQuantity]).described(words)
    }
    func observation(_ words: String, _ limits: Limits = .any, on places: JSONSchema) -> JSONSchema {
      JSONSchema.mapping([
        ("on", places.described("the examples that it is observed on")),
        ("at-least", .number(limits).described("the smallest value")),
        ("at-most", .number(limits).described("the largest value")),
      ]).described(words)
    }
    // The training and the test set, or a subset under a name of its own.
    let sets = JSONSchema.text
    let shapes: [(String, JSONSchema)] = [
      (
        "ball",
        .mapping([
          ("center", vector("the center, one number a coordinate")),
          ("radius", JSONSchema.number(.positive).orQuantity.described("the radius, a length")),
        ]).described("the points closer to a center than a radius")
      ),
      (
        "half-space",
        .mapping([
          ("normal", vector("the direction into the region")),
          ("offset", JSONSchema.number().orQuantity.described("the smallest value of normal·x")),
        ]).described("the points with normal·x ≥ offset")
      ),
      (
        "box",
        .mapping([
          ("lower", vector("the lower ends, -.inf for none")), ("upper", vector("the upper ends, .inf for none")),
        ]).described("the points between two corners")
      ),
      ("energy-below", JSONSchema.number().orQuantity.described("the points whose energy is below this one")),
      ("not", region.described("the points outside of a region")),
      ("all", .list(of: region, atLeast: 1).described("the points that lie in all of some regions")),
      ("any", .list(of: region, atLeast: 1).described("the points that lie in one of some regions at least")),
      ("accuracy", observation("how many examples a network answers rightly", .between(0, 1), on: sets)),
      ("loss", observation("the loss of a network", .nonNegative, on: sets)),
    ]
    let summary = "the name of a well, or one of ball, half-space, box, energy-below, accuracy, loss, not, all, any"
    let point = ("point", coordinates.described("a single point, one number a coordinate"))
    // Potentials of a guest may have observations of other names.
    let other = observation("an observation of the potential", on: .text)
    func oneOf(_ keys: [(String, JSONSchema)], _ summary: String) -> JSONSchema {
      JSONSchema.types("string", "object").keys(keys, others: other).with("maxProperties", .integer(1))
        .described(summary)
    }
    define(
      "region", for: "a region", "a well or a region", as: oneOf(shapes, summary), requiring: Self.regionRequirements)
    define(
      "place", for: "a well, a region or {point: […]}", as: oneOf([point] + shapes, summary + ", point"),
      requiring: .reference("region-requirements"))
  }

  /// What the shapes must have.
  private static var regionRequirements: JSONSchema {
    let region = JSONSchema.reference("region-requirements")
    let bounds = JSONSchema.requiring("on").and([.any([.requiring("at-least"), .requiring("at-most")])])
    return JSONSchema([("minProperties", .integer(1))])
      .and([
        .key("ball", .requiring("center", "radius")), .key("half-space", .requiring("normal", "offset")),
        .key("box", .requiring("lower", "upper")), .key("not", region), .key("accuracy", bounds), .key("loss", bounds),
        .key("all", JSONSchema([("items", region.value)])), .key("any", JSONSchema([("items", region.value)])),
      ])
  }
}
