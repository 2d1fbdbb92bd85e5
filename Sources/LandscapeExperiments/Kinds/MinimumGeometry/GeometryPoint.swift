// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Potentials
import Randomness
import Settings

/// One point of the sweep of a `minimum-geometry` scenario, decoded and checked.
struct GeometryPoint: MethodicalPoint {
  let position: SweepPosition
  let potential: any Potential
  let place: GeometryPlace
  /// θ, if free energies are asked for.
  let temperature: Double?
  /// How many eigenvalues at each end are told one by one.
  let told: Int
  /// In parts of the largest curvature.
  let flatBelow: Double
  private(set) var methods: [any ExperimentMethod<GeometryPoint>] = []
  private(set) var settings = Parameters()

  var generator: String { NoiseGenerator.philox.name }

  var dimension: Int { potential.dimension }

  /// γ of the Gaussian confinement, which curves flat directions too.
  var confinement: Double { (potential as? any ConfinedPotential)?.confinement ?? 0 }

  /// The name of the streams of its random vectors.
  var stream: StreamName {
    StreamName(
      seed: position.seed, task: StreamTask(bits: UInt32(truncatingIfNeeded: position.index)), purpose: .probes)
  }

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext) {
    let before = reader.log.problems.count
    let potential = context.laboratory.potential(in: reader, at: context.position)
    let descends = reader.read(MinimumGeometry.descend) == .flag(true)
    let temperature = Self.temperature(reader)
    let told = Int(reader.read(MinimumGeometry.eigenvalues).asNumber ?? 1)
    let flatBelow = reader.read(MinimumGeometry.flatBelow).asNumber ?? 0
    guard let potential else {
      _ = reader.raw(MinimumGeometry.at.name)
      return nil
    }
    guard let place = GeometryPlace.read(reader, of: potential, descends: descends) else { return nil }
    position = context.position
    self.potential = potential
    self.place = place
    self.temperature = temperature
    self.told = min(told, potential.dimension)
    self.flatBelow = flatBelow
    let catalogue = context.laboratory.methods(for: GeometryPoint.self)
    methods = MethodChoice.read(reader, from: catalogue, for: self)
    settings = MethodChoice.settings(reader, of: methods, among: catalogue)
    guard reader.log.problems.count == before else { return nil }
  }

  /// The number under `temperature`, which may be absent.
  private static func temperature(_ reader: Reader) -> Double? {
    let key = MinimumGeometry.temperature.name
    guard let value = reader.raw(key), value != .null else {
      reader.resolve(key, as: .null)
      return nil
    }
    reader.resolve(key, as: value)
    if let number = value.asNumber, number > 0, number.isFinite { return number }
    reader.report("\(key) is \(value.described); a positive number is expected.", at: key)
    return nil
  }
}
