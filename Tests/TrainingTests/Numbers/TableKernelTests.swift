// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Randomness
import Testing
import Training

/// Rows of tables, and dropout, on every instruction set.
struct TableKernelTests {
  func gather<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for (count, rows, width) in [(1, 1, 1), (1, 33, 7), (2, 45, 200), (3, 7, 33), (9, 5, 30), (17, 2, 1000)] {
      let tables: [[R]] = (0..<count).map { _ in numbers.normal(11 * width) }
      let indices = (0..<count).map { _ in numbers.indices(rows, below: 11) }
      let bias: [R] = numbers.normal(width)
      let rowCount = rows * width
      // Arrays of pointers into one piece of memory each.
      let (table, index) = (tables.flatMap { $0 }, indices.flatMap { $0 })
      for activation in Activation.allCases {
        var (y, z) = ([R](repeating: .nan, count: rowCount), [R](repeating: .nan, count: rowCount))
        var (expected, expectedInput) = (y, z)
        table.withUnsafeBufferPointer { table in
          index.withUnsafeBufferPointer { index in
            guard let table = table.baseAddress, let index = index.baseAddress else { return }
            let pointers = (0..<count).map { table + $0 * 11 * width }
            let rowNumbers = (0..<count).map { index + $0 * rows }
            PlainPasses.gatherActivate(
              activation, tables: pointers, indices: rowNumbers, tableCount: count, bias: bias, rows: rows,
              width: width, input: &expectedInput, into: &expected)
            kernels.gather_sum(
              pointers.map { UnsafeRawPointer($0) }, rowNumbers, count, activation.rawValue, bias, rows, width, &z, &y)
          }
        }
        // Sums of many tables may be taken in another order.
        #expect(largestError(z, expectedInput, scale: R(count)) <= (count < 4 ? 0 : 4))
        #expect(largestError(y, expected, scale: R(count * count)) <= 8)
      }
    }
  }

  @Test("gathered rows are the twin's", arguments: TrainingKernels.levels)
  func gather(level: Int32) throws {
    try gather(level, Float.self)
    try gather(level, Double.self)
  }

  func scatter<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for (rows, width) in [(1, 1), (33, 7), (1000, 33), (50, 200)] {
      let gradient: [R] = numbers.normal(rows * width)
      let index = numbers.indices(rows, below: 5)
      let start: [R] = numbers.normal(5 * width)
      var (expected, whole, parts) = (start, start, start)
      PlainPasses.scatterAdd(gradient, index: index, rows: rows, width: width, columns: 0..<width, into: &expected)
      kernels.scatter_add(gradient, index, rows, width, 0, width, &whole)
      for (begin, end) in [(0, width / 3), (width / 3, width)] {
        kernels.scatter_add(gradient, index, rows, width, begin, end - begin, &parts)
      }
      // Rows are added in order, so these are the same operations.
      #expect(whole == expected)
      #expect(parts == expected)
    }
  }

  @Test("scattered rows are the twin's, in whole rows and in ranges of columns", arguments: TrainingKernels.levels)
  func scatter(level: Int32) throws {
    try scatter(level, Float.self)
    try scatter(level, Double.self)
  }

  static let stream = StreamName(seed: 0x1234_5678_9abc_def0, task: 7, purpose: .dropout)

  func dropout<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for count in TrainingKernels.sizes {
      let x: [R] = numbers.normal(count)
      // The last of them crosses the boundary of 32 bits in the number of the block.
      for first: UInt64 in [0, 5, 64, 1_000_003, 4 << 32 - 100] {
        for rate in [0, 0.1, 0.5, 0.999] {
          var (expected, y) = (x, x)
          PlainPasses.dropout(
            x, count: count, rate: rate, stream: Self.stream, walker: 3, first: first, into: &expected)
          kernels.dropout(
            x, count, rate, Self.stream.seed, Self.stream.task.bits, Self.stream.purpose.rawValue, 3, first, &y)
          #expect(y == expected)
        }
      }
    }
  }

  @Test("dropout drops what the twin drops", arguments: TrainingKernels.levels)
  func dropout(level: Int32) throws {
    try dropout(level, Float.self)
    try dropout(level, Double.self)
  }

  @Test("dropout drops at its rate, keeps the mean, and takes the same elements backward")
  func dropoutRate() {
    let count = 100_000
    let ones = [Float](repeating: 1, count: count)
    var (y, gradient) = (ones, ones)
    Float.dropout(ones, count: count, rate: 0.3, stream: Self.stream, walker: 0, first: 17, into: &y)
    Float.dropout(ones, count: count, rate: 0.3, stream: Self.stream, walker: 0, first: 17, into: &gradient)
    #expect(y == gradient)
    #expect(Set(y) == [0, 1 / 0.7])
    let dropped = Double(y.count { $0 == 0 })
    #expect(abs(dropped - 0.3 * Double(count)) < 4 * (0.21 * Double(count)).squareRoot())
  }
}
