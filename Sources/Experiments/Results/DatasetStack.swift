// SPDX-License-Identifier: GPL-3.0-or-later
package import Runs

/// Data sets of the same kind put side by side along new dimensions; shorter ones are filled up with nothing.
///
/// A coordinate, a variable named like its only dimension, is written once, from the data set that has most of it. Every
/// other variable gets the new dimensions before its own.
package struct DatasetStack {
  private var result = Dataset()

  /// Stacks data sets in row-major order of the new dimensions; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - parts: as many as the new dimensions have places.
  ///   - dimensions: the new dimensions with their sizes, slowest first.
  ///   - start: what the result begins with, for instance the coordinates of the new dimensions.
  package init(
    _ parts: [Dataset?], along dimensions: [(dimension: String, size: Int)], after start: Dataset = Dataset()
  ) {
    result = start
    var sizes: [String: Int] = [:]
    for part in parts { sizes.merge(part?.sizes ?? [:]) { max($0, $1) } }
    var names: [String] = []
    for variable in parts.flatMap({ $0?.variables ?? [] }) where !names.contains(variable.name) {
      names.append(variable.name)
      add(variable, parts, along: dimensions, sizes: sizes)
    }
  }

  /// All in one.
  package var dataset: Dataset { result }

  private mutating func add(
    _ model: Dataset.Variable, _ parts: [Dataset?], along dimensions: [(dimension: String, size: Int)],
    sizes: [String: Int]
  ) {
    let own = model.dimensions.map { (dimension: $0, size: sizes[$0] ?? 0) }
    let found = parts.map { part in
      part.flatMap { part in part.variables.first { $0.name == model.name }.map { (part, $0) } }
    }
    if model.dimensions == [model.name] {
      let longest = found.compactMap { $0?.1 }.max { $0.values.count < $1.values.count } ?? model
      result.add(model.name, longest.values, shape: own, units: model.units, longName: model.longName)
      return
    }
    let places = own.reduce(1) { $0 * $1.size }
    func stacked<Element>(_ values: (Dataset.Values) -> [Element]?, filling nothing: Element) -> [Element] {
      found.flatMap { entry -> [Element] in
        var block = Array(repeating: nothing, count: places)
        guard let (part, variable) = entry, let values = values(variable.values) else { return block }
        let extents = variable.dimensions.map { part.sizes[$0] ?? 0 }
        for (index, value) in values.enumerated() {
          // The place of the value in the padded block.
          var rest = index
          var place = 0
          var stride = 1
          for axis in extents.indices.reversed() {
            place += (rest % extents[axis]) * stride
            rest /= extents[axis]
            stride *= own[axis].size
          }
          block[place] = value
        }
        return block
      }
    }
    let values: Dataset.Values =
      switch model.values {
      case .texts: .texts(stacked({ if case .texts(let texts) = $0 { texts } else { nil } }, filling: ""))
      // Whole numbers become real ones, which can say that there is nothing.
      case .numbers, .integers: .numbers(stacked(\.asNumbers, filling: .nan))
      }
    result.add(
      model.name, values, shape: dimensions + own, units: model.units, longName: model.longName)
  }
}

extension Dataset.Values {
  /// The numbers, whole ones converted; `nil` for words.
  fileprivate var asNumbers: [Double]? {
    switch self {
    case .numbers(let numbers): numbers
    case .integers(let numbers): numbers.map(Double.init)
    case .texts: nil
    }
  }
}
