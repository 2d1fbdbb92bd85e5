// SPDX-License-Identifier: GPL-3.0-or-later

/// What is measured of how a network computes the rule, by its names as a quantity of a finding and as a variable.
enum RuleMeasure: String, NamedMeasure, CaseIterable {
  case restrictedLoss = "restricted-loss"
  case excludedLoss = "excluded-loss"
  case keyShare = "key-share"
  case renamedAgreement = "renamed-agreement"
  case renamedCorrelation = "renamed-correlation"
  case swappedAgreement = "swapped-agreement"

  /// What it is, for `long_name`.
  var longName: String {
    switch self {
    case .restrictedLoss: "mean loss over the test set of the waves of the key frequencies alone"
    case .excludedLoss: "mean loss over the training set of all that is no wave of the key frequencies"
    case .keyShare: "part of the logits' variance over pairs that the key waves carry"
    case .renamedAgreement: "part of the pairs whose answer is renamed with them, over all shifts of the symbols"
    case .renamedCorrelation: "correlation of the logits before and after, over all shifts of the symbols"
    case .swappedAgreement: "part of the pairs whose answer is that of the swapped pair"
    }
  }
}
