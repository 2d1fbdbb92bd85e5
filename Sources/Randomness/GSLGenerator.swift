// SPDX-License-Identifier: GPL-3.0-or-later
package import CGSL

/// A sequential random number generator of GSL, or Philox in GSL's clothes.
package final class GSLGenerator {
  /// The generator for GSL's own functions, such as `gsl_ran_gamma(generator.pointer, 2, 1)`; valid as long as this
  /// object lives.
  package let pointer: UnsafeMutablePointer<gsl_rng>

  /// The names that `init(named:seed:)` knows: `philox4x32-10` and all of GSL's, for instance `mt19937`.
  package static var names: [String] { GSLGeneratorTypes.all.names }

  /// The generator that GSL calls so, seeded; GSL takes the seed 0 for its own default seed.
  ///
  /// - Throws: `UnknownGenerator`; ``names`` lists what is there.
  package init(named name: String, seed: UInt64) throws {
    guard let pointer = gsl_rng_alloc(try GSLGeneratorTypes.named(name)) else { throw UnknownGenerator(name: name) }
    self.pointer = pointer
    gsl_rng_set(pointer, UInt(seed))
  }

  /// Philox reading a walker's stream from its start.
  package init(_ name: StreamName, walker: UInt32) throws {
    guard let pointer = gsl_rng_alloc(try GSLGeneratorTypes.named(PhiloxGenerator.name)) else {
      throw UnknownGenerator(name: PhiloxGenerator.name)
    }
    self.pointer = pointer
    let counter = Philox4x32.Block(0, UInt32(name.purpose.rawValue) << 16, walker, name.task.bits)
    pointer.pointee.state.initializeMemory(
      as: PhiloxGenerator.State.self, to: PhiloxGenerator.State(key: name.seed, counter: counter))
  }

  deinit { gsl_rng_free(pointer) }

  /// The generator's GSL name.
  package var name: String { String(cString: gsl_rng_name(pointer)) }

  /// A number of [0, 1).
  package func uniform() -> Double { gsl_rng_uniform(pointer) }

  /// A standard normal deviate by Marsaglia and Tsang's ziggurat.
  package func normal() -> Double { gsl_ran_gaussian_ziggurat(pointer, 1) }

  /// The size of ``state`` in bytes.
  package var stateSize: Int { gsl_rng_size(pointer) }

  /// The state as bytes, to go on from later on the same kind of machine.
  package var state: [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: gsl_rng_state(pointer), count: stateSize))
  }

  /// Takes up a state that was saved from a generator of the same name.
  ///
  /// - Returns: False, with nothing changed, when the size is not that of this generator's state.
  package func restore(_ state: some Collection<UInt8>) -> Bool {
    guard state.count == stateSize else { return false }
    UnsafeMutableRawBufferPointer(start: gsl_rng_state(pointer), count: stateSize).copyBytes(from: state)
    return true
  }
}
