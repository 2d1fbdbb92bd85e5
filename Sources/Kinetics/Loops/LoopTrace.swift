// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials

/// What walkers that go round near home were like in each loop: its time and the score that they came to, their energy and
/// distance from the start and their coordinates where they left.
struct LoopTrace {
  /// What has not settled in words; `nil` where it has.
  struct State {
    /// What is not the same in the second half as in the first.
    var drifting: String?
    /// What of walkers is still as it was.
    var remembered: String?
  }

  private static let names = ["the times of loops", "the scores of loops", "the energy", "the distance from the start"]
  /// Of more coordinates than these, so many are looked at.
  private static let mostCoordinates = 64
  /// Standard errors of one number, and the chance of a false alarm among all coordinates.
  private static let significant = 3.0
  private static let falseAlarm = 0.003
  /// Correlations from which on something is remembered: of one number, and of all coordinates together.
  private static let remembered = 0.25
  private static let rememberedTogether = 0.1

  private let excursions: Excursions
  private let walkers: Int
  private let start: [Double]
  private let coordinates: [Int]
  /// One for each loop, one for each number, one for each walker.
  private var values: [[[Double]]] = []
  private var times: [Double] = []

  /// Loops so far.
  var loops: Int { values.count }

  /// Nothing yet of so many walkers.
  init(walkers: Int, from starts: Walkers, in excursions: Excursions) {
    self.walkers = walkers
    self.excursions = excursions
    let (d, n) = (excursions.potential.dimension, starts.count)
    start = (0..<d).map { c in (0..<n).reduce(0) { $0 + starts.positions[c * n + $1] } / Double(n) }
    let count = min(d, Self.mostCoordinates)
    coordinates = (0..<count).map { $0 * d / count }
  }

  /// The mean time of the first loops.
  func time(of loops: Int) -> Double { times.prefix(loops).reduce(0, +) }

  /// Another loop.
  ///
  /// - Parameters:
  ///   - loopTimes: out and back.
  ///   - heights: the largest scores.
  ///   - outside: the walkers where they left.
  mutating func add(times loopTimes: [Double], heights: [Double], _ outside: Walkers) {
    let (potential, n) = (excursions.potential, walkers)
    times.append(loopTimes.reduce(0, +) / Double(n))
    var energies: [Double] = []
    var distances: [Double] = []
    for walker in 0..<n {
      let position = outside.position(of: walker)
      energies.append(potential.energy(at: position))
      distances.append(potential.displacement(from: start, to: position).reduce(0) { $0 + $1 * $1 }.squareRoot())
    }
    let places = coordinates.map { c in Array(outside.positions[(c * n)..<((c + 1) * n)]) }
    values.append([loopTimes.map { log($0 + excursions.timeStep) }, heights, energies, distances] + places)
  }

  /// What is not settled when so many loops at the beginning are left out.
  func state(after cut: Int) -> State {
    State(drifting: drifting(after: cut), remembered: remembered(after: cut))
  }

  /// What differs between the first and the second half of the loops after a cut, in its mean or its scatter, by what each walker
  /// itself did in both.
  private func drifting(after cut: Int) -> String? {
    let middle = (cut + loops) / 2
    let tests = Double(2 * coordinates.count)
    let rare = (2 * log(tests / Self.falseAlarm)).squareRoot()
    for index in 0..<(Self.names.count + coordinates.count) {
      let isOwn = index < Self.names.count
      func change(_ of: (Double) -> Double) -> Double {
        func sum(_ range: Range<Int>, _ w: Int) -> Double {
          range.reduce(0) { $0 + of(values[$1][index][w]) } / Double(range.count)
        }
        return Self.deviation(of: (0..<walkers).map { sum(middle..<loops, $0) - sum(cut..<middle, $0) })
      }
      let count = Double(walkers * (loops - cut))
      let center = (cut..<loops).reduce(0) { $0 + values[$1][index].reduce(0, +) } / count
      let most = isOwn ? Self.significant : max(Self.significant, rare)
      let moves = change { $0 } > most
      if moves || (!isOwn && change { ($0 - center) * ($0 - center) } > most) {
        return isOwn
          ? Self.names[index]
          : "the coordinate \(excursions.potential.coordinateNames[coordinates[index - Self.names.count]])"
      }
    }
    return nil
  }

  /// A mean in standard errors.
  private static func deviation(of numbers: [Double]) -> Double {
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    return variance > 0 && mean.isFinite ? abs(mean) / (variance / n).squareRoot() : 0
  }

  /// What of a walker is as it was as many loops ago as are left out.
  private func remembered(after cut: Int) -> String? {
    let pairs = [(cut, 2 * cut), (2 * cut, 3 * cut)]
    let tests = Double(Self.names.count + coordinates.count)
    let rare = max(Self.significant, (2 * log(tests / Self.falseAlarm)).squareRoot())
    var together = [Double](repeating: 0, count: walkers)
    for index in 0..<(Self.names.count + coordinates.count) {
      var products = [Double](repeating: 0, count: walkers)
      for (early, late) in pairs {
        let (first, second) = (Self.standardized(values[early][index]), Self.standardized(values[late][index]))
        for w in 0..<walkers { products[w] += first[w] * second[w] / Double(pairs.count) }
      }
      let mean = products.reduce(0, +) / Double(walkers)
      let isOwn = index < Self.names.count
      if mean > Self.remembered, mean * Double(walkers).squareRoot() > rare {
        return isOwn
          ? Self.names[index]
          : "the coordinate \(excursions.potential.coordinateNames[coordinates[index - Self.names.count]])"
      }
      if !isOwn { for w in 0..<walkers { together[w] += products[w] / Double(coordinates.count) } }
    }
    let mean = together.reduce(0, +) / Double(walkers)
    let isAlike = mean > Self.rememberedTogether && Self.deviation(of: together) > Self.significant
    return isAlike ? "the coordinates all together" : nil
  }

  /// With the mean 0 and the variance 1; zeros for what does not vary.
  private static func standardized(_ numbers: [Double]) -> [Double] {
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    let deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
    guard deviation > 1e-9 * max(abs(mean), 1e-300), deviation.isFinite else { return numbers.map { _ in 0 } }
    return numbers.map { ($0 - mean) / deviation }
  }
}
