// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness

/// What all blocks of a run share.
struct BlockPlan: Sendable {
  let potential: any Potential
  let integrator: any Integrator
  let dimension: Int
  let walls: Walls?
  let poles: PoleCrossings?
  /// μ where it differs from place to place: then the schemes read it themselves.
  let mobility: Mobility?
  /// μ where it is one number: a step of length h is one of length μh of the equation with mobility 1.
  let stretch: Double
  let deviatesPerStep: Int
  /// Rows that go from one step to the next: the integrator's memory, four deviates of sequential generators, and what the
  /// test keeps of each walker.
  let memoryRows: Int
  /// How many of these, the last ones, belong to the test.
  let testRows: Int
  /// The most walkers in a block: as many as the potential wants, or as keep its vectors in the first-level cache.
  let capacity: Int
  /// For how many steps deviates are drawn at once.
  let slabSteps: Int
  /// |x| beyond which a walker counts as diverged.
  let farAway: Double
  /// Whether the deviates of a single walker are drawn piece by piece while it moves, and never lie in memory as a whole.
  let drawsLate: Bool
  /// How to take many steps at once where that is possible.
  let walk: PolynomialWalk?

  /// Half of a first-level cache, in numbers.
  private static let cacheBudget = 2048

  init(
    potential: any Potential, integrator: any Integrator, isSequential: Bool, testRows: Int = 0, capacity: Int? = nil
  ) {
    self.potential = potential
    self.integrator = integrator
    dimension = potential.dimension
    walls = Walls(potential.boundaries, memory: integrator.memory)
    poles = PoleCrossings(potential, integrator)
    let moved = integrator.isOverdamped ? potential.mobility : nil
    mobility = moved.flatMap { $0.varies ? $0 : nil }
    stretch = moved?.constant ?? 1
    deviatesPerStep = integrator.deviates(dimension: dimension)
    self.testRows = testRows
    memoryRows = integrator.memory.count * dimension + (isSequential ? 4 : 0) + testRows
    walk = PolynomialWalk(potential, integrator, walls)
    let fitting = Self.cacheBudget / (2 * dimension + memoryRows + deviatesPerStep)
    // A walk stops for all when one comes near: narrow blocks lose less.
    let width = capacity ?? min(max(fitting, 16), walk == nil ? 256 : 128)
    self.capacity = potential.walkersPerBlock.map { max(1, $0) } ?? max(8, (width + 7) / 8 * 8)
    // Deviates come in quadruples: a slab that begins with one and ends with one wastes none.
    let steps = 4 / Self.greatestCommonDivisor(deviatesPerStep, 4)
    let rows = max(1, 2 * Self.cacheBudget / (steps * deviatesPerStep * self.capacity))
    slabSteps = steps * min(rows, walk == nil ? 8 : 4)
    drawsLate = self.capacity == 1 && !isSequential && integrator.movesByNoise && walls == nil && mobility == nil
    farAway = Divergence.farAway(potential)
  }

  static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}
