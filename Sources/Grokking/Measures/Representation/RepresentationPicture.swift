// SPDX-License-Identifier: GPL-3.0-or-later
public import Statistics
public import Training

/// What figures show of a representation: its symbols in the plane of the first two components, and its spectrum.
public struct RepresentationPicture: Sendable, Equatable {
  /// A symbol in the plane.
  public struct Point: Sendable, Equatable {
    /// The symbol's number.
    public var label: String
    /// Its coordinate along the first component.
    public var x: Double
    /// Its coordinate along the second one.
    public var y: Double
  }

  /// A line of the spectrum.
  public struct Line: Sendable, Equatable {
    /// The frequency, 1 … ⌊p/2⌋.
    public var frequency: Int
    /// Its part of the power.
    public var share: Double
    /// Whether it stands out of noise.
    public var isKey: Bool
  }

  /// The symbols; y is zero where there is only one component.
  public let points: [Point]
  /// The parts of the variance along the first two components.
  public let varianceFractions: (first: Double, second: Double)
  /// The spectrum over ℤ/p; empty where the symbols are not numbers modulo p.
  public let spectrum: [Line]

  /// The picture of a representation.
  ///
  /// - Throws: `NotApplicable` if all symbols are represented alike.
  public init(of representation: Representation, algebra: Algebra?) throws(NotApplicable) {
    let components = try PrincipalComponents(of: representation)
    let flat = [Double](repeating: 0, count: representation.symbols)
    let (xs, ys) = (components.coordinates[0], components.coordinates.dropFirst().first ?? flat)
    points = zip(xs, ys).enumerated().map { Point(label: "\($0.offset)", x: $0.element.0, y: $0.element.1) }
    let fractions = components.varianceFractions
    varianceFractions = (fractions[0], fractions.count > 1 ? fractions[1] : 0)
    if case .modular(let modulus) = algebra, modulus == representation.symbols {
      let lines = FourierSpectrum(of: representation)
      let keys = Set(lines.keyFrequencies())
      spectrum = lines.shares.enumerated().map {
        Line(frequency: $0.offset + 1, share: $0.element, isKey: keys.contains($0.offset + 1))
      }
    } else {
      spectrum = []
    }
  }

  /// Whether two pictures show the same.
  public static func == (left: RepresentationPicture, right: RepresentationPicture) -> Bool {
    left.points == right.points && left.varianceFractions == right.varianceFractions && left.spectrum == right.spectrum
  }
}
