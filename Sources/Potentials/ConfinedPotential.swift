// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential L(x) + (γ/2)|x|² with free axes: the Gaussian law e^{−β(γ/2)|x|²} is where its Gibbs law begins.
package protocol ConfinedPotential: Potential {
  /// γ ≥ 0.
  var confinement: Double { get }
}
