// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// How easily the walkers of a block move: μ, one number each, and ∇μ, one a coordinate and walker.
struct BlockMotion {
  let mobility: BlockVector
  let slope: BlockVector
}

extension WalkerBlock {
  /// μ and ∇μ at the old positions; the tests after the step read them there, and the largest μ.
  mutating func motionAtStart() -> BlockMotion {
    let motion = fillMotion(at: old, mobilityStart)
    var largest = 0.0
    // A walker that is lost, with no number, has none.
    for w in 0..<walkers where motion.mobility[w] > largest { largest = motion.mobility[w] }
    largestMobility = largest
    return motion
  }

  /// μ and ∇μ at other positions.
  func motion(at x: BlockVector) -> BlockMotion { fillMotion(at: x, mobilityStart + capacity * (dimension + 1)) }

  private func fillMotion(at x: BlockVector, _ start: UnsafeMutablePointer<Double>) -> BlockMotion {
    let motion = BlockMotion(
      mobility: BlockVector(start, count: walkers), slope: BlockVector(start + capacity, count: x.count))
    guard let mobility else { return motion }
    let positions = Span(_unsafeStart: UnsafePointer(x.start), count: x.count)
    var values = MutableSpan(_unsafeStart: motion.mobility.start, count: walkers)
    mobility.values(walkers: walkers, at: positions, into: &values)
    var slopes = MutableSpan(_unsafeStart: motion.slope.start, count: x.count)
    mobility.gradients(walkers: walkers, at: positions, into: &slopes)
    return motion
  }
}
