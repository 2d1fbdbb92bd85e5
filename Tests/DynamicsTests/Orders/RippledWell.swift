// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// f = x²/2 + ½cos 2x: far from harmonic, of curvature between −1 and 3 everywhere, so that orders are clean.
struct RippledWell: LinePotential {
  var window: [ClosedRange<Double>] { [-6...6] }

  func energy<Lane: Lanes>(_ x: Lane) -> Lane { (x * x + Lane.cosine(x * 2)) * 0.5 }
  func slope<Lane: Lanes>(_ x: Lane) -> Lane { x - Lane.sine(x * 2) }
}
