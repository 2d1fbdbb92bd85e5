// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// How often each point of a sweep is trained.
enum SweepSeeds {
  static let dataSeeds = Parameter.integer(
    "data-seeds", default: 4, .between(1, Double(SweepRun.seedLimit)),
    "training sets of each size, drawn with the seeds split-seed, split-seed + 1, …")
  static let modelSeeds = Parameter.integer(
    "model-seeds", default: 2, .between(1, Double(SweepRun.seedLimit)),
    "initial weights for each training set, all independent")
}
