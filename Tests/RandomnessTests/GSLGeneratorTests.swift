// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import TestSupport
import Testing

@testable import Randomness

/// GSL's generators by name, and Philox as one of them.
struct GSLGeneratorTests {
  @Test("all of GSL's generators and our own are there by name")
  func names() throws {
    for name in ["philox4x32-10", "mt19937", "taus2", "gfsr4", "ranlxd2", "ranlxs0", "cmrg", "mrg", "rand48"] {
      #expect(GSLGenerator.names.contains(name))
    }
    #expect(GSLGenerator.names.count > 60)
    #expect(Set(GSLGenerator.names).count == GSLGenerator.names.count)
    for name in GSLGenerator.names { #expect(try GSLGenerator(named: name, seed: 1).name == name) }
    #expect(throws: UnknownGenerator(name: "mt19938")) { try GSLGenerator(named: "mt19938", seed: 1) }
    #expect(UnknownGenerator(name: "mt").description == "unknown random number generator 'mt'")
    #expect(throws: UnknownGenerator(name: "nonsense")) { try NoiseGenerator(named: "nonsense") }
    #expect(try NoiseGenerator(named: "philox") == .philox)
    #expect(try NoiseGenerator(named: "philox4x32-10") == .philox)
    #expect(try NoiseGenerator(named: "taus2") == .gsl("taus2"))
  }

  @Test("the 10000th number of mt19937 from the seed 5489 is 4123659995, as the C++ standard says")
  func mersenneTwister() throws {
    let generator = try GSLGenerator(named: "mt19937", seed: 5489)
    for _ in 0..<9999 { _ = gsl_rng_get(generator.pointer) }
    #expect(gsl_rng_get(generator.pointer) == 4_123_659_995)
  }

  @Test("Philox in GSL gives the words of the stream in order")
  func words() throws {
    let name = StreamName(seed: 12, task: 3, purpose: .start)
    let generator = try GSLGenerator(name, walker: 7)
    for index in 0..<5 as Range<UInt64> {
      let block = name.block(index, walker: 7)
      for word in 0..<4 { #expect(gsl_rng_get(generator.pointer) == UInt(block[word])) }
    }
    let seeded = try GSLGenerator(named: "philox4x32-10", seed: 99)
    #expect(gsl_rng_get(seeded.pointer) == UInt(Philox4x32(key: 99).block(.init(0, 0, 0, 0)).x0))
  }

  @Test("distributions of GSL on Philox have their moments")
  func distributions() throws {
    let generator = try GSLGenerator(StreamName(seed: 1, task: 0, purpose: .test), walker: 0)
    let n = 200_000
    func check(_ what: String, mean: Double, variance: Double, fourth: Double, _ draw: () -> Double) {
      let values = (0..<n).map { _ in draw() }
      let average = values.reduce(0, +) / Double(n)
      let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
      expectZ(average, mean, standardError: (variance / Double(n)).squareRoot(), "mean of \(what)")
      expectZ(
        spread, variance, standardError: ((fourth - variance * variance) / Double(n)).squareRoot(),
        "variance of \(what)")
    }
    check("uniform", mean: 0.5, variance: 1 / 12.0, fourth: 1 / 80.0) { generator.uniform() }
    check("normal", mean: 0, variance: 1, fourth: 3) { generator.normal() }
    check("exponential", mean: 2, variance: 4, fourth: 9 * 16) { gsl_ran_exponential(generator.pointer, 2) }
    check("gamma", mean: 3, variance: 3, fourth: 3 * 9 + 6 * 3) { gsl_ran_gamma(generator.pointer, 3, 1) }
    check("Poisson", mean: 5, variance: 5, fourth: 5 + 3 * 25) { Double(gsl_ran_poisson(generator.pointer, 5)) }
  }

  @Test("a saved state goes on where it was", arguments: ["philox4x32-10", "mt19937", "ranlxd2", "gfsr4"])
  func state(name: String) throws {
    let generator = try GSLGenerator(named: name, seed: 4)
    for _ in 0..<101 { _ = generator.normal() }
    let state = generator.state
    let expected = (0..<1000).map { _ in generator.normal() }
    let other = try GSLGenerator(named: name, seed: 5)
    #expect(other.restore(state))
    #expect((0..<1000).map { _ in other.normal() } == expected)
    #expect(!other.restore(state.dropLast()))
  }
}
