// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels
package import Randomness

extension Real {
  /// y[r] ← Σₜ table_t[index_t[r]] for rows of a width, over one table or more.
  ///
  /// - Parameters:
  ///   - tables: `tableCount` pointers.
  ///   - indices: `tableCount` pointers to `rows` row numbers.
  package static func gatherSum(
    tables: UnsafePointer<UnsafePointer<Self>>, indices: UnsafePointer<UnsafePointer<Int32>>, tableCount: Int,
    rows: Int, width: Int, into y: UnsafeMutablePointer<Self>
  ) {
    gatherActivate(
      .identity, tables: tables, indices: indices, tableCount: tableCount, bias: nil, rows: rows, width: width,
      input: nil, into: y)
  }

  /// z[r] ← bias + Σₜ table_t[index_t[r]], y[r] ← activation(z[r]): a layer whose linear map was applied to the rows of the
  /// tables before their rows are gathered.
  ///
  /// - Parameters:
  ///   - tables: `tableCount` pointers.
  ///   - indices: `tableCount` pointers to `rows` row numbers.
  ///   - z: where z is kept, for activations that need their input; it may be nil.
  package static func gatherActivate(
    _ activation: Activation, tables: UnsafePointer<UnsafePointer<Self>>,
    indices: UnsafePointer<UnsafePointer<Int32>>, tableCount: Int, bias: UnsafePointer<Self>?, rows: Int, width: Int,
    input z: UnsafeMutablePointer<Self>?, into y: UnsafeMutablePointer<Self>
  ) {
    passes.pointee.gather_sum(
      UnsafeRawPointer(tables).assumingMemoryBound(to: UnsafeRawPointer.self), indices, tableCount,
      activation.rawValue, bias, rows, width, z, y)
  }

  /// table[index[r]] += gradient[r] for the columns of a range, rows in order.
  package static func scatterAdd(
    _ gradient: UnsafePointer<Self>, index: UnsafePointer<Int32>, rows: Int, width: Int, columns: Range<Int>,
    into table: UnsafeMutablePointer<Self>
  ) {
    passes.pointee.scatter_add(gradient, index, rows, width, columns.lowerBound, columns.count, table)
  }

  /// Dropout: y ← x/(1 − rate) where a random number keeps the element, else 0; y may be x. The backward pass is the
  /// same call on the gradient.
  ///
  /// Element e of the noise takes word ⌊e/16⌋ mod 4 of block 16⌊e/64⌋ + e mod 16 of the walker's stream and is
  /// dropped if the word is below rate·2³².
  ///
  /// - Parameters:
  ///   - rate: the probability to be dropped, in [0, 1).
  ///   - first: the number e of the first element.
  package static func dropout(
    _ x: UnsafePointer<Self>, count: Int, rate: Double, stream: StreamName, walker: UInt32, first: UInt64,
    into y: UnsafeMutablePointer<Self>
  ) {
    passes.pointee.dropout(x, count, rate, stream.seed, stream.task.bits, stream.purpose.rawValue, walker, first, y)
  }
}
