// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Testing

@testable import Experiments

@Suite struct DatasetStackTests {
  private func part(_ steps: [Int], _ words: [String]) -> Dataset {
    var data = Dataset()
    data.add("step", steps, over: ["evaluation": steps.count], units: "step", longName: "steps")
    data.add("group", words, over: ["group": words.count])
    data.add(
      "norm", (0..<steps.count * words.count).map(Double.init), over: ["evaluation": steps.count, "group": words.count])
    data.add("cause", ["none"])
    return data
  }

  @Test func shorterOnesAreFilledUp() throws {
    let stack = DatasetStack(
      [part([0, 5], ["a", "b"]), nil, part([0, 2, 9], ["a", "b"])], along: [("replica", 3)]
    ).dataset
    #expect(stack.sizes == ["evaluation": 3, "group": 2, "replica": 3])
    let steps = try #require(stack.numbers("step"))
    #expect(steps[0] == 0 && steps[1] == 5 && steps[2].isNaN && steps[3].isNaN && steps[8] == 9)
    #expect(stack.texts("group") == ["a", "b"], "a coordinate is written once")
    let norm = try #require(stack.variables.first { $0.name == "norm" })
    #expect(norm.dimensions == ["replica", "evaluation", "group"])
    let norms = try #require(stack.numbers("norm"))
    // Replica 0, evaluation 1, group 1; replica 2, evaluation 2, group 0.
    #expect(norms[1 * 2 + 1] == 3 && norms[2 * 6 + 2 * 2] == 4)
    #expect(stack.texts("cause") == ["none", "", "none"])
    #expect(try stack.netCDF().count > 0)
  }

  @Test func gridsOfSweepsComeInRowMajorOrder() {
    let points = [(1.0, "x"), (1, "y"), (2, "x"), (2, "y")].map {
      Record([("a", .number($0.0)), ("b.c", .text($0.1))])
    }
    let grid = SweepGrid([points[0], points[1], points[2], points[3]])
    #expect(grid.shape.map(\.dimension) == ["a", "b.c"] && grid.order == [0, 1, 2, 3])
    let zipped = SweepGrid([points[0], points[3]])
    #expect(zipped.shape.map(\.dimension) == ["point"] && zipped.shape.map(\.size) == [2])
    #expect(SweepGrid([Record()]).shape.isEmpty)
  }
}
