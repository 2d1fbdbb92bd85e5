// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Reports

@Suite struct AxisScaleTests {
  private func labels(_ range: ClosedRange<Double>, logarithmic: Bool = false) -> [String] {
    AxisScale(holding: [], isLogarithmic: logarithmic, range: range, padding: 0).ticks().map(\.label).filter {
      !$0.isEmpty
    }
  }

  @Test func ticksAreRoundNumbers() {
    #expect(labels(0...1) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(-3...3.1) == ["−3", "−2", "−1", "0", "1", "2", "3"])
    #expect(labels(0...2.5e-7) == ["0", "0.5·10^{−7}", "1.0·10^{−7}", "1.5·10^{−7}", "2.0·10^{−7}", "2.5·10^{−7}"])
    #expect(labels(1e9...(1e9 + 4)) == ["1000000000", "1000000001", "1000000002", "1000000003", "1000000004"])
  }

  @Test func logarithmicAxesHavePowersOfTen() {
    #expect(labels(1e-3...20, logarithmic: true) == ["10^{−3}", "10^{−2}", "10^{−1}", "10^{0}", "10^{1}"])
    #expect(labels(0.004...0.13, logarithmic: true) == ["0.005", "0.01", "0.02", "0.05", "0.1"])
    #expect(labels(3e-9...2e-8, logarithmic: true) == ["5·10^{−9}", "10^{−8}", "2·10^{−8}"])
    #expect(labels(2...3, logarithmic: true).count >= 3)
    #expect(labels(1e-280...1e280, logarithmic: true).count <= 10)
  }

  /// Whatever the range: some labels but not too many, all different, all inside, in order.
  @Test(arguments: [false, true]) func everyRangeIsLabeled(logarithmic: Bool) {
    var stream = Stream()
    for _ in 0..<5000 {
      let start = (logarithmic || stream.uniform() < 0.5 ? 1.0 : -1) * pow(10, 60 * stream.uniform() - 30)
      let length = abs(start) * pow(10, 10 * stream.uniform() - 5)
      let scale = AxisScale(holding: [start, start + length], isLogarithmic: logarithmic, padding: 0.05)
      let ticks = scale.ticks()
      let labeled = ticks.filter { !$0.label.isEmpty }
      #expect((2...14).contains(labeled.count), "\(scale): \(labeled.map(\.label))")
      #expect(Set(labeled.map(\.label)).count == labeled.count, "\(scale): \(labeled.map(\.label))")
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.position < $1.position })
      let slack = 1e-5
      #expect(ticks.allSatisfy { scale.fraction($0.position) > -slack && scale.fraction($0.position) < 1 + slack })
    }
  }
}
