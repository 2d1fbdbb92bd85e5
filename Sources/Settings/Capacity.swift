// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What fits into this machine: sizes that a file states are held against it before anything is allocated.
package enum Capacity {
  /// The memory of the machine, in bytes.
  package static let memory = Double(ProcessInfo.processInfo.physicalMemory)

  /// The product of sizes; `nil` where it is more than can be counted.
  package static func product(_ factors: [Int]) -> Int? {
    factors.reduce(Optional(1)) { product, next in
      product.flatMap { product in
        let (result, overflow) = product.multipliedReportingOverflow(by: next)
        return overflow ? nil : result
      }
    }
  }

  /// Why so many numbers cannot be held; `nil` if they can.
  ///
  /// - Parameters:
  ///   - factors: how many numbers there are, as a product.
  ///   - copies: how many of each are held: gradients, moments.
  ///   - what: what they are, in the plural.
  package static func objection(to factors: [Int], copies: Double = 1, what: String) -> String? {
    let count = factors.reduce(1.0) { $0 * Double($1) }
    let bytes = 8 * count * copies
    if bytes <= memory, product(factors) != nil { return nil }
    return
      "\(what) are \(spelled(count)) numbers, which take \(spelled(bytes / 1e9)) GB, and this machine has \(spelled(memory / 1e9)) GB."
  }

  private static func spelled(_ number: Double) -> String {
    number < 1e6 ? "\(Int(clamped: number.rounded()))" : String(format: "%.1e", number)
  }
}

extension Int {
  /// The whole part of a number; the nearest that can be counted where it is too large, and 0 where it is no number.
  package init(clamped number: Double) {
    self = number.isNaN ? 0 : Int(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
  }

  /// The same, at most 2⁶⁰: what can be added to and doubled a few times.
  package init(countable number: Double) {
    self = Int(clamped: Swift.min(Swift.max(number, -0x1p60), 0x1p60))
  }
}
