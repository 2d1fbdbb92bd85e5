// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@Suite struct JSONSchemaTests {
  private let schemas = ParameterSchemas(
    forms: ["a place": .init(.reference("place"), requirements: .reference("place-requirements"))])

  @Test func propertiesHaveTypesDescriptionsAndDefaults() {
    let mapping = schemas.mapping(of: [
      .number("t", default: nil, .positive, "temperature"), .word("s", default: "a", among: ["a", "b"], "a word"),
    ])
    #expect(
      mapping.value.json == """
        { "type": "object", "properties": { "t": { "type": "number", "exclusiveMinimum": 0, "description": "temperature" }, \
        "s": { "enum": ["a", "b"], "description": "a word", "default": "a" } }, "additionalProperties": false }
        """)
  }

  @Test func aFormerNameIsDeprecated() {
    let keys = schemas.properties(of: [
      Parameter.integer("observe-every", default: 1, .any, "steps").formerly("look-every")
    ])
    #expect(keys.map(\.0) == ["observe-every", "look-every"])
    #expect(keys[1].1.keywords["deprecated"] == .flag(true))
    #expect(keys[1].1.keywords["description"] == .text("This key is now called observe-every."))
  }

  @Test func nullStandsForADefaultThatIsNothing() {
    let keys = schemas.properties(of: [
      Parameter("home", .special("a place"), default: .null, ""),
      Parameter("to", .special("a place"), default: nil, ""),
      Parameter("fit", .record([]), default: .record(Record()), ""),
    ])
    #expect(keys[0].1.keywords["anyOf"]?.json == ##"[{ "$ref": "#/definitions/place" }, { "type": "null" }]"##)
    #expect(keys[1].1.keywords["allOf"]?.json == ##"[{ "$ref": "#/definitions/place" }]"##)
    #expect(keys[2].1.keywords["type"]?.json == #"["object", "null"]"#)
  }

  @Test func whatMustBeThereIsStatedApart() {
    let radius = Parameter.number("radius", default: nil, .any, "").formerly("size")
    let parameters = [
      Parameter("to", .special("a place"), default: nil, ""),
      Parameter("balls", .list(.record([radius])), default: .list([]), ""),
      .flag("quick", default: false),
    ]
    #expect(schemas.requirements(of: [.flag("quick", default: false)]) == nil)
    #expect(
      schemas.requirements(of: parameters)?.value.json == """
        { "required": ["to"], "properties": { "to": { "$ref": "#/definitions/place-requirements" }, "balls": { "items": \
        { "allOf": [{ "anyOf": [{ "required": ["radius"] }, { "required": ["size"] }] }] } } } }
        """)
  }
}

extension Parameter {
  fileprivate static func flag(_ name: String, default value: Bool) -> Parameter {
    Parameter(name, .flag, default: .flag(value), "")
  }
}
