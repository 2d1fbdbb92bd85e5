// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential that says how easily walkers move in it.
package protocol MobilePotential: Potential {
  /// μ.
  var ownMobility: Mobility { get }
}

extension Potential {
  /// μ(x), the mobility of the overdamped equation; `nil` where it is 1 everywhere.
  package var mobility: Mobility? { (self as? any MobilePotential)?.ownMobility }

  /// μ at a point; 1 where the potential states none.
  package func mobility(at position: [Double]) -> Double { mobility?.value(at: position) ?? 1 }

  /// The same landscape with a mobility.
  package func moved(by mobility: Mobility) -> any Potential { MobileLandscape(self, mobility: mobility) }
}

/// A landscape with a mobility: everything else is the landscape's own.
struct MobileLandscape<Base: Potential>: MobilePotential {
  let base: Base
  let ownMobility: Mobility

  init(_ base: Base, mobility: Mobility) {
    self.base = base
    ownMobility = mobility
  }

  var dimension: Int { base.dimension }
  func energy(at position: Span<Double>) -> Double { base.energy(at: position) }
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    base.gradient(at: position, into: &gradient)
  }
  func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    base.hessian(at: position, into: &hessian)
  }
  func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    base.gradients(walkers: walkers, at: positions, into: &gradients)
  }
  func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    base.energies(walkers: walkers, at: positions, into: &energies)
  }
  var boundaries: [Boundary] { base.boundaries }
  var wells: [Well] { base.wells }
  var saddles: [Saddle] { base.saddles }
  var window: [ClosedRange<Double>] { base.window }
  var knownAnswers: [KnownAnswer] { base.knownAnswers }
  var walkersPerBlock: Int? { base.walkersPerBlock }
  var isSearchable: Bool { base.isSearchable }
  var searchObjection: String? { base.searchObjection }
  var coordinateNames: [String] { base.coordinateNames }
  var costPerStep: Double { base.costPerStep }
  func exactGibbs(of region: Region, temperature: Double) -> ExactGibbs? {
    base.exactGibbs(of: region, temperature: temperature)
  }
  func law(of quantity: ParameterLaw.Quantity, along parameter: String) -> ParameterLaw? {
    base.law(of: quantity, along: parameter)
  }
}

extension MobileLandscape: SingularPotential where Base: SingularPotential {
  var poles: [FormulaPole] { base.poles }
  func isPole(_ index: Int, between start: [Double], and end: [Double]) -> Bool {
    base.isPole(index, between: start, and: end)
  }
  func gap(near position: [Double], within reach: Double) -> String? { base.gap(near: position, within: reach) }
}

extension MobileLandscape: PiecewisePotential where Base: PiecewisePotential {
  var knots: [Double] { base.knots }
}

extension MobileLandscape: MeasuredPotential where Base: MeasuredPotential {
  var standardErrors: [Double] { base.standardErrors }
  func shifted(_ index: Int, by change: Double) -> any Potential {
    base.shifted(index, by: change).moved(by: ownMobility)
  }
}

extension MobileLandscape: SearchedPotential where Base: SearchedPotential {
  var landscape: Landscape { base.landscape }
}

extension MobileLandscape: GuidedPotential where Base: GuidedPotential {
  var symmetries: [SignedPermutation] { base.symmetries }
  var searchStarts: [[Double]] { base.searchStarts }
}

extension MobileLandscape: ChannelPotential where Base: ChannelPotential {
  func floor<Lane: Lanes>(_ x: Lane) -> Lane { base.floor(x) }
  func stiffness<Lane: Lanes>(_ x: Lane) -> Lane { base.stiffness(x) }
}

extension MobileLandscape: ValleyPotential where Base: ValleyPotential {
  func valleyCoordinate(at position: Span<Double>) -> Double { base.valleyCoordinate(at: position) }
  func valleyOffset(at position: Span<Double>, into offset: inout MutableSpan<Double>) {
    base.valleyOffset(at: position, into: &offset)
  }
  var valleyLength: Double? { base.valleyLength }
  var valleyProfile: ValleyProfile? { base.valleyProfile }
}
