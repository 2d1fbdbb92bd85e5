// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Testing

@Suite struct NetCDFTests {
  private var rich: Dataset {
    var dataset = Dataset()
    dataset.attributes = ["title": "Über die Schlucht", "Conventions": "CF-1.11", "empty": ""]
    dataset.add("temperature", [0.5, 0.25], over: ["temperature": 2], units: "1", longName: "k_B T")
    dataset.add("dynamics.time-step", [1e-3], over: ["dynamics.time-step": 1])
    dataset.add("method", ["first-passage", "", "θ ☃"], over: ["method": 3])
    dataset.add(
      "rate", [1, -0.0, .nan, .infinity, .leastNonzeroMagnitude, 1.7976931348623157e308],
      over: ["temperature": 2, "method": 3],
      units: "1/time", longName: "escape rate")
    dataset.add("count", [Int.max, Int.min], over: ["temperature": 2])
    dataset.add("seed", [2026])
    dataset.add("answer", ["one"])
    dataset.add("nobody", [Double](), over: ["arrived": 0, "method": 3])
    dataset.add("nothing", [Int](), over: ["arrived": 0])
    dataset.add("no_words", [String](), over: ["arrived": 0])
    return dataset
  }

  @Test func whatIsWrittenReadsBackBitForBit() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/a #1 strange:name?.nc"
    try rich.write(to: path)
    let back = try Dataset(contentsOf: path)
    // NaN is not equal to itself, so numbers are compared by their bits.
    for (one, other) in zip(rich.variables, back.variables) {
      guard case .numbers(let before) = one.values, case .numbers(let after) = other.values else {
        #expect(one == other)
        continue
      }
      #expect(before.map(\.bitPattern) == after.map(\.bitPattern))
      #expect(one.name == other.name && one.dimensions == other.dimensions)
      #expect(one.units == other.units && one.longName == other.longName)
    }
    #expect(back.variables.count == rich.variables.count)
    #expect(back.sizes == rich.sizes)
    #expect(back.attributes == rich.attributes)
    #expect(scratch.names("") == ["a #1 strange:name?.nc"])
  }

  @Test func conventionsAreDeclared() throws {
    #expect(try Dataset(netCDF: Dataset().netCDF(), name: "").attributes == ["Conventions": "CF-1.11"])
  }

  @Test func smallFilesAreSmall() throws { #expect(try data(1).netCDF().count < 16_384) }

  @Test func sizesAndValuesMustAgree() {
    var dataset = Dataset()
    dataset.add("x", [1.0, 2.0], over: ["a": 3, "b": 1])
    #expect(message { try dataset.netCDF() } == "variable 'x' has 2 values over (a = 3, b = 1).")
  }

  @Test func everyTruncationIsNoticed() throws {
    let whole = try data(1).netCDF()
    for count in [1, 7, 100, whole.count / 2, whole.count - 1] {
      #expect(
        message { try Dataset(netCDF: whole.prefix(count), name: "x.nc") }.hasPrefix(
          "x.nc is truncated or not a NetCDF file of Ravine ("), "\(count) of \(whole.count) bytes")
    }
    #expect(message { try Dataset(netCDF: Data(), name: "x.nc") } == "x.nc is empty; it is not a NetCDF file.")
  }

  @Test func foreignFilesAreRefused() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/x.nc"
    _ = FileManager.default.createFile(atPath: path, contents: Data("not a data set".utf8))
    #expect(
      message { try Dataset(contentsOf: path) }
        == "\(path) is truncated or not a NetCDF file of Ravine (NetCDF: Unknown file format).")
    #expect(
      message { try Dataset(contentsOf: "\(scratch.path)/none.nc") }
        == "\(scratch.path)/none.nc cannot be read: no such file or directory.")
  }

  @Test func manyThreadsMayWriteAndRead() throws {
    let scratch = try Scratch()
    DispatchQueue.concurrentPerform(iterations: 64) { index in
      let path = "\(scratch.path)/\(index % 8)-\(index).nc"
      #expect(throws: Never.self) { try data(index).write(to: path) }
      #expect((try? Dataset(contentsOf: path).numbers("time")) == data(index).numbers("time"))
    }
  }

  /// HDF5 prints its errors on every thread except the one that first used NetCDF, unless it is told not to.
  @Test func errorsOfHDF5AreNotPrinted() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let whole = try data(1).netCDF()
      let thread = Thread { _ = try? Dataset(netCDF: whole.prefix(whole.count / 2), name: "x") }
      thread.start()
      while !thread.isFinished { usleep(1000) }
      exit(0)
    }
    let printed = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(!printed.contains("HDF5-DIAG"), "\(printed)")
  }
}
