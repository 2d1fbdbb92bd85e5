// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// What figures show of a representation: its symbols in the plane of the first two components, and its spectrum.
package struct RepresentationPicture: Sendable, Equatable {
  /// A symbol in the plane.
  package struct Point: Sendable, Equatable {
    /// The symbol's number.
    package var label: String
    /// Its coordinate along the first component.
    package var x: Double
    /// Its coordinate along the second one.
    package var y: Double
  }

  /// A line of the spectrum.
  package struct Line: Sendable, Equatable {
    /// The frequency, 1 … ⌊p/2⌋.
    package var frequency: Int
    /// Its part of the power.
    package var share: Double
    /// Whether it stands out of noise.
    package var isKey: Bool
  }

  /// The symbols; y is zero where there is only one component.
  package let points: [Point]
  /// The parts of the variance along the first two components.
  package let varianceFractions: (first: Double, second: Double)
  /// The spectrum over ℤ/p; empty where the symbols are not numbers modulo p.
  package let spectrum: [Line]

  /// The picture of a representation.
  ///
  /// - Throws: `NotApplicable` if all symbols are represented alike.
  package init(of representation: Representation, algebra: Algebra?) throws(NotApplicable) {
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
  package static func == (left: RepresentationPicture, right: RepresentationPicture) -> Bool {
    left.points == right.points && left.varianceFractions == right.varianceFractions && left.spectrum == right.spectrum
  }
}
