// SPDX-License-Identifier: GPL-3.0-or-later
// The engine for other Swift packages: `import Ravine` brings what these rooms offer.
@_exported public import Dynamics
@_exported public import Grokking
@_exported public import Kinetics
@_exported public import Potentials
@_exported public import Randomness
@_exported public import Settings
@_exported public import Statistics
@_exported public import Thermodynamics
@_exported public import Training
