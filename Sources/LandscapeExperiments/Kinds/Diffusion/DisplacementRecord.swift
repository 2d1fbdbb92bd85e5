// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Runs
import Statistics

/// The sums over walkers that a `diffusion` run keeps: squared displacements, displacements, and how many ended where.
struct DisplacementRecord: Sendable {
  let times: [Double]
  let directions: [DisplacementDirection]
  /// ⟨Δ²⟩ in each direction.
  var squares: [CorrelatedMeans]
  /// ⟨Δ⟩ in each direction, `nil` where it has no sign.
  var lines: [CorrelatedMeans?]
  /// Walkers in each named well at the end.
  var wellCounts: [Int]

  init(_ displacements: WalkerDisplacements, wells: [Well], potential: any Potential, final: Walkers) {
    times = displacements.times
    directions = displacements.directions
    squares = directions.indices.map { displacements.squares(in: $0) }
    lines = directions.indices.map { displacements.displacements(in: $0) }
    var counts = Array(repeating: 0, count: wells.count)
    for w in 0..<final.count {
      let place = final.position(of: w)
      // A point on the border of two wells counts in the first.
      if let index = wells.firstIndex(where: { $0.region.contains(place, in: potential) }) { counts[index] += 1 }
    }
    wellCounts = counts
  }

  mutating func merge(_ other: DisplacementRecord) {
    for index in squares.indices { squares[index].merge(other.squares[index]) }
    for index in lines.indices {
      if let line = other.lines[index] { lines[index]?.merge(line) }
    }
    for index in wellCounts.indices { wellCounts[index] += other.wellCounts[index] }
  }

  /// The place of a direction.
  func index(of direction: String) -> Int? { directions.firstIndex { $0.name == direction } }

  /// As a task writes it.
  var dataset: Dataset {
    var result = Dataset()
    let (count, size) = (times.count, directions.count)
    result.add("time", times, over: ["time": count], units: "time")
    result.add("direction", directions.map(\.name), over: ["direction": size])
    result.add("samples", [squares.first?.samples ?? 0], longName: "walkers that count")
    func add(_ name: String, _ means: [CorrelatedMeans]) {
      result.add("\(name)_sums", means.flatMap(\.sums), over: ["direction": size, "time": count])
      result.add(
        "\(name)_products", means.flatMap(\.products), over: ["direction": size, "time": count, "other_time": count],
        longName: "sums of products of two times")
    }
    add("square", squares)
    add("displacement", lines.map { $0 ?? CorrelatedMeans(count: count) })
    if !wellCounts.isEmpty {
      result.add(
        "well_count", wellCounts, over: ["well": wellCounts.count], longName: "walkers in each well at the end")
    }
    return result
  }

  /// What the finished parts measured at the time step itself, or at half of it; `nil` if none is finished.
  init?(_ parts: [Dataset?], of point: DiffusionPoint, halving: Int = 0) {
    let records = point.walk.shares.finished(parts, halving: halving).compactMap {
      DisplacementRecord($0, potential: point.potential)
    }
    guard var record = records.first else { return nil }
    for other in records.dropFirst() { record.merge(other) }
    self = record
  }

  /// Reads what `dataset` wrote; `nil` if it is something else.
  init?(_ dataset: Dataset, potential: any Potential) {
    guard let times = dataset.numbers("time"),
      let samples = dataset.numbers("samples")?.first.flatMap({ Int(exactly: $0) }),
      let squareSums = dataset.numbers("square_sums"), let squareProducts = dataset.numbers("square_products"),
      let lineSums = dataset.numbers("displacement_sums"),
      let lineProducts = dataset.numbers("displacement_products")
    else { return nil }
    let directions = WalkerDisplacements.directions(of: potential)
    let count = times.count
    guard lineProducts.count == directions.count * count * count, squareProducts.count == lineProducts.count else {
      return nil
    }
    func means(_ direction: Int, _ sums: [Double], _ products: [Double]) -> CorrelatedMeans {
      CorrelatedMeans(
        samples: samples, sums: Array(sums[direction * count..<(direction + 1) * count]),
        products: Array(products[direction * count * count..<(direction + 1) * count * count]))
    }
    self.times = times
    self.directions = directions
    squares = directions.indices.map { means($0, squareSums, squareProducts) }
    lines = directions.indices.map { directions[$0].isLine ? means($0, lineSums, lineProducts) : nil }
    wellCounts = (dataset.numbers("well_count") ?? []).map { Int($0) }
  }
}
