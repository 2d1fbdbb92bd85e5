// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// ln L of a law over runs that are weighted, as a function of unbounded internal coordinates, with gradient and Hessian.
///
/// Runs with the same covariates form a group, for which μ is computed once; runs that agree in everything are one row. Internal
/// coordinates are the coefficients where they are free, ln c where c > 0, ln(limit − c) where c has a limit above; last ln σ.
struct CensoredLikelihood {
  let law: TimeLaw
  let distribution: TimeDistribution
  /// The distinct covariate vectors, in the order of their first run.
  let groups: [[Double]]
  /// The row of each run.
  let rowOfRun: [Int]
  /// The group of each run.
  let groupOfRun: [Int]
  private let lower: [Double]
  private let upper: [Double]
  /// The rows of group g are firstRow[g] ..< firstRow[g + 1].
  private let firstRow: [Int]
  /// φ and offset of each group where the law is linear.
  private let design: [Double]
  private let offsets: [Double]
  /// How often each row counts.
  private(set) var weights: [Double]
  /// The limits that the runs with weight set; one a coefficient, used where its domain asks for it.
  private(set) var limits: [Double]
  /// Bounds of the internal coordinates.
  private(set) var bounds: [ClosedRange<Double>]

  /// The gradient at the point of the last evaluation.
  private(set) var gradient: [Double]
  /// The Hessian there, row by row.
  private(set) var hessian: [Double]
  private var coefficients: [Double]
  private var slopes: [Double]
  private var curvatures: [Double]
  private var shifted: [Double]

  /// Coefficients without σ.
  var count: Int { law.coefficients.count }
  /// Coefficients and σ.
  var size: Int { count + 1 }

  init(times: [CensoredTime], covariates: [[Double]], law: TimeLaw, distribution: TimeDistribution) {
    self.law = law
    self.distribution = distribution
    var groups: [[Double]] = []
    var places: [[Double]: Int] = [:]
    let groupOfRun = covariates.map { x in
      if let place = places[x] { return place }
      places[x] = groups.count
      groups.append(x)
      return groups.count - 1
    }
    self.groupOfRun = groupOfRun
    let ends = times.map { (log($0.lower), $0.upper.map { log($0) } ?? Double.infinity) }
    func key(_ run: Int) -> (Int, Double, Double) { (groupOfRun[run], ends[run].0, ends[run].1) }
    var (lower, upper, firstRow): ([Double], [Double], [Int]) = ([], [], [])
    var rowOfRun = [Int](repeating: 0, count: times.count)
    var last: (Int, Double, Double)?
    for run in (0..<times.count).sorted(by: { key($0) < key($1) }) {
      let key = key(run)
      if last.map({ $0 != key }) ?? true {
        if last?.0 != key.0 { firstRow.append(lower.count) }
        lower.append(key.1)
        upper.append(key.2)
        last = key
      }
      rowOfRun[run] = lower.count - 1
    }
    firstRow.append(lower.count)
    self.lower = lower
    self.upper = upper
    self.firstRow = firstRow
    self.rowOfRun = rowOfRun
    self.groups = groups

    let count = law.coefficients.count
    let zero = [Double](repeating: 0, count: count)
    var gradient = zero
    var design: [Double] = []
    var offsets: [Double] = []
    if law.isLinear {
      for x in groups {
        offsets.append(law.location(x, zero, &gradient))
        design += gradient
      }
    }
    self.design = design
    self.offsets = offsets
    weights = [Double](repeating: 0, count: lower.count)
    limits = zero
    bounds = []
    self.gradient = [Double](repeating: 0, count: count + 1)
    hessian = [Double](repeating: 0, count: (count + 1) * (count + 1))
    coefficients = zero
    slopes = zero
    curvatures = [Double](repeating: 0, count: count * count)
    shifted = zero
    weigh(runs: nil)
  }

  /// Lets each run count so many times, once each if `nil`; the limits of the coefficients follow.
  mutating func weigh(runs counts: [Double]?) {
    for row in weights.indices { weights[row] = 0 }
    for (run, row) in rowOfRun.enumerated() { weights[row] += counts?[run] ?? 1 }
    bounds = law.coefficients.indices.map { index in
      switch law.coefficients[index].domain {
      case .real: return -1e12...1e12
      case .positive: return -200...200
      case .belowSeen(let covariate):
        let seen = groups.indices.filter { isSeen(group: $0) }.map { groups[$0][covariate] }
        let (least, most) = (seen.min() ?? 0, seen.max() ?? 0)
        let span = max(most - least, 1e-6 * max(abs(most), 1e-6))
        limits[index] = least
        return log(span * 1e-8)...log(span * Self.farthest)
      }
    }
    bounds.append(log(Self.leastScale)...12)
  }

  /// The least σ: times that follow a law more closely than this, or are all alike, follow every law that does so equally well.
  static let leastScale = 1e-6

  /// How many ranges of its covariate a limit may lie below the data: there the law has become its own limit at −∞.
  static let farthest = 100.0

  /// Whether a group has a run of weight that was seen.
  func isSeen(group: Int) -> Bool {
    (firstRow[group]..<firstRow[group + 1]).contains { weights[$0] > 0 && upper[$0] < .infinity }
  }

  /// The number of seen runs, with their weights, and of distinct covariate vectors among them.
  var seen: (runs: Double, values: Int) {
    let runs = weights.indices.reduce(0) { upper[$1] < .infinity ? $0 + weights[$1] : $0 }
    return (runs, groups.indices.count { isSeen(group: $0) })
  }

  /// Seen runs for which a linear law says that it never happens, whatever its coefficients.
  var forbiddenRuns: Int {
    guard law.isLinear else { return 0 }
    return groupOfRun.indices.count { offsets[groupOfRun[$0]] == .infinity && upper[rowOfRun[$0]] < .infinity }
  }

  /// ln L at a point; gradient and Hessian, too, if asked for.
  mutating func evaluate(_ point: [Double], derivatives: Bool) -> Double {
    let sigma = exp(point[count])
    for index in 0..<count { coefficients[index] = coefficient(index, point[index]) }
    if derivatives {
      for index in gradient.indices { gradient[index] = 0 }
      for index in hessian.indices { hessian[index] = 0 }
    }
    var total = 0.0
    for group in groups.indices {
      let rows = firstRow[group]..<firstRow[group + 1]
      guard rows.contains(where: { weights[$0] > 0 }) else { continue }
      let location = locate(group)
      var terms = LikelihoodTerms()
      for row in rows where weights[row] > 0 {
        terms.add(
          distribution.terms(from: lower[row], to: upper[row], location: location, scale: sigma), weight: weights[row])
      }
      total += terms.value
      guard total > -.infinity else { return -.infinity }
      guard derivatives else { continue }
      gradient[count] += terms.scale
      hessian[size * size - 1] += terms.scaleScale
      guard location < .infinity else { continue }
      if !law.isLinear { for index in 0..<count { slopes[index] *= rate(index, point[index]) } }
      accumulate(terms)
      if !law.isLinear, terms.location != 0 { bend(group, point, by: terms.location) }
    }
    return total.isNaN ? -.infinity : total
  }

  /// μ of a group at the current coefficients, ∂μ/∂c in `slopes`.
  private mutating func locate(_ group: Int) -> Double {
    guard law.isLinear else { return law.location(groups[group], coefficients, &slopes) }
    var location = offsets[group]
    for index in 0..<count {
      slopes[index] = design[group * count + index]
      location += slopes[index] * coefficients[index]
    }
    return location
  }

  private mutating func accumulate(_ terms: LikelihoodTerms) {
    for i in 0..<count where slopes[i] != 0 {
      gradient[i] += terms.location * slopes[i]
      for j in 0..<count { hessian[i * size + j] += terms.locationLocation * slopes[i] * slopes[j] }
      hessian[i * size + count] += terms.locationScale * slopes[i]
      hessian[count * size + i] += terms.locationScale * slopes[i]
    }
  }

  /// Adds U·∂²μ to the Hessian, by central differences of the analytic ∂μ in internal coordinates.
  private mutating func bend(_ group: Int, _ point: [Double], by factor: Double) {
    let step = 1e-4
    for j in 0..<count {
      for side in [-1.0, 1] {
        for k in 0..<count { shifted[k] = coefficients[k] }
        let moved = point[j] + side * step
        shifted[j] = coefficient(j, moved)
        guard law.location(groups[group], shifted, &slopes).isFinite else { return }
        for i in 0..<count {
          let slope = slopes[i] * rate(i, i == j ? moved : point[i])
          curvatures[j * count + i] = side < 0 ? -slope : curvatures[j * count + i] + slope
        }
      }
    }
    for i in 0..<count {
      for j in 0..<count {
        hessian[i * size + j] += factor * (curvatures[i * count + j] + curvatures[j * count + i]) / (4 * step)
      }
    }
  }

  /// ∂ ln L/∂(internal coordinates) of every single run, without its weight.
  func scores(at point: [Double]) -> [[Double]] {
    let sigma = exp(point[count])
    let values = coefficients(at: point)
    var slope = [Double](repeating: 0, count: count)
    let places = groups.map { x in
      let location = law.location(x, values, &slope)
      return (location, slope.indices.map { location < .infinity ? slope[$0] * rate($0, point[$0]) : 0 })
    }
    return rowOfRun.indices.map { run in
      let (location, slopes) = places[groupOfRun[run]]
      let row = rowOfRun[run]
      let terms = distribution.terms(from: lower[row], to: upper[row], location: location, scale: sigma)
      return slopes.map { $0 * terms.location } + [terms.scale]
    }
  }
}
