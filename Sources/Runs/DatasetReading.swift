// SPDX-License-Identifier: GPL-3.0-or-later
import CNetCDF
package import Foundation

extension Dataset {
  /// Reads the bytes of a NetCDF-4 file as `netCDF()` made them.
  ///
  /// - Parameter name: the file's name for messages.
  /// - Throws: `RunError` of kind `corrupt` when the bytes are truncated or something else.
  package init(netCDF data: Data, name: String) throws(RunError) {
    self.init()
    guard !data.isEmpty else { throw RunError(.corrupt, "\(name) is empty; it is not a NetCDF file.") }
    do {
      try NetCDF.locked {
        try data.withUnsafeBytes { bytes in
          // The library asks for writable memory, but leaves it alone when it only reads.
          let memory = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
          var file: Int32 = 0
          try NetCDF.check(nc_open_mem("dataset", NC_NOWRITE, bytes.count, memory, &file))
          defer { nc_close(file) }
          try self.read(file)
        }
      }
    } catch {
      let message = (error as? NetCDF.Failure)?.message ?? "\(error)"
      throw RunError(.corrupt, "\(name) is truncated or not a NetCDF file of Ravine (\(message)).")
    }
  }

  private mutating func read(_ file: Int32) throws {
    var counts = (dimensions: Int32(0), variables: Int32(0), attributes: Int32(0), unlimited: Int32(0))
    try NetCDF.check(nc_inq(file, &counts.dimensions, &counts.variables, &counts.attributes, &counts.unlimited))
    var names: [String] = []
    for dimension in 0..<counts.dimensions {
      var size = 0
      let name = try Self.name { nc_inq_dim(file, dimension, $0, &size) }
      names.append(name)
      sizes[name] = size
    }
    for number in 0..<counts.attributes {
      let name = try Self.name { nc_inq_attname(file, NC_GLOBAL, number, $0) }
      if let text = try Self.text(name, of: NC_GLOBAL, in: file) { attributes[name] = text }
    }
    for number in 0..<counts.variables { variables.append(try variable(number, in: file, dimensions: names)) }
    let order = attributes.removeValue(forKey: Self.orderAttribute)?.split(separator: " ").map(String.init) ?? []
    let ranks = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    variables.sort { ranks[$0.name] ?? .max < ranks[$1.name] ?? .max }
  }

  private func variable(_ number: Int32, in file: Int32, dimensions: [String]) throws -> Variable {
    var type: nc_type = 0
    var rank: Int32 = 0
    var indices = [Int32](repeating: 0, count: Int(NC_MAX_VAR_DIMS))
    let name = try Self.name { nc_inq_var(file, number, $0, &type, &rank, &indices, nil) }
    let own = indices.prefix(Int(rank)).map { dimensions[Int($0)] }
    let counts = own.map { sizes[$0] ?? 0 }
    let values = try Self.values(number, in: file, type: type, counts: counts)
    return Variable(
      name, dimensions: own, values, units: try Self.text("units", of: number, in: file) ?? "",
      longName: try Self.text("long_name", of: number, in: file) ?? "")
  }

  private static func values(_ number: Int32, in file: Int32, type: nc_type, counts: [Int]) throws -> Values {
    let count = counts.reduce(1, *)
    let starts = counts.map { _ in 0 }
    switch type {
    case NC_STRING:
      var words = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      if count > 0 { try NetCDF.check(nc_get_vara_string(file, number, starts, counts, &words)) }
      defer { nc_free_string(count, &words) }
      return .texts(words.map { $0.map { String(cString: $0) } ?? "" })
    case NC_FLOAT, NC_DOUBLE:
      var numbers = [Double](repeating: 0, count: count)
      if count > 0 { try NetCDF.check(nc_get_vara_double(file, number, starts, counts, &numbers)) }
      return .numbers(numbers)
    default:
      var numbers = [CLongLong](repeating: 0, count: count)
      if count > 0 { try NetCDF.check(nc_get_vara_longlong(file, number, starts, counts, &numbers)) }
      return .integers(numbers.map { Int($0) })
    }
  }

  private static func name(_ inquire: (UnsafeMutablePointer<CChar>?) -> Int32) throws -> String {
    var characters = [CChar](repeating: 0, count: Int(NC_MAX_NAME) + 1)
    try NetCDF.check(characters.withUnsafeMutableBufferPointer { inquire($0.baseAddress) })
    return String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A text attribute; `nil` if there is none or it is of another type.
  private static func text(_ name: String, of variable: Int32, in file: Int32) throws -> String? {
    var type: nc_type = 0
    var length = 0
    guard nc_inq_att(file, variable, name, &type, &length) == NC_NOERR, type == NC_CHAR else { return nil }
    var bytes = [UInt8](repeating: 0, count: length)
    try bytes.withUnsafeMutableBytes {
      try NetCDF.check(nc_get_att_text(file, variable, name, $0.bindMemory(to: CChar.self).baseAddress))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Dataset {
  /// Writes a NetCDF-4 file: under another name first, synced, renamed into place.
  package func write(to path: String) throws(RunError) { try AtomicFile.write(netCDF(), to: path) }

  /// Reads a NetCDF-4 file.
  package init(contentsOf path: String) throws(RunError) {
    guard let data = try AtomicFile.read(path) else { throw .failed("read", path, code: ENOENT) }
    try self.init(netCDF: data, name: path)
  }
}
