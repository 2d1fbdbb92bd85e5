// SPDX-License-Identifier: GPL-3.0-or-later
import Ravine
import Testing

/// Beads on a ring with springs between neighbors: f(x) = Σ (xᵢ − xᵢ₊₁)²/2 + κΣxᵢ²/2.
struct BeadRing: Potential {
  let dimension: Int
  let confinement: Double

  var window: [ClosedRange<Double>] { Array(repeating: -3...3, count: dimension) }

  func energy(at position: Span<Double>) -> Double {
    var sum = 0.0
    for i in 0..<dimension {
      let stretch = position[i] - position[(i + 1) % dimension]
      sum += (stretch * stretch + confinement * position[i] * position[i]) / 2
    }
    return sum
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    for i in 0..<dimension {
      let neighbors = position[(i + 1) % dimension] + position[(i + dimension - 1) % dimension]
      gradient[i] = (2 + confinement) * position[i] - neighbors
    }
  }
}

/// Code that README.md and the articles show, run.
@Suite struct DocumentedCode {
  @Test func theFirstLinesOfTheReadme() throws {
    let potential = try DoubleWell(barrier: 1)
    let passage = try ExactPassage(potential: potential, temperature: 0.2)
    let moments = try passage.moments(from: .point([-1]), to: .above(1))
    print(moments.mean.value)  // 182.4177
    #expect(abs(moments.mean.value - 182.4177) < 1e-4)
  }

  /// The gradient is that of the energy.
  @Test func thePotentialOfManyCoordinates() {
    let ring = BeadRing(dimension: 5, confinement: 0.5)
    let place = [0.3, -1.1, 0.7, 0.2, 1.4]
    let gradient = ring.gradient(at: place)
    for index in place.indices {
      var (above, below) = (place, place)
      above[index] += 1e-5
      below[index] -= 1e-5
      #expect(abs((ring.energy(at: above) - ring.energy(at: below)) / 2e-5 - gradient[index]) < 1e-8)
    }
  }

  @Test func numbersByTheirNames() throws {
    let name = StreamName(seed: 1, task: 3, purpose: .guest)
    var numbers = RandomStream(name, walker: 7)
    let first = numbers.uniform()
    let second = numbers.normal()
    #expect(0 < first && first < 1)

    var again = RandomStream(name, walker: 7, position: 1)
    #expect(again.normal() == second)

    let task = try StreamTask(packing: [.init("point", 5, bits: 20), .init("repetition", 2, bits: 12)])
    #expect(task.bits == 5 << 12 | 2)
    #expect(throws: StreamOverflow.self) {
      try StreamTask(packing: [.init("point", 1 << 20, bits: 20), .init("repetition", 2, bits: 12)])
    }
  }
}
