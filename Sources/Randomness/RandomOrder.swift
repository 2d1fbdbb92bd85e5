// SPDX-License-Identifier: GPL-3.0-or-later

extension RandomStream {
  /// A whole number of 0..<bound, each equally likely: the upper half of a 128-bit product, what is left over rejected.
  ///
  /// Its own code, because Swift's library may change how many numbers it draws, and splits must stay what they are.
  /// D. Lemire, ACM Transactions on Modeling and Computer Simulation 29 (2019) 3. A bound of 0 gives 0.
  public mutating func whole(below bound: Int) -> Int {
    let bound = UInt64(max(bound, 1))
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let leftOver = (0 &- bound) % bound
      while product.low < leftOver { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// The numbers 0..<count in random order, each order equally likely (Fisher and Yates from the front).
  ///
  /// With the same stream the first k of them do not depend on how many are used.
  public mutating func order(of count: Int) -> [Int32] {
    var order = (0..<Int32(count)).map { $0 }
    shuffle(&order)
    return order
  }

  /// Brings elements into random order, each order equally likely.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for index in elements.indices.dropLast() {
      elements.swapAt(index, index + whole(below: elements.count - index))
    }
  }
}
