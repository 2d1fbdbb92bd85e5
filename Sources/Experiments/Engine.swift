// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Training

/// What the command needs to know of the engine.
public enum Engine {
  /// The instruction set of the hot loops.
  public static var kernels: String { KernelLevel.name }

  /// The library that multiplies matrices, and the processor that its loops are made for.
  public static var linearAlgebra: String { "OpenBLAS, \(LinearAlgebraLibrary.core)" }

  /// Starts the program again where that library would run at half its speed; to be called before anything else.
  public static func prepare() { LinearAlgebraLibrary.restartWithBestCore() }
}
