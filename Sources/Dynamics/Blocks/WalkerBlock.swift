// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
public import Potentials

/// Some walkers in the first-level cache: what an integrator's step works on.
///
/// A step reads the vectors of the beginning (`old`), the deviates and the memory, and leaves the new positions in
/// `new` and the new memory in place. All vectors are coordinate-major with n = `walkers` walkers.
public struct WalkerBlock: ~Copyable {
  /// The number of coordinates d.
  public let dimension: Int
  /// The number of walkers that it holds now.
  public internal(set) var walkers = 0
  /// The landscape.
  public let potential: any Potential
  /// Whether `gradient(at: old)` is known from the step before.
  ///
  /// A scheme whose last move does not follow its last gradient sets it; whatever moves or removes walkers clears it.
  public var gradientIsCurrent = false

  /// Whether crossings between the steps are tested: then `brownianElsewhere` schemes leave the two points.
  public internal(set) var needsPath = false

  let capacity: Int
  let memoryRows: Int
  let testRows: Int
  let deviatesPerStep: Int
  let slabSteps: Int
  let walls: Walls?
  /// μ where it differs from place to place.
  let mobility: Mobility?
  /// μ at the old positions and ∇μ there; then μ and ∇μ at another place. Only where μ varies.
  let mobilityStart: UnsafeMutablePointer<Double>
  /// The largest μ at the old positions, where μ varies.
  var largestMobility = 1.0
  private let noisy: (any NoisyPotential)?
  private let storage: UnsafeMutablePointer<Double>
  private let storageCount: Int

  // Rows of `capacity` numbers within `storage`, in this order.
  private var oldStart: UnsafeMutablePointer<Double>
  private var newStart: UnsafeMutablePointer<Double>
  private let gradientStart: UnsafeMutablePointer<Double>
  private let scratchStart: UnsafeMutablePointer<Double>
  private let secondScratchStart: UnsafeMutablePointer<Double>
  private let energyStart: UnsafeMutablePointer<Double>
  let memoryStart: UnsafeMutablePointer<Double>
  let slabStart: UnsafeMutablePointer<Double>

  /// The walkers' names.
  let identifiers: UnsafeMutablePointer<UInt32>
  /// Which walkers have finished but are not yet squeezed out.
  let finished: UnsafeMutablePointer<Bool>
  var finishedCount = 0
  /// Which of them are being squeezed out.
  let removed: UnsafeMutablePointer<Int>
  /// One bit per walker: whether it may be about to arrive, and whether it was a step before.
  var candidates: UnsafeMutablePointer<UInt8>
  var earlierCandidates: UnsafeMutablePointer<UInt8>
  var hadCandidates = false

  /// √(2θh) of each step of a slab, for steps that are taken many at once.
  let amplitudes: UnsafeMutablePointer<Double>
  /// The deviates of the current step.
  var noiseStart: UnsafeMutablePointer<Double>
  /// Where `move` draws the deviates from if they were not drawn before.
  var lateNoise: SharedNoise?
  /// Whether the new position is far away or not a number, if `move` tested that while it had it at hand.
  var isLost: Bool?
  /// |x| beyond which a walker counts as diverged.
  let farAway: Double
  /// What the test pass has counted: steps of walkers that finished within this block.
  var finishedSteps = 0

  init(_ plan: borrowing BlockPlan) {
    dimension = plan.dimension
    potential = plan.potential
    noisy = plan.potential as? any NoisyPotential
    walls = plan.walls
    mobility = plan.mobility
    capacity = plan.capacity
    memoryRows = plan.memoryRows
    testRows = plan.testRows
    deviatesPerStep = plan.deviatesPerStep
    slabSteps = plan.slabSteps
    farAway = plan.farAway
    let vector = capacity * dimension
    // Four more rows: the first step of a slab may begin within a quadruple of deviates.
    let slabCount = (slabSteps * deviatesPerStep + 6) / 4 * 4 * capacity + Int(RAVINE_WALK_MARGIN)
    storageCount = vector * 5 + (memoryRows + 2) * capacity + slabCount
    // Whole cache lines: the kernels read and write vectors of one line.
    storage = UnsafeMutableRawPointer.allocate(byteCount: storageCount * MemoryLayout<Double>.stride, alignment: 64)
      .bindMemory(to: Double.self, capacity: storageCount)
    storage.initialize(repeating: 0, count: storageCount)
    oldStart = storage
    newStart = storage + vector
    gradientStart = storage + 2 * vector
    scratchStart = storage + 3 * vector
    secondScratchStart = storage + 4 * vector
    memoryStart = storage + 5 * vector
    energyStart = memoryStart + memoryRows * capacity
    slabStart = energyStart + 2 * capacity
    noiseStart = energyStart + 2 * capacity
    let mobilityCount = plan.mobility == nil ? 1 : 2 * capacity * (dimension + 1)
    mobilityStart = .allocate(capacity: mobilityCount)
    mobilityStart.initialize(repeating: 0, count: mobilityCount)
    amplitudes = .allocate(capacity: slabSteps)
    amplitudes.initialize(repeating: 0, count: slabSteps)
    identifiers = .allocate(capacity: capacity)
    identifiers.initialize(repeating: 0, count: capacity)
    finished = .allocate(capacity: capacity)
    finished.initialize(repeating: false, count: capacity)
    removed = .allocate(capacity: capacity)
    removed.initialize(repeating: 0, count: capacity)
    // A single walker's coordinates are tested as if each were a walker, see `markLost`.
    let bytes = max(capacity, dimension) / 8 + 1
    candidates = .allocate(capacity: bytes)
    candidates.initialize(repeating: 0, count: bytes)
    earlierCandidates = .allocate(capacity: bytes)
    earlierCandidates.initialize(repeating: 0, count: bytes)
  }

  deinit {
    storage.deallocate()
    mobilityStart.deallocate()
    amplitudes.deallocate()
    identifiers.deallocate()
    finished.deallocate()
    removed.deallocate()
    candidates.deallocate()
    earlierCandidates.deallocate()
  }

  /// The four rows of memory before the test's, where the run uses sequential generators.
  var carriedStart: UnsafeMutablePointer<Double> { memoryStart + (memoryRows - testRows - 4) * walkers }

  /// A row that the test keeps: one number per walker that goes where the walker goes.
  func testRow(_ index: Int) -> UnsafeMutablePointer<Double> {
    memoryStart + (memoryRows - testRows + index) * walkers
  }

  private var vectorCount: Int { dimension * walkers }

  /// The positions at the beginning of the step.
  public var old: BlockVector { BlockVector(oldStart, count: vectorCount) }
  /// Where the step puts the positions at its end.
  public var new: BlockVector { BlockVector(newStart, count: vectorCount) }
  /// A vector for intermediate results; nothing else uses it.
  public var scratch: BlockVector { BlockVector(scratchStart, count: vectorCount) }
  /// Another one.
  public var secondScratch: BlockVector { BlockVector(secondScratchStart, count: vectorCount) }

  /// The memory with this index in the integrator's declaration.
  public func memory(_ index: Int) -> BlockVector {
    BlockVector(memoryStart + index * vectorCount, count: vectorCount)
  }

  /// The deviates of this step: vector `index` of d rows.
  public func deviates(_ index: Int = 0) -> BlockVector {
    BlockVector(noiseStart + index * vectorCount, count: vectorCount)
  }

  /// One row of this step's deviates: one number per walker.
  public func deviateRow(_ row: Int) -> BlockVector { BlockVector(noiseStart + row * walkers, count: walkers) }

  /// ∇f at some positions, in the block's gradient vector.
  public func gradient(at x: BlockVector) -> BlockVector {
    let result = BlockVector(gradientStart, count: vectorCount)
    gradient(at: x, into: result)
    return result
  }

  /// ∇f at some positions.
  public func gradient(at x: BlockVector, into result: BlockVector) {
    var output = MutableSpan(_unsafeStart: result.start, count: result.count)
    potential.gradients(walkers: walkers, at: Span(_unsafeStart: UnsafePointer(x.start), count: x.count), into: &output)
  }

  /// The gradient vector as the last `gradient(at:)` left it.
  public var lastGradient: BlockVector { BlockVector(gradientStart, count: vectorCount) }

  /// An estimate of ∇f from part of the data where the potential has one, otherwise ∇f.
  public func noisyGradient(at x: BlockVector, step: UInt64) -> BlockVector {
    guard let noisy else { return gradient(at: x) }
    let result = BlockVector(gradientStart, count: vectorCount)
    var output = MutableSpan(_unsafeStart: result.start, count: result.count)
    noisy.noisyGradients(
      step: step, walkers: Span(_unsafeStart: UnsafePointer(identifiers), count: walkers),
      at: Span(_unsafeStart: UnsafePointer(x.start), count: x.count), into: &output)
    return result
  }

  /// f at some positions, one number per walker; `index` 0 or 1 picks where it is kept.
  public func energies(at x: BlockVector, _ index: Int) -> BlockVector {
    let result = BlockVector(energyStart + index * capacity, count: walkers)
    var output = MutableSpan(_unsafeStart: result.start, count: walkers)
    potential.energies(walkers: walkers, at: Span(_unsafeStart: UnsafePointer(x.start), count: x.count), into: &output)
    return result
  }

  /// One of two rows of numbers, one per walker: energies within a step, distances after it.
  func row(_ index: Int) -> UnsafeMutablePointer<Double> { energyStart + index * capacity }

  /// Whether a position of walker w lies beyond a mirror.
  public func isBeyondMirror(_ x: BlockVector, walker w: Int) -> Bool {
    walls?.isBeyondMirror(x, walker: w, of: walkers) ?? false
  }

  /// The new positions become the old ones.
  mutating func turn() { swap(&oldStart, &newStart) }
}
