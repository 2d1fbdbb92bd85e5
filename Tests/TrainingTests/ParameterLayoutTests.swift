// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Training

@Suite struct ParameterLayoutTests {
  @Test func piecesFollowOneAnotherWithoutGaps() {
    var layout = ParameterLayout()
    let first = layout.add("embedding.weight", [10, 3], group: "embedding", start: .uniform(bound: 0.5))
    let second = layout.add("decoder.0.bias", [7], group: "decoder", start: .constant(0))
    #expect(first.range == 0..<30)
    #expect(second.range == 30..<37)
    #expect(layout.count == 37)
    #expect(layout.groups == ["embedding", "decoder"])
    #expect(layout["decoder.0.bias"] == second)
  }
}
