// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Settings

@Suite struct EqualNumbersTests {
  /// What sums of decimals leave behind is one value, and the short one; what differs in the ninth digit is not.
  @Test func roundingIsNoDifference() {
    let values = [0.1 + 0.2, 0.3, 0.1 * 3, 0.5, .nan, -0.7, -(0.1 * 7), 0.3 + 1e-9, 0]
    let merged = EqualNumbers.merged(values)
    #expect(merged[0] == 0.3 && merged[1] == 0.3 && merged[2] == 0.3 && merged[3] == 0.5)
    #expect(merged[4].isNaN && merged[5] == -0.7 && merged[6] == -0.7)
    #expect(merged[7] == 0.3 + 1e-9 && merged[8] == 0)
  }

  /// Scaling all numbers changes nothing.
  @Test(arguments: [1e-200, 1e-3, 1, 1e200])
  func scaleFree(scale: Double) {
    #expect(EqualNumbers.areEqual(0.3 * scale, (0.1 + 0.2) * scale))
    #expect(!EqualNumbers.areEqual(0.3 * scale, 0.3000001 * scale))
  }
}
