// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Potentials

@Suite struct DoubleWellTests {
  @Test func withoutTiltTheStationaryPointsAreExact() throws {
    let potential = try DoubleWell()
    #expect(potential.wells.map(\.minimum) == [[-1], [1]])
    #expect(potential.saddles.map(\.position) == [[0]])
    #expect(potential.wells[1].region == .above(0))
    #expect(potential.wells[1].core == .above(1))
    #expect(potential.wells[0].core == .below(-1))
  }

  @Test func tooMuchTiltIsAnError() {
    #expect(
      throws: Problem(
        "tilt is 4; beyond ±3.079 (8/(3√3) times the barrier) only one well is left.", at: "tilt")
    ) { try DoubleWell(barrier: 2, tilt: 4) }
  }
}
