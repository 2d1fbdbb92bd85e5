// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// The rule αa + βb mod p that logits are held against.
package struct LinearRule: Sendable, Equatable {
  /// p, how many symbols and answers there are.
  package let modulus: Int
  /// α, the factor of the first operand.
  package let first: Int
  /// β, the factor of the second operand.
  package let second: Int

  /// A rule; x + y by default, (1, −1) for x − y.
  package init(modulus: Int, first: Int = 1, second: Int = 1) {
    self.modulus = modulus
    self.first = first
    self.second = second
  }

  /// The answer, 0 ..< p.
  package func callAsFunction(_ a: Int, _ b: Int) -> Int {
    let sum = (first * a + second * b) % modulus
    return sum < 0 ? sum + modulus : sum
  }
}

/// Which waves over all pairs the key part of the logits is made of.
package enum WaveBasis: String, Sendable, Equatable, CaseIterable {
  /// cos ws and sin ws of the rule's answer s, each answer's logit with coefficients of its own (N. Nanda et al.,
  /// arXiv:2301.05217).
  case answers
  /// cos w(s − c) and sin w(s − c) in s and the offered answer c together: two coefficients a frequency, the form that the
  /// algorithm of the clock gives exactly.
  case differences
}

/// How much of a network's competence lies in the waves of a few frequencies (N. Nanda et al., arXiv:2301.05217).
///
/// The key part K of the logits L is their orthogonal projection, over all ordered pairs, on the waves of frequencies
/// w = 2πk/p. The restricted loss is that of mean + K, with the mean over pairs of each answer's logit; the excluded loss is
/// that of L − K. A network that follows the rule keeps its competence in K and loses it with K.
///
/// The projection runs over all pairs, the training pairs among them: with many frequencies, even of a lookup table, it
/// averages right answers into the wrong ones. Compare with the share, and with the same numbers at memorization.
package struct KeyFrequencyLosses: Sendable, Equatable {
  /// The frequencies of the key part, ascending.
  package let frequencies: [Int]
  /// The loss of the network itself.
  package let full: Double
  /// The loss of the key waves alone.
  package let restricted: Double
  /// The loss of all that is not a key wave.
  package let excluded: Double
  /// |K|²/|L − mean|², the part of the logits' variance over pairs that the key waves carry; `nil` for constant logits.
  package let share: Double?

  /// The losses of a network over pairs.
  ///
  /// - Parameters:
  ///   - table: the logits of all pairs.
  ///   - rule: the rule; its modulus must be the number of symbols and answers.
  ///   - frequencies: the key frequencies, as of the embedding's spectrum; by default those that stand out in the logits'
  ///     own spectrum, or all where none does. All together are everything that depends on the right answer alone.
  ///   - pairs: over which pairs losses are averaged: the test pairs for the restricted loss, the training pairs for the
  ///     excluded one, all by default. The projection is over all pairs always.
  ///   - basis: the waves.
  ///   - loss: what is averaged: cross-entropy, or the squared error of unit vectors.
  /// - Throws: `NotApplicable` if table, rule and frequencies do not fit.
  package init(
    of table: LogitTable, rule: LinearRule, frequencies: [Int]? = nil, pairs: [SymbolPair]? = nil,
    basis: WaveBasis = .answers, loss: Loss = .crossEntropy
  ) throws(NotApplicable) {
    let own = try table.spectrum(rule: rule)
    let keys = own.keyFrequencies()
    self.frequencies = (frequencies ?? (keys.isEmpty ? Array(1...(rule.modulus / 2)) : keys)).sorted()
    let parts = try table.split(frequencies: self.frequencies, rule: rule, basis: basis)
    let alone = LogitTable(
      unchecked: zip(parts.mean, parts.key).map { $0 + $1 }, symbols: table.symbols, classes: table.classes)
    let without = LogitTable(
      unchecked: zip(table.logits, parts.key).map { $0 - $1 }, symbols: table.symbols, classes: table.classes)
    full = try table.mean(of: loss, over: pairs, rule: rule.callAsFunction)
    restricted = try alone.mean(of: loss, over: pairs, rule: rule.callAsFunction)
    excluded = try without.mean(of: loss, over: pairs, rule: rule.callAsFunction)
    let whole = zip(table.logits, parts.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    share = whole > 0 ? parts.key.reduce(0) { $0 + $1 * $1 } / whole : nil
  }
}

extension LogitTable {
  /// The mean over pairs of each answer's logit, and the projection of the logits on the waves of some frequencies, both
  /// laid out like the logits.
  func split(
    frequencies: [Int], rule: LinearRule, basis: WaveBasis
  ) throws(NotApplicable) -> (mean: [Double], key: [Double]) {
    let p = rule.modulus
    let byAnswer = try meansByAnswer(rule)
    // In an order of their own: a sum in the order of a set would differ from run to run in its last bit.
    let keys = Set(frequencies).sorted()
    guard keys.allSatisfy({ $0 >= 1 && 2 * $0 <= p }) else {
      throw NotApplicable("the key frequencies must lie between 1 and \(p / 2)")
    }
    // The projection on waves of s is the convolution over s with Σ_k (2/p) cos(2πk(s − t)/p).
    let waves = Waves(modulus: p)
    let kernel = (0..<p).map { shift in
      keys.reduce(0) { $0 + waves.weight($1) * waves.cosines[$1 * shift % p] } / Double(p)
    }
    var key = [Double](repeating: 0, count: p * p)
    switch basis {
    case .answers:
      for s in 0..<p {
        for t in 0..<p {
          let weight = kernel[(s - t + p) % p]
          for c in 0..<p { key[s * p + c] += weight * byAnswer[t * p + c] }
        }
      }
    case .differences:
      let profile = Self.profile(byAnswer, modulus: p)
      let smooth = (0..<p).map { u in (0..<p).reduce(0) { $0 + kernel[(u - $1 + p) % p] * profile[$1] } }
      for s in 0..<p { for c in 0..<p { key[s * p + c] = smooth[(s - c + p) % p] } }
    }
    let mean = (0..<p).map { c in (0..<p).reduce(0) { $0 + byAnswer[$1 * p + c] } / Double(p) }
    var (means, keyed) = ([Double](), [Double]())
    means.reserveCapacity(logits.count)
    keyed.reserveCapacity(logits.count)
    for pair in allPairs {
      let s = rule(pair.first, pair.second)
      means += mean
      keyed += key[(s * p)..<((s + 1) * p)]
    }
    return (means, keyed)
  }

  /// The spectrum of the logits in s − c, where s is the rule's answer and c the offered one: which frequencies the network
  /// computes with.
  ///
  /// - Throws: `NotApplicable` if table and rule do not fit.
  package func spectrum(rule: LinearRule) throws(NotApplicable) -> FourierSpectrum {
    let p = rule.modulus
    let byAnswer = try meansByAnswer(rule)
    return FourierSpectrum(of: try Representation(Self.profile(byAnswer, modulus: p), symbols: p, width: 1))
  }

  /// The mean logit of an offered answer that is s − c off the right one.
  private static func profile(_ byAnswer: [Double], modulus p: Int) -> [Double] {
    var profile = [Double](repeating: 0, count: p)
    for s in 0..<p { for c in 0..<p { profile[(s - c + p) % p] += byAnswer[s * p + c] / Double(p) } }
    return profile
  }

  /// The mean logits over the p pairs of each answer s, at s·p + c.
  private func meansByAnswer(_ rule: LinearRule) throws(NotApplicable) -> [Double] {
    let p = rule.modulus
    guard p == symbols, p == classes, p >= 3 else {
      throw NotApplicable("a rule modulo \(p) does not fit \(symbols) symbols and \(classes) answers")
    }
    var sums = [Double](repeating: 0, count: p * p)
    var counts = [Double](repeating: 0, count: p)
    for pair in allPairs {
      let s = rule(pair.first, pair.second)
      let start = (pair.first * p + pair.second) * p
      counts[s] += 1
      for c in 0..<p { sums[s * p + c] += logits[start + c] }
    }
    // A coefficient that shares a factor with p would leave answers without pairs.
    guard counts.allSatisfy({ $0 == Double(p) }) else {
      throw NotApplicable("the rule does not give every answer equally often")
    }
    return sums.map { $0 / Double(p) }
  }
}
