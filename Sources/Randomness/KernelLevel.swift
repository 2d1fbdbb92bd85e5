// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels

/// The instruction set that the hot loops run on, for the provenance; every one gives the same bits.
package enum KernelLevel {
  /// `avx512`, `avx2` or `baseline`; the environment variable RAVINE_KERNELS chooses a lower one.
  package static var name: String { String(cString: ravine_best_kernels().pointee.name) }
}
