// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

/// What one training run left: the data set of its task, with names for what is in it.
struct ReplicaRecord: Sendable, Equatable {
  /// The task's data set.
  let data: Dataset

  /// The names of the variables; one place for those who write and those who read.
  enum Name {
    static let step = RunVariable.step
    static let trainLoss = RunVariable.trainLoss
    static let testLoss = RunVariable.testLoss
    static let trainAccuracy = RunVariable.trainAccuracy
    static let testAccuracy = RunVariable.testAccuracy
    static let gradientNorm = "gradient_norm"
    static let noiseTemperature = "gradient_noise_temperature"
    static let descentAlignment = "descent_alignment"
    static let collapsedShare = "collapsed_share"
    static let rateFactor = "rate_factor"
    static let group = "group"
    static let weightNorm = "weight_norm"
    static let snapshot = "snapshot"
    static let snapshotStep = "snapshot_step"
    static let symbol = "symbol"
    static let component = "component"
    static let embedding = "embedding"
    static let variance = "embedding_variance_fraction"
    static let frequency = "frequency"
    static let fourierPower = "fourier_power"
    static let strongestFrequency = "strongest_frequency"
    static let planeAxis = "plane_axis"
    static let plane = "frequency_plane"
    static let budget = RunVariable.budget
    static let divergenceStep = RunVariable.divergenceStep
    static let divergenceCause = RunVariable.divergenceCause
    static let weightsFile = "weights_file"
    static let keptStep = "kept_step"
    static let keptFile = "kept_weights_file"
  }

  /// The moments at which the representation is recorded.
  enum Moment: String, CaseIterable {
    case start, memorized, grokked, chosen, end
  }

  /// The steps of the evaluations.
  var steps: [Double] { data.numbers(Name.step) ?? [] }
  /// The step at which the run would have been given up.
  var budget: Double { data.numbers(Name.budget)?.first ?? .nan }
  /// The step at which a number stopped being one.
  var divergenceStep: Double? { data.numbers(Name.divergenceStep)?.first.flatMap { $0.isFinite ? $0 : nil } }
  /// Why, as far as it can be told.
  var divergenceCause: String { data.texts(Name.divergenceCause)?.first ?? "" }
  /// Where the weights are.
  var weightsFile: String? { data.texts(Name.weightsFile)?.first.flatMap { $0.isEmpty ? nil : $0 } }

  /// The weights of chosen steps that the run came to, with their files.
  var keptWeights: [(step: Int, file: String)] {
    zip(curve(Name.keptStep), data.texts(Name.keptFile) ?? []).filter { !$0.1.isEmpty }.map { (Int($0.0), $0.1) }
  }

  /// The names of the symbols, in their order.
  var symbolNames: [String] { data.texts(Name.symbol) ?? [] }

  /// A curve over the evaluations; empty if it was not recorded.
  func curve(_ name: String) -> [Double] { data.numbers(name) ?? [] }

  /// The last number of a curve.
  func last(_ name: String) -> Double? { curve(name).last { $0.isFinite } }

  /// The norms of the weights of each group over the evaluations.
  var weightNorms: [(group: String, values: [Double])] {
    let groups = data.texts(Name.group) ?? []
    let all = curve(Name.weightNorm)
    return groups.indices.map { index in
      (groups[index], stride(from: index, to: all.count, by: groups.count).map { all[$0] })
    }
  }

  /// The representation at the moments at which it was recorded.
  var snapshots: [Snapshot] {
    let names = data.texts(Name.snapshot) ?? []
    let steps = curve(Name.snapshotStep)
    let symbols = data.sizes[Name.symbol] ?? 0
    let components = data.sizes[Name.component] ?? 0
    let all = curve(Name.embedding)
    let variances = curve(Name.variance)
    let power = curve(Name.fourierPower)
    let frequencies = data.numbers(Name.frequency) ?? []
    let planes = curve(Name.plane)
    let strongest = curve(Name.strongestFrequency)
    return names.indices.compactMap { index in
      guard let moment = Moment(rawValue: names[index]), index < steps.count, steps[index].isFinite else { return nil }
      func block(_ values: [Double], _ size: Int) -> [Double] {
        size > 0 && (index + 1) * size <= values.count ? Array(values[(index * size)..<((index + 1) * size)]) : []
      }
      let coordinates = block(all, symbols * components)
      return Snapshot(
        moment: moment, step: steps[index], index: index, components: components,
        coordinates: coordinates, variances: block(variances, components), frequencies: frequencies,
        power: block(power, frequencies.count), plane: block(planes, 2 * symbols),
        strongest: index < strongest.count && strongest[index].isFinite ? Int(strongest[index]) : nil)
    }
  }

  /// The representation at one moment.
  struct Snapshot: Sendable, Equatable {
    var moment: Moment
    var step: Double
    /// Its place among the snapshots.
    var index: Int
    var components: Int
    /// Symbols × components, row-major: the embedding along its principal components.
    var coordinates: [Double]
    /// The part of the variance along each component.
    var variances: [Double]
    var frequencies: [Double]
    /// The part of the spectrum at each frequency.
    var power: [Double]
    /// Symbols × 2: the part of the embedding at its strongest frequency; empty where there is none.
    var plane: [Double]
    /// The frequency with the largest part of the power; `nil` where there is no spectrum.
    var strongest: Int?

    /// The coordinates of all symbols along a component.
    func coordinates(along component: Int) -> [Double] {
      guard component < components else { return [] }
      return stride(from: component, to: coordinates.count, by: components).map { coordinates[$0] }
    }
  }

  /// A number of a snapshot, such as the representation quality; `nil` where it has no meaning.
  func measure(_ name: String, at moment: Moment) -> Double? {
    guard let snapshot = snapshots.first(where: { $0.moment == moment }) else { return nil }
    let values = curve(name)
    return snapshot.index < values.count && values[snapshot.index].isFinite ? values[snapshot.index] : nil
  }
}
