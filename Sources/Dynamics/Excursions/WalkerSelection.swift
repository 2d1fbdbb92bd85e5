// SPDX-License-Identifier: GPL-3.0-or-later

extension Walkers {
  /// Some of the walkers, in any order and as often as named.
  public func selecting(_ indices: [Int]) -> Walkers {
    var result = self
    result.identifiers = indices.map { identifiers[$0] }
    result.positions = Self.columns(indices, of: positions, count: count)
    result.memory = Self.columns(indices, of: memory, count: count)
    return result
  }

  /// Copies of walkers, as often as named, in that order; each is named by its place.
  ///
  /// - Parameter parents: indices of walkers.
  public func copies(of parents: [Int32]) -> Walkers {
    var result = self
    result.identifiers = (0..<UInt32(parents.count)).map { $0 }
    result.positions = Self.copies(of: parents, from: positions, count: count)
    result.memory = Self.copies(of: parents, from: memory, count: count)
    return result
  }

  /// The same states under other names, and so with other noise from here on.
  ///
  /// - Parameter names: one for each walker.
  public func named(_ names: [UInt32]) -> Walkers {
    var result = self
    if names.count == count { result.identifiers = names }
    return result
  }

  /// These walkers followed by others of the same dimension and integrator.
  public func appending(_ others: Walkers) -> Walkers {
    if count == 0 { return others }
    if others.count == 0 { return self }
    var result = self
    result.identifiers += others.identifiers
    result.positions = Self.joined(positions, count, others.positions, others.count)
    result.memory = Self.joined(memory, count, others.memory, others.count)
    return result
  }

  /// Puts other walkers in the places of some.
  ///
  /// - Parameter indices: places, one for each of the others.
  public mutating func replace(_ indices: [Int], with others: Walkers) {
    guard indices.count == others.count else { return }
    for (source, place) in indices.enumerated() {
      identifiers[place] = others.identifiers[source]
      for row in 0..<dimension { positions[row * count + place] = others.positions[row * others.count + source] }
      for row in 0..<(memory.count / count) {
        memory[row * count + place] = others.memory[row * others.count + source]
      }
    }
  }

  private static func copies(of parents: [Int32], from table: [Double], count: Int) -> [Double] {
    let rows = table.count / max(count, 1)
    return [Double](unsafeUninitializedCapacity: rows * parents.count) { target, initialized in
      table.withUnsafeBufferPointer { table in
        for row in 0..<rows {
          for (place, parent) in parents.enumerated() {
            target[row * parents.count + place] = table[row * count + Int(parent)]
          }
        }
      }
      initialized = rows * parents.count
    }
  }

  private static func columns(_ indices: [Int], of table: [Double], count: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(table.count / max(count, 1) * indices.count)
    for row in stride(from: 0, to: table.count, by: max(count, 1)) {
      for index in indices { result.append(table[row + index]) }
    }
    return result
  }

  private static func joined(_ left: [Double], _ leftCount: Int, _ right: [Double], _ rightCount: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(left.count + right.count)
    for row in 0..<(left.count / leftCount) {
      result += left[(row * leftCount)..<((row + 1) * leftCount)]
      result += right[(row * rightCount)..<((row + 1) * rightCount)]
    }
    return result
  }
}
