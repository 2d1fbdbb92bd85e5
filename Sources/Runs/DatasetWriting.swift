// SPDX-License-Identifier: GPL-3.0-or-later
import CNetCDF
package import Foundation

extension Dataset {
  /// The data set as the bytes of a NetCDF-4 file that follows the CF conventions and opens with `xarray.open_dataset`.
  ///
  /// Real numbers become `NC_DOUBLE` with NaN for missing ones, whole numbers `NC_INT64`, words `NC_STRING`.
  ///
  /// - Throws: `RunError` when a variable does not have as many values as its dimensions say.
  package func netCDF() throws(RunError) -> Data {
    for variable in variables {
      let expected = variable.dimensions.reduce(1) { $0 * (sizes[$1] ?? 0) }
      guard variable.values.count == expected else {
        let shape = variable.dimensions.map { "\($0) = \(sizes[$0] ?? 0)" }.joined(separator: ", ")
        throw RunError(.invalid, "variable '\(variable.name)' has \(variable.values.count) values over (\(shape)).")
      }
    }
    do { return try NetCDF.locked { try image() } } catch {
      let message = (error as? NetCDF.Failure)?.message ?? "\(error)"
      throw RunError(.invalid, "the data set cannot be written as NetCDF: \(message).")
    }
  }

  private func image() throws -> Data {
    var file: Int32 = 0
    try NetCDF.check(nc_create_mem("dataset", NC_NETCDF4, 4096, &file))
    do {
      try define(in: file)
    } catch {
      nc_abort(file)
      throw error
    }
    var memory = NC_memio()
    try NetCDF.check(nc_close_memio(file, &memory))
    guard let start = memory.memory else { throw NetCDF.Failure(message: "no memory") }
    let end = Self.endOfFile(UnsafeRawBufferPointer(start: start, count: memory.size))
    return Data(bytesNoCopy: start, count: end, deallocator: .free)
  }

  /// Files made in memory do not remember the order of their variables, so that it stands in a global attribute.
  static let orderAttribute = "variable_order"

  private func define(in file: Int32) throws {
    var attributes = attributes
    attributes["Conventions"] = attributes["Conventions"] ?? "CF-1.11"
    if !variables.isEmpty { attributes[Self.orderAttribute] = variables.map(\.name).joined(separator: " ") }
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) { try put(name, value, on: NC_GLOBAL, in: file) }
    var dimensions: [String: Int32] = [:]
    for name in dimensionNames {
      var number: Int32 = 0
      // A dimension of size zero would mean an unlimited one, and that is what an empty one has to be.
      try NetCDF.check(nc_def_dim(file, name, sizes[name] ?? 0, &number))
      dimensions[name] = number
    }
    let numbers = try variables.map { try define($0, over: $0.dimensions.compactMap { dimensions[$0] }, in: file) }
    try NetCDF.check(nc_enddef(file))
    for (variable, number) in zip(variables, numbers) where variable.values.count > 0 {
      try put(variable.values, of: variable, into: number, in: file)
    }
  }

  /// The dimensions in the order in which the variables use them, then those that none uses.
  private var dimensionNames: [String] {
    var names: [String] = []
    for name in variables.flatMap(\.dimensions) + sizes.keys.sorted() where !names.contains(name) { names.append(name) }
    return names
  }

  private func define(_ variable: Variable, over dimensions: [Int32], in file: Int32) throws -> Int32 {
    let type =
      switch variable.values {
      case .numbers: NC_DOUBLE
      case .integers: NC_INT64
      case .texts: NC_STRING
      }
    var number: Int32 = 0
    try NetCDF.check(nc_def_var(file, variable.name, type, Int32(dimensions.count), dimensions, &number))
    if case .numbers = variable.values, variable.dimensions != [variable.name] {
      var fill = Double.nan
      try NetCDF.check(nc_def_var_fill(file, number, NC_FILL, &fill))
    }
    if !variable.units.isEmpty { try put("units", variable.units, on: number, in: file) }
    if !variable.longName.isEmpty { try put("long_name", variable.longName, on: number, in: file) }
    return number
  }

  private func put(_ name: String, _ text: String, on variable: Int32, in file: Int32) throws {
    try NetCDF.check(nc_put_att_text(file, variable, name, text.utf8.count, text))
  }

  private func put(_ values: Values, of variable: Variable, into number: Int32, in file: Int32) throws {
    // Empty and unlimited dimensions need explicit counts.
    let counts = variable.dimensions.map { sizes[$0] ?? 0 }
    let starts = counts.map { _ in 0 }
    switch values {
    case .numbers(let values): try NetCDF.check(nc_put_vara_double(file, number, starts, counts, values))
    case .integers(let values):
      try NetCDF.check(nc_put_vara_longlong(file, number, starts, counts, values.map { CLongLong($0) }))
    case .texts(let values):
      var words = values.map { UnsafePointer(strdup($0)) }
      defer { for word in words { free(UnsafeMutablePointer(mutating: word)) } }
      try NetCDF.check(nc_put_vara_string(file, number, starts, counts, &words))
    }
  }

  /// Where the file ends according to its superblock (HDF5 File Format Specification 3.0, II.A); the library rounds the
  /// memory up to 64 KiB, which would be most of a small task's file.
  private static func endOfFile(_ bytes: UnsafeRawBufferPointer) -> Int {
    let versionOffset = 8
    let addressSizeOffset = 13
    let endOffset = 40
    guard bytes.count > endOffset + 8, bytes[versionOffset] == 0, bytes[addressSizeOffset] == 8 else {
      return bytes.count
    }
    let end = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: endOffset, as: UInt64.self))
    return end > 0 && end <= UInt64(bytes.count) ? Int(end) : bytes.count
  }
}
