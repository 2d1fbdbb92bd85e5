// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

/// What the command needs to know of the engine.
public enum Engine {
  /// The instruction set of the hot loops.
  public static var kernels: String { KernelLevel.name }
}
