// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// How sampled states hang together: the tree of their strongest overlaps and its weakest links.
struct OverlapLinks: Sendable {
  /// States that the samples do not connect with the others.
  let gap: NotApplicable?
  /// Links that the result hangs on although they are weak.
  let warnings: [String]

  /// Neighbors that overlap less than this give large errors, and error bars that cannot be trusted.
  ///
  /// P. V. Klimovich, M. R. Shirts, D. L. Mobley, J. Comput.-Aided Mol. Des. 29 (2015) 397.
  static let least = 0.03

  /// Judges an overlap matrix.
  ///
  /// Each link of the tree of largest overlaps parts the states in two groups. The link's strength is the probability that a
  /// sample at its end belongs to the other group. Where the samples that belong to both groups add up to less than one,
  /// nothing connects them.
  init(_ overlap: [[Double]], counts: [Double], names: [String]) {
    let states = counts.count
    func both(_ i: Int, _ j: Int) -> Double { counts[i] * overlap[i][j] }
    // Prim: the nearest state outside of the tree joins next.
    var parent = [Int](repeating: 0, count: states)
    var strength = (0..<states).map { min(overlap[0][$0], overlap[$0][0]) }
    var order = [0]
    var isOutside = [Bool](repeating: true, count: states)
    isOutside[0] = false
    while order.count < states {
      guard let next = (0..<states).filter({ isOutside[$0] }).max(by: { strength[$0] < strength[$1] }) else { break }
      isOutside[next] = false
      order.append(next)
      for k in 0..<states where isOutside[k] {
        let own = min(overlap[next][k], overlap[k][next])
        if own > strength[k] { (strength[k], parent[k]) = (own, next) }
      }
    }
    var gap: NotApplicable?
    var warnings: [String] = []
    for child in order.dropFirst() {
      var isBeyond = [Bool](repeating: false, count: states)
      isBeyond[child] = true
      for k in order.dropFirst() where isBeyond[parent[k]] { isBeyond[k] = true }
      let beyond = (0..<states).filter { isBeyond[$0] }
      let rest = (0..<states).filter { !isBeyond[$0] }
      let common = beyond.reduce(0) { sum, i in rest.reduce(sum) { $0 + both(i, $1) } }
      // Not `<`: an overlap that is not a number connects nothing.
      if !(common >= 1) {
        let few = beyond.count <= rest.count ? beyond : rest
        gap =
          gap
          ?? NotApplicable(
            "the samples of \(Self.list(few.map { names[$0] })) do not overlap with those of the other states")
        continue
      }
      let (i, j) = (parent[child], child)
      let link = max(
        beyond.reduce(0) { $0 + overlap[i][$1] }, rest.reduce(0) { $0 + overlap[j][$1] })
      if link < Self.least {
        let percent = (link * 1000).rounded() / 10
        warnings.append("\(names[i]) and \(names[j]) overlap by \(percent) % only: the error bars may be too small")
      }
    }
    self.gap = gap
    self.warnings = warnings
  }

  private static func list(_ names: [String]) -> String {
    names.count <= 3 ? names.joined(separator: ", ") : "\(names[0]), \(names[1]) and \(names.count - 2) others"
  }
}
