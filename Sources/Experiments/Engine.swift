// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Training

/// What the command needs to know of the engine.
package enum Engine {
  /// The instruction set of the hot loops.
  package static var kernels: String { KernelLevel.name }

  /// The library that multiplies matrices, and the processor that its loops are made for.
  package static var linearAlgebra: String { "OpenBLAS, \(LinearAlgebraLibrary.core)" }

  /// Starts the program again where that library would run at half its speed; to be called before anything else.
  package static func prepare() { LinearAlgebraLibrary.restartWithBestCore() }
}
