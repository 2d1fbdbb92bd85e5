// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Training

/// Which loops OpenBLAS should run.
struct LinearAlgebraLibraryTests {
  @Test("a processor with AVX-512 that is taken for an older one gets the loops of Skylake-X")
  func olderLibrary() {
    for core in ["Haswell", "Zen", "Sandybridge", "Prescott"] {
      #expect(LinearAlgebraLibrary.betterCore(than: core, asked: nil, processorHasAVX512: true) == "SKYLAKEX")
      #expect(LinearAlgebraLibrary.betterCore(than: core, asked: nil, processorHasAVX512: false) == nil)
    }
  }

  @Test("what was asked for stays, which also ends a chain of restarts")
  func asked() {
    for asked in ["Haswell", "SKYLAKEX", ""] {
      #expect(LinearAlgebraLibrary.betterCore(than: "Haswell", asked: asked, processorHasAVX512: true) == nil)
    }
  }

  @Test("loops with AVX-512, and names that are not known, are right")
  func right() {
    for core in ["SkylakeX", "Cooperlake", "SapphireRapids", "Zen5", "neoversen1"] {
      #expect(LinearAlgebraLibrary.betterCore(than: core, asked: nil, processorHasAVX512: true) == nil)
    }
  }

  @Test("the library names its core")
  func core() { #expect(!LinearAlgebraLibrary.core.isEmpty) }
}
