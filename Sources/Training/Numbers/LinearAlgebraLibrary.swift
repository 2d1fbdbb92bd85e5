// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels
internal import COpenBLAS
import Foundation

/// OpenBLAS, which multiplies the matrices.
///
/// It has loops for many processors and chooses when the program is loaded. A version that is older than the processor
/// may take it for one without AVX-512 and run at half the speed: 0.3.21 takes AMD's Zen 5 for Haswell. The
/// environment variable OPENBLAS_CORETYPE decides otherwise, if it is there before the library is.
package enum LinearAlgebraLibrary {
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// One thread inside OpenBLAS: a product is too small for more, and what runs at the same time is decided here.
  ///
  /// Called before each product; the first call acts.
  @inline(__always) static func prepare() { _ = oneThread }

  /// The processor that the library's loops were made for, such as `SkylakeX`, `Zen` or `Haswell`.
  package static var core: String { String(cString: openblas_get_corename()) }

  /// Starts the program again, with the same arguments, if OpenBLAS chose loops without AVX-512 on a processor that has it.
  ///
  /// To be called before anything else is done. It returns if the choice is right, if the environment says which
  /// loops to take, or if the program cannot be started again.
  package static func restartWithBestCore() {
    #if os(Linux)
      let asked = getenv(variable).map { String(cString: $0) }
      let isCapable = ravine_training_kernels_at(2, 4) != nil
      guard let better = betterCore(than: core, asked: asked, processorHasAVX512: isCapable) else { return }
      // The variable also keeps the second program from starting a third.
      setenv(variable, better, 1)
      // By its name, so that it is listed under it; by the link, should the file have been replaced.
      if let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
        execv(program, CommandLine.unsafeArgv)
      }
      execv("/proc/self/exe", CommandLine.unsafeArgv)
      unsetenv(variable)
    #endif
  }

  private static let variable = "OPENBLAS_CORETYPE"

  /// What OPENBLAS_CORETYPE should be, or nil if the choice may stand.
  ///
  /// - Parameters:
  ///   - core: the library's choice.
  ///   - asked: what OPENBLAS_CORETYPE is.
  static func betterCore(than core: String, asked: String?, processorHasAVX512: Bool) -> String? {
    // The names of loops of x86-64 without AVX-512. A name that is not here is newer than this list and right.
    let narrow: Set = [
      "Haswell", "Zen", "Excavator", "Steamroller", "Piledriver", "Bulldozer", "Bobcat", "Barcelona", "Sandybridge",
      "Nehalem", "Dunnington", "Penryn", "Core2", "Atom", "Nano", "Prescott", "Katmai", "Opteron", "Opteron_SSE3",
    ]
    return asked == nil && processorHasAVX512 && narrow.contains(core) ? "SKYLAKEX" : nil
  }
}
