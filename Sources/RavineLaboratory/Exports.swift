// SPDX-License-Identifier: GPL-3.0-or-later
// A laboratory of one's own: `import RavineLaboratory` brings the engine, and what potentials, integrators, methods and
// kinds of experiments are made of.
@_exported public import Experiments
@_exported public import LandscapeExperiments
@_exported public import Ravine
@_exported public import Runs
@_exported public import Settings
