// SPDX-License-Identifier: GPL-3.0-or-later
internal import CGSL

/// A name that no generator has.
package struct UnknownGenerator: Error, Sendable, Equatable, CustomStringConvertible {
  /// The name that was asked for.
  package var name: String

  /// A sentence without a place.
  package var description: String { "unknown random number generator '\(name)'" }
}

/// The generators of GSL and our own under their GSL names, found once.
struct GSLGeneratorTypes: @unchecked Sendable {
  // Unchecked because it holds pointers: they lead to constants of the library, and to one of ours that is never freed.
  let types: [String: UnsafePointer<gsl_rng_type>]
  let names: [String]

  static let all = GSLGeneratorTypes()

  private init() {
    // Bad arguments come back as error codes instead of ending the program.
    gsl_set_error_handler_off()
    var found = [PhiloxGenerator.type]
    if var next = gsl_rng_types_setup() {
      while let type = next.pointee {
        found.append(type)
        next += 1
      }
    }
    let named = found.map { (String(cString: $0.pointee.name), $0) }
    names = named.map(\.0)
    types = Dictionary(named) { first, _ in first }
  }

  static func named(_ name: String) throws -> UnsafePointer<gsl_rng_type> {
    guard let type = all.types[name] else { throw UnknownGenerator(name: name) }
    return type
  }
}
