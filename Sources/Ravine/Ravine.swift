// SPDX-License-Identifier: GPL-3.0-or-later
// The engine for other Swift packages: `import Ravine` brings the public names of these rooms, docs/public-names.txt.
@_exported public import Dynamics
@_exported public import Kinetics
@_exported public import Potentials
@_exported public import Randomness
@_exported public import Statistics
@_exported public import Thermodynamics
