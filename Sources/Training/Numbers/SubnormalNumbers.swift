// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

extension Real {
  /// Does some work in which, in single precision, numbers below the normal range (2⁻¹²⁶) are taken for 0 by this thread.
  ///
  /// Once a network has memorized, its gradients and the moments of its optimizer get there, and processors that handle such
  /// numbers by microcode become ten times slower. What is lost is below 10⁻³⁸. In double precision gradients do not
  /// get there (2⁻¹⁰²²), and nothing is changed. Afterwards the thread is as it was before; scopes may be nested.
  @inline(__always)
  package static func withoutSubnormals<Result>(_ work: () throws -> Result) rethrows -> Result {
    guard precision == .single else { return try work() }
    let mode = ravine_flush_subnormals()
    defer { ravine_restore_subnormals(mode) }
    return try work()
  }
}
