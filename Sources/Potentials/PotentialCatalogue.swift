// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The potentials that a scenario can name.
package enum PotentialCatalogue {
  /// All of them, in the order in which they are listed.
  package static let entries: [CatalogueEntry<any Potential>] = [
    Harmonic.entry,
    DoubleWell.entry,
    AsymmetricDoubleWell.entry,
    TripleWell1D.entry,
    Prinz.entry,
    DoubleWell2D.entry,
    TripleWell2D.entry,
    QuadrupleWell.entry,
    MullerBrown.entry,
    EntropicDoubleWell.entry,
    EntropicSlide.entry,
    ZeroRiskValley.entry,
    RiverValley.entry,
    Cube.entry,
    GaussianWells.entry,
    ExpressionPotential.entry,
    ProfilePotential.entry,
  ]
}
