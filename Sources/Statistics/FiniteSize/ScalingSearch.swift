// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The cells of a table in the units of the fits, with what a search for the best fit starts from.
struct ScalingSearch: Sendable {
  /// The middle of the control parameters and half of their range.
  let origin: Double
  let unit: Double
  /// The middle of the logarithms of the sizes.
  let logSizes: [Double]
  let owners: [Int]
  let controls: [Double]
  let values: [Double]
  private(set) var errors: [Double]
  /// What no error is smaller than.
  let errorFloor: Double
  /// Where each size passes the middle of the order parameter, in units of the fits; `nil` where it does not.
  let crossings: [Double?]
  /// How many cells of each size lie between a tenth and nine tenths of the rise.
  let cellsInRise: [Int]

  /// Levels of the rise of means: 0 where the order parameter is least on its way from the disordered side, 1 where it is most.
  private let scale: (least: Double, most: Double, rises: Bool)

  /// No cell counts for more than one whose variance is this part of the mean variance of all cells.
  private static let varianceFloor = 0.2
  /// Errors below this part of the order parameter's range are below what a curve of a few knots can follow.
  private static let relativeErrorFloor = 1e-3
  /// Starts of y.
  private static let exponents = [0.0, 0.5, 1, 1.6, 2.5]
  /// How many knots the curve may have.
  private static let knotCounts = [4, 5, 6, 7, 8, 10, 12, 14, 17, 20]

  /// The cells of a table.
  ///
  /// - Parameter transform: of the control parameter; the identity, or the logarithm.
  init?(_ table: FiniteSizeTable, transform: (Double) -> Double = { $0 }) {
    let raw = table.cells.map { transform($0.control) }
    guard let low = raw.min(), let high = raw.max(), high > low, low.isFinite, high.isFinite else { return nil }
    let middle = (low + high) / 2
    let half = (high - low) / 2
    origin = middle
    unit = half
    let owners = table.cells.map(\.size)
    self.owners = owners
    let values = table.cells.map(\.moments.first)
    self.values = values
    let controls = raw.map { ($0 - middle) / half }
    self.controls = controls
    let logs = table.sizes.map { log($0) }
    let mean = logs.reduce(0, +) / Double(max(logs.count, 1))
    logSizes = logs.map { $0 - mean }
    guard let least = values.min(), let most = values.max(), most > least else { return nil }
    // In which direction it rises.
    let meanControl = controls.reduce(0, +) / Double(controls.count)
    let covariance = zip(controls, values).reduce(0) { $0 + ($1.0 - meanControl) * $1.1 }
    scale = (least, most, covariance >= 0)
    let levels = Self.levels(values, scale)
    errorFloor = Self.relativeErrorFloor * (most - least)
    errors = Self.errors(table, levels: levels, floor: errorFloor)
    var crossings: [Double?] = []
    var cellsInRise: [Int] = []
    for size in table.sizes.indices {
      let members = owners.indices.filter { owners[$0] == size }
      crossings.append(Self.crossing(members.map { (controls[$0], levels[$0]) }))
      cellsInRise.append(members.count { levels[$0] > 0.1 && levels[$0] < 0.9 })
    }
    self.crossings = crossings
    self.cellsInRise = cellsInRise
  }

  private static func levels(_ values: [Double], _ scale: (least: Double, most: Double, rises: Bool)) -> [Double] {
    values.map { value in
      let level = min(max((value - scale.least) / (scale.most - scale.least), 0), 1)
      return scale.rises ? level : 1 - level
    }
  }

  /// The same search with the errors that the levels of a fit have: those of the means go with their own noise.
  func reweighted(by fit: ScalingFit, _ table: FiniteSizeTable) -> ScalingSearch {
    var search = self
    search.errors = Self.errors(table, levels: Self.levels(fit.fitted, scale), floor: errorFloor, isSmooth: true)
    return search
  }

  /// Standard errors of the cells from a law of the variance, v = f_L·(a + b·4u(1 − u)) with the level u of the rise.
  ///
  /// Weights from each cell's own spread would be those of few splits: they cost precision, and the cells that scatter least by chance
  /// would count most and promise smaller errors than there are. The law has a few numbers from all cells.
  private static func errors(_ table: FiniteSizeTable, levels: [Double], floor: Double, isSmooth: Bool = false)
    -> [Double]
  {
    let cells = table.cells
    let shapes = cells.indices.map { place -> Double in
      if isSmooth { return 4 * levels[place] * (1 - levels[place]) }
      // The level among its neighbors: that of one cell may be at the edge by chance.
      var sum = 0.0
      var weights = 0.0
      for (other, weight) in [(place - 1, 1.0), (place, 2), (place + 1, 1)]
      where cells.indices.contains(other) && cells[other].size == cells[place].size {
        sum += weight * levels[other]
        weights += weight
      }
      let level = sum / weights
      return 4 * level * (1 - level)
    }
    let known = cells.indices.filter { cells[$0].variance != nil }
    func total(_ term: (Int) -> Double) -> Double { known.reduce(0) { $0 + term($1) } }
    func variance(_ place: Int) -> Double { cells[place].variance ?? 0 }
    let count = Double(max(known.count, 1))
    let mean = total(variance) / count
    let shape = total { shapes[$0] } / count
    let spread = total { (shapes[$0] - shape) * (shapes[$0] - shape) }
    var slope = spread > 0 ? total { (shapes[$0] - shape) * variance($0) } / spread : 0
    var base = mean - slope * shape
    if slope < 0 { (slope, base) = (0, mean) }
    if base < 0 {
      (slope, base) = (total { shapes[$0] * variance($0) } / max(total { shapes[$0] * shapes[$0] }, 1e-300), 0)
    }
    let law = shapes.map { max(base + slope * $0, varianceFloor * mean) }
    let factors = table.sizes.indices.map { size -> Double in
      let own = known.filter { cells[$0].size == size }
      let expected = own.reduce(0) { $0 + law[$1] }
      return expected > 0 ? min(max(own.reduce(0) { $0 + variance($1) } / expected, 0.1), 10) : 1
    }
    return cells.indices.map { place in
      max((law[place] * factors[cells[place].size] / Double(cells[place].splits)).squareRoot(), floor)
    }
  }

  /// Where levels pass one half: between the cells that part the low ones from the high ones best.
  static func crossing(_ cells: [(Double, Double)]) -> Double? {
    var best: (place: Int, wrong: Int)?
    for place in 0...cells.count {
      let wrong = cells[..<place].count { $0.1 >= 0.5 } + cells[place...].count { $0.1 < 0.5 }
      if wrong < best?.wrong ?? .max { best = (place, wrong) }
    }
    guard let place = best?.place, place > 0, place < cells.count else { return nil }
    let (left, right) = (cells[place - 1], cells[place])
    guard left.1 < 0.5, right.1 >= 0.5 else { return (left.0 + right.0) / 2 }
    return left.0 + (0.5 - left.1) / (right.1 - left.1) * (right.0 - left.0)
  }

  // MARK: - Fits

  /// The problem of a model with a curve of so many knots, placed for a set of parameters.
  private func problem(_ model: ScalingModel, knots count: Int, at parameters: [Double]) -> ScalingProblem {
    var problem = ScalingProblem(
      logSizes: logSizes, owners: owners, controls: controls, errors: errors, errorFloor: errorFloor, model: model,
      gauge: crossings[logSizes.count / 2] ?? 0, basis: SplineBasis(knots: [0, 1, 2]))
    let factors = problem.amplitudes(parameters)
    problem.basis = basis(problem.coordinates(parameters), zip(values, owners).map { $0 / factors[$1] }, count)
    return problem
  }

  /// Knots at equal parts of a coordinate that grows with the cells and with the rise of the curve.
  private func basis(_ x: [Double], _ values: [Double], _ count: Int) -> SplineBasis {
    let order = x.indices.sorted { (x[$0], values[$0]) < (x[$1], values[$1]) }
    let cells = order.count
    let smooth = order.indices.map { place in
      let near = order[max(0, place - 2)...min(cells - 1, place + 2)]
      return near.reduce(0) { $0 + values[$1] } / Double(near.count)
    }
    let rises = zip(smooth, smooth.dropFirst()).map { abs($1 - $0) }
    let whole = max(rises.reduce(0, +), .leastNormalMagnitude)
    var coordinate = [0.0]
    for rise in rises {
      coordinate.append((coordinate.last ?? 0) + 0.5 * rise / whole + 0.5 / Double(max(cells - 1, 1)))
    }
    let knots = (0..<count).map { knot -> Double in
      let target = (coordinate.last ?? 1) * Double(knot) / Double(count - 1)
      guard let right = coordinate.firstIndex(where: { $0 >= target - 1e-12 }), right > 0 else { return x[order[0]] }
      let part = (target - coordinate[right - 1]) / (coordinate[right] - coordinate[right - 1])
      return x[order[right - 1]] + min(part, 1) * (x[order[right]] - x[order[right - 1]])
    }
    return SplineBasis(knots: knots)
  }

  /// The best fit of a model with a curve of so many knots, over several starts; `nil` where there are too few cells.
  func fit(_ model: ScalingModel, knots: Int, from given: [[Double]]? = nil) -> ScalingFit? {
    guard owners.count - model.parameterCount(sizes: logSizes.count) - knots >= 3 else { return nil }
    var best: ScalingFit?
    for start in given ?? starts(model) {
      let fit = ScalingFit(problem(model, knots: knots, at: start), values: values, from: start)
      if fit.chiSquared < best?.chiSquared ?? .infinity { best = fit }
    }
    guard var fit = best else { return nil }
    // The knots follow the coordinates that were found.
    for _ in 0..<3 {
      fit = ScalingFit(problem(model, knots: knots, at: fit.parameters), values: values, from: fit.parameters)
    }
    return fit
  }

  /// The best fit of a model, the number of knots chosen by Akaike's criterion.
  func bestFit(_ model: ScalingModel) -> ScalingFit? {
    var best: ScalingFit?
    for knots in Self.knotCounts {
      guard let fit = fit(model, knots: knots, from: best.map { [$0.parameters] }) else { break }
      if fit.correctedAIC < best?.correctedAIC ?? .infinity { best = fit }
    }
    return best
  }

  private func starts(_ model: ScalingModel) -> [[Double]] {
    let tail = model.amplitude == nil ? [0.0] : []
    let centers = crossings.map { $0 ?? 0 }
    guard model.hasCommonCenter else {
      var free = centers
      free.remove(at: logSizes.count / 2)
      return model.fitsExponent ? Self.exponents.map { free + [$0] + tail } : [free + tail]
    }
    let mean = centers.reduce(0, +) / Double(max(centers.count, 1))
    guard model.fitsExponent else { return [[mean] + tail] }
    return Self.exponents.flatMap { y -> [[Double]] in
      guard y > 0 else { return [[mean, y] + tail] }
      // c_L = r_c + a·L^{−y}.
      let shrinking = logSizes.map { exp(-y * $0) }
      let line = try? LinearFit(design: shrinking.map { [1, $0] }, values: centers, standardErrors: nil)
      return [[mean, y] + tail] + (line.map { [[min(max($0.coefficients[0], -3), 3), y] + tail] } ?? [])
    }
  }
}
