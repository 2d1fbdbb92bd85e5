// SPDX-License-Identifier: GPL-3.0-or-later

/// What is measured of an embedding, by its names as a quantity of a finding and as a variable of a data set.
enum RepresentationMeasure: String, NamedMeasure, CaseIterable {
  case effectiveDimension = "effective-dimension"
  case quality = "representation-quality"
  case predictedAccuracy = "predicted-accuracy"
  case circularity = "circularity"
  case circleShare = "circle-share"
  case keyFrequencies = "key-frequencies"
  case fourierGini = "fourier-gini"
  case fourierParticipation = "fourier-participation"

  /// What it is, for `long_name`.
  var longName: String {
    switch self {
    case .effectiveDimension: "exp(−Σ σᵢ ln σᵢ) of the shares of variance"
    case .quality: "RQI, the part of the parallelograms that the embedding closes"
    case .predictedAccuracy: "accuracy that the closed parallelograms predict"
    case .circularity: "how circular the pairs of principal components are"
    case .circleShare: "share of the variance in circles at the key frequencies"
    case .keyFrequencies: "how many frequencies stand out of noise"
    case .fourierGini: "Gini coefficient of the Fourier power over frequencies"
    case .fourierParticipation: "participation ratio of the Fourier power over frequencies"
    }
  }
}
