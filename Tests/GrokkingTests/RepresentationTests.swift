// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport
import Testing
import Training

/// Points on a circle in the order a ↦ e^{2πika/p}, placed by a random orthogonal map into more dimensions.
func circle(_ p: Int, frequency: Int, width: Int = 2, axes: (Double, Double) = (1, 1), seed: UInt64 = 4) throws
  -> Representation
{
  var generator = SplitMix(seed)
  var (u, v) = ((0..<width).map { _ in generator.normal() }, (0..<width).map { _ in generator.normal() })
  let length = u.reduce(0) { $0 + $1 * $1 }.squareRoot()
  u = u.map { $0 / length }
  let overlap = zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
  v = zip(u, v).map { $1 - overlap * $0 }
  let rest = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let numbers: [Double] = (0..<p).flatMap { a -> [Double] in
    let angle = 2 * .pi * Double(frequency * a % p) / Double(p)
    return zip(u, v).map { 3 + axes.0 * cos(angle) * $0 + axes.1 * sin(angle) * $1 / rest }
  }
  return try Representation(numbers, symbols: p, width: width)
}

/// Independent standard normal numbers.
func noise(_ symbols: Int, _ width: Int, seed: UInt64) throws -> Representation {
  var generator = SplitMix(seed)
  return try Representation((0..<(symbols * width)).map { _ in generator.normal() }, symbols: symbols, width: width)
}

struct PrincipalComponentsTests {
  /// All components together are a rigid motion of the rows, for few and for many symbols.
  @Test(arguments: [(9, 4), (5, 12), (6, 6)])
  func distancesAreKept(symbols: Int, width: Int) throws {
    let representation = try noise(symbols, width, seed: 2)
    let components = try PrincipalComponents(of: representation)
    #expect(agree(components.varianceFractions.reduce(0, +), 1, relative: 1e-13))
    #expect(zip(components.singularValues, components.singularValues.dropFirst()).allSatisfy { $0 >= $1 })
    for a in 0..<symbols {
      for b in 0..<a {
        let rows = zip(representation.row(a), representation.row(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let along = components.coordinates.reduce(0) { $0 + ($1[a] - $1[b]) * ($1[a] - $1[b]) }
        #expect(agree(rows, along, relative: 1e-11))
      }
    }
    for (index, one) in components.coordinates.enumerated() {
      #expect(abs(one.reduce(0, +)) < 1e-11)
      for other in components.coordinates[..<index] {
        #expect(abs(zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-10)
      }
    }
  }

  @Test func numbersOnALineHaveOneDimension() throws {
    let line = try Representation((0..<10).flatMap { [Double($0), 5 - 2 * Double($0), 7] }, symbols: 10, width: 3)
    let components = try PrincipalComponents(of: line)
    #expect(abs(components.effectiveDimension - 1) < 1e-12)
    #expect(agree(components.varianceFractions[0], 1, relative: 1e-14))
    // Σ(a − 4.5)² = 82.5 in units of √5.
    #expect(agree(components.singularValues[0], (82.5 * 5).squareRoot(), relative: 1e-13))
  }

  /// ± each axis: all directions alike.
  @Test func isotropicRowsHaveAllDimensions() throws {
    var rows = [Double](repeating: 0, count: 12 * 6)
    for axis in 0..<6 {
      rows[2 * axis * 6 + axis] = 1
      rows[(2 * axis + 1) * 6 + axis] = -1
    }
    let components = try PrincipalComponents(of: try Representation(rows, symbols: 12, width: 6))
    #expect(agree(components.effectiveDimension, 6, relative: 1e-12))
    #expect(agree(components.participationRatio, 6, relative: 1e-12))
    // A sample of isotropic rows falls short by the spread of its singular values, about d/8n of it.
    let sample = try PrincipalComponents(of: noise(2000, 6, seed: 9)).effectiveDimension
    #expect(sample < 6 && sample > 5.99)
  }

  @Test func equalRowsHaveNone() throws {
    let constant = try Representation([Double](repeating: 0.1, count: 30), symbols: 10, width: 3)
    #expect(throws: NotApplicable("all symbols are represented alike")) { try PrincipalComponents(of: constant) }
    #expect(throws: NotApplicable("all symbols are represented alike")) { try constant.standardized() }
    #expect(throws: NotApplicable.self) { try RepresentationPicture(of: constant, algebra: nil) }
  }

  @Test func badNumbersAreRefused() {
    #expect(throws: NotApplicable("the representation holds numbers that are not finite")) {
      try Representation([1, 2, .nan, 4], symbols: 2, width: 2)
    }
    #expect(throws: NotApplicable("3 numbers are no representation of 2 symbols by 2 each")) {
      try Representation([1.0, 2, 3], symbols: 2, width: 2)
    }
  }

  @Test func tensorsByRowsAndByColumns() throws {
    var layout = ParameterLayout()
    _ = layout.add("first", [2], group: "decoder", start: .constant(0))
    let rows = layout.add("embedding.weight", [4, 2], group: "embedding", start: .constant(0))
    let weights: [Float] = [9, 9, 1, 2, 3, 4, 5, 6, 7, 8]
    #expect(try Representation(rows, in: weights, symbols: 3).values == [1, 2, 3, 4, 5, 6])
    // As (outputs, inputs) = (2, 4) the second pair of columns is another operand's.
    var turned = rows
    turned.shape = [2, 4]
    let second = try Representation(turned, in: weights, symbols: 2, first: 2, inColumns: true)
    #expect(second.values == [3, 7, 4, 8])
    #expect(throws: NotApplicable("the tensor embedding.weight does not hold 5 symbols")) {
      try Representation(rows, in: weights, symbols: 5)
    }
  }
}

struct FourierSpectrumTests {
  @Test(arguments: [7, 12])
  func parseval(p: Int) throws {
    let representation = try noise(p, 3, seed: 6)
    let spectrum = FourierSpectrum(of: representation)
    #expect(spectrum.power.count == p / 2 + 1)
    let square = representation.values.reduce(0) { $0 + $1 * $1 }
    #expect(agree(spectrum.power.reduce(0, +), square, relative: 1e-13))
  }

  @Test func aCircleIsASingleLine() throws {
    let spectrum = FourierSpectrum(of: try circle(23, frequency: 5, width: 8))
    #expect(spectrum.strongest == 5)
    #expect(agree(spectrum.shares[4], 1, relative: 1e-13))
    #expect(agree(spectrum.gini, 1 - 1.0 / 11, relative: 1e-12))
    #expect(agree(spectrum.participationRatio, 1, relative: 1e-12))
    #expect(spectrum.keyFrequencies() == [5])
  }

  /// Neurons of one frequency each, all frequencies alike: a flat spectrum that is no noise.
  @Test func purityTellsWavesFromNoise() throws {
    let p = 23
    let waves = (0..<(p * 44)).map { place -> Double in
      let (symbol, neuron) = (place / 44, place % 44)
      return cos(2 * .pi * Double((neuron % 11 + 1) * symbol) / Double(p) + Double(neuron))
    }
    let pure = FourierSpectrum(of: try Representation(waves, symbols: p, width: 44))
    #expect(agree(pure.purity, 1, relative: 1e-12))
    #expect(pure.keyFrequencies().isEmpty)
    #expect(abs(pure.gini) < 1e-10)
    // The largest of m shares of independent exponentials has the mean Σ 1/(j m).
    let chance = (1...11).reduce(0) { $0 + 1 / Double($1 * 11) }
    let found = try #require(
      mean(of: try (0..<300).map { FourierSpectrum(of: try noise(p, 1, seed: UInt64($0))).purity }))
    expectZ(found.value, chance, standardError: found.standardError, "purity of noise")
  }

  @Test func theHighestFrequencyOfAnEvenModulus() throws {
    let signs = try Representation((0..<8).map { $0 % 2 == 0 ? 1.0 : -1 }, symbols: 8, width: 1)
    let spectrum = FourierSpectrum(of: signs)
    #expect(agree(spectrum.power[4], 8, relative: 1e-14))
    #expect(spectrum.power[..<4].allSatisfy { abs($0) < 1e-25 })
  }

  @Test func keyFrequenciesStandOutOfNoise() throws {
    var values = try noise(113, 128, seed: 10).values.map { 0.05 * $0 }
    for (index, frequency) in [14, 35, 41].enumerated() {
      let line = try circle(113, frequency: frequency, width: 128, seed: UInt64(20 + index))
      for place in values.indices { values[place] += (1 - 0.2 * Double(index)) * (line.values[place] - 3) }
    }
    let spectrum = FourierSpectrum(of: try Representation(values, symbols: 113, width: 128))
    #expect(spectrum.keyFrequencies() == [14, 35, 41])
    #expect(spectrum.gini > 0.8)
  }

  /// At most one in a hundred spectra of noise should show a line on average; four σ above is 12 of 400.
  @Test func noiseHasNoKeyFrequencies() throws {
    var alarms = 0
    for seed in 0..<400 {
      alarms += FourierSpectrum(of: try noise(31, 4, seed: UInt64(1000 + seed))).keyFrequencies().count
    }
    #expect(alarms <= 12)
    // The limit is near, not far above: with one false alarm a spectrum allowed, some noise passes.
    let loose = try (0..<100).count { seed in
      !FourierSpectrum(of: try noise(31, 4, seed: UInt64(1000 + seed))).keyFrequencies(falseAlarms: 1).isEmpty
    }
    #expect(loose > 20)
  }

  @Test func aConstantHasNoLines() throws {
    let spectrum = FourierSpectrum(of: try Representation([Double](repeating: 0, count: 10), symbols: 5, width: 2))
    #expect(spectrum.shares.isEmpty)
    #expect(spectrum.strongest == nil)
    #expect(spectrum.gini.isNaN)
    #expect(spectrum.keyFrequencies().isEmpty)
  }
}

struct CircularityTests {
  @Test(arguments: [1, 4, 11])
  func circlesInTheRightOrder(frequency: Int) throws {
    let representation = try circle(23, frequency: frequency, width: 16)
    let principal = try Circularity(ofPlane: PrincipalComponents(of: representation).plane())
    #expect(agree(principal.value, 1, relative: 1e-12))
    #expect(principal.frequency == frequency)
    let own = try Circularity(of: representation, frequency: frequency)
    #expect(agree(own.value, 1, relative: 1e-12))
    #expect(own.frequency == frequency)
  }

  @Test(arguments: [(1.0, 0.5), (1, 0), (0.2, 3)])
  func ellipsesByTheirAxes(a: Double, b: Double) throws {
    let expected = (a + b) * (a + b) / (2 * (a * a + b * b))
    let representation = try circle(17, frequency: 3, width: 5, axes: (a, b))
    #expect(agree(try Circularity(of: representation, frequency: 3).value, expected, relative: 1e-12))
    let plane = try PrincipalComponents(of: representation).plane()
    #expect(agree(try Circularity(ofPlane: plane).value, expected, relative: 1e-12))
  }

  /// A plane fitted to noise in as many dimensions as symbols shows half a circle.
  @Test(arguments: [20, 101, 400])
  func chanceInThePlaneOfAFrequency(width: Int) throws {
    let values = try (0..<8).map { try Circularity(of: noise(101, width, seed: UInt64($0)), frequency: 7).value }
    let expected = Double(width) / Double(width + 101)
    #expect(abs(values.reduce(0, +) / 8 - expected) < 0.05)
  }

  @Test func aCircleInTheWrongOrderIsNone() throws {
    let ordered = try circle(97, frequency: 1)
    var generator = SplitMix(12)
    let shuffled = (0..<97).shuffled(using: &generator).flatMap { Array(ordered.row($0)) }
    // Of 96 exponential shares of mean 1/97 the largest is near (ln 96 + γ)/97 = .053, and once in 10⁴ above .145.
    let value = try Circularity(ofPlane: Representation(shuffled, symbols: 97, width: 2)).value
    #expect(value < 0.145)
  }

  @Test func mirroredPlanesAreTheSame() throws {
    let points = try noise(11, 2, seed: 3)
    let swapped = (0..<11).flatMap { a -> [Double] in [5 * points.values[2 * a + 1], 5 * points.values[2 * a] + 1] }
    let mirrored = try Representation(swapped, symbols: 11, width: 2)
    let (one, other) = (try Circularity(ofPlane: points), try Circularity(ofPlane: mirrored))
    #expect(agree(one.value, other.value, relative: 1e-12))
    #expect(one.frequency == other.frequency)
  }

  @Test func noCircleWithoutAPlane() throws {
    #expect(throws: NotApplicable("circularity needs at least three points in a plane")) {
      try Circularity(ofPlane: noise(9, 3, seed: 1))
    }
    #expect(throws: NotApplicable("7 is no frequency modulo 11")) {
      try Circularity(of: noise(11, 3, seed: 1), frequency: 7)
    }
    #expect(throws: NotApplicable("all points coincide")) {
      try Circularity(ofPlane: Representation([Double](repeating: 0.3, count: 10), symbols: 5, width: 2))
    }
  }

  @Test func picturesShowSymbolsAndLines() throws {
    let picture = try RepresentationPicture(of: try circle(13, frequency: 2, width: 4), algebra: .modular(13))
    #expect(picture.points.map(\.label) == (0..<13).map(String.init))
    #expect(picture.spectrum.count == 6)
    #expect(picture.spectrum.filter(\.isKey).map(\.frequency) == [2])
    #expect(agree(picture.varianceFractions.first + picture.varianceFractions.second, 1, relative: 1e-12))
    let line = try RepresentationPicture(of: try Representation([0.0, 1, 2, 3, 4], symbols: 5, width: 1), algebra: nil)
    #expect(line.points.allSatisfy { $0.y == 0 })
    #expect(line.spectrum.isEmpty)
  }
}
