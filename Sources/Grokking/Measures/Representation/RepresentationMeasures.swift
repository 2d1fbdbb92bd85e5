// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// All measures of one representation; what does not apply to it is absent.
package struct RepresentationMeasures: Sendable, Equatable {
  /// The principal components.
  package let components: PrincipalComponents
  /// The spectrum over ℤ/p; `nil` unless the symbols are numbers modulo p.
  package let spectrum: FourierSpectrum?
  /// The circle in the plane of the first two components; `nil` unless the symbols are numbers modulo p.
  package let principalCircle: Circularity?
  /// The circle in the plane of the strongest frequency; `nil` unless the symbols are numbers modulo p.
  package let strongestCircle: Circularity?
  /// How much of it consists of circles; `nil` unless the symbols are numbers modulo p.
  package let circleShare: CircleShare?
  /// The parallelograms: of sums for addition, of rotations in the plane of the strongest frequency modulo p, of products of matrices
  /// for groups where rows are square matrices.
  package let quality: RepresentationQuality?

  /// Measures a representation.
  ///
  /// - Throws: `NotApplicable` if all symbols are represented alike.
  package init(of representation: Representation, algebra: Algebra?) throws(NotApplicable) {
    components = try PrincipalComponents(of: representation)
    guard let algebra, algebra.symbols == representation.symbols else {
      (spectrum, principalCircle, strongestCircle, circleShare, quality) = (nil, nil, nil, nil, nil)
      return
    }
    guard case .modular = algebra else {
      let combination: PairCombination = if case .group = algebra { .matrixProduct } else { .sum }
      (spectrum, principalCircle, strongestCircle, circleShare) = (nil, nil, nil, nil)
      quality = try? RepresentationQuality(of: representation, algebra: algebra, combination: combination)
      return
    }
    let lines = FourierSpectrum(of: representation)
    spectrum = lines
    principalCircle = (try? components.plane()).flatMap { try? Circularity(ofPlane: $0) }
    let plane = lines.strongest.flatMap { try? representation.plane(ofFrequency: $0) }
    strongestCircle = plane.flatMap { try? Circularity(ofPlane: $0) }
    circleShare = try? CircleShare(of: representation, spectrum: lines)
    quality = plane.flatMap { try? RepresentationQuality(of: $0, algebra: algebra, combination: .rotation) }
  }
}
