// SPDX-License-Identifier: GPL-3.0-or-later
import CNetCDF
import Foundation
import Synchronization

/// The NetCDF-4 library behind one lock, since neither it nor the HDF5 below it may be entered by two threads.
///
/// Files are made and read in memory: the bytes go to disk through `AtomicFile`, which tells a full disk from a broken
/// file, and names with `#` or `:` in them do not reach the library, which would take them for addresses.
enum NetCDF {
  private static let lock = Mutex(())

  /// A status of the library other than zero.
  struct Failure: Error {
    var message: String
  }

  /// Runs calls of the library, one thread at a time.
  static func locked<Result>(_ body: () throws -> Result) throws -> Result {
    try lock.withLock { _ in
      silenceHDF5()
      return try body()
    }
  }

  /// Throws when a call of the library failed.
  static func check(_ status: Int32) throws {
    if status != NC_NOERR { throw Failure(message: String(cString: nc_strerror(status))) }
  }

  /// HDF5 prints a stack of errors to standard error, a setting of each thread; NetCDF turns it off in the first one only.
  private static func silenceHDF5() {
    typealias SetAutomatic = @convention(c) (Int64, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32
    #if canImport(Darwin)
      let everywhere = UnsafeMutableRawPointer(bitPattern: -2)
    #else
      let everywhere: UnsafeMutableRawPointer? = nil
    #endif
    guard let symbol = dlsym(everywhere, "H5Eset_auto2") else { return }
    _ = unsafeBitCast(symbol, to: SetAutomatic.self)(0, nil, nil)
  }
}
