// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Value {
  /// Reads JSON; the keys of a mapping come in alphabetical order.
  public init(jsonText: String) throws {
    self = try JSONDecoder().decode(JSONNode.self, from: Data(jsonText.utf8)).value
  }
}

private struct JSONNode: Decodable {
  let value: Value

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .null
    } else if let flag = try? container.decode(Bool.self) {
      value = .flag(flag)
    } else if let number = try? container.decode(Int.self), number != 0 {
      value = .integer(number)
    } else if let number = try? container.decode(Double.self) {
      // Zero may have a sign, which a whole number has not.
      value = number == 0 && number.sign == .plus ? .integer(0) : .number(number)
    } else if let text = try? container.decode(String.self) {
      value = .text(text)
    } else if let list = try? container.decode([JSONNode].self) {
      value = .list(list.map(\.value))
    } else {
      let mapping = try container.decode([String: JSONNode].self)
      value = .record(Record(mapping.sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }))
    }
  }
}
