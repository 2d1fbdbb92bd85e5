// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import TestSupport
import Testing

@testable import Potentials

/// Diffusion coefficients that stand in a table.
struct MobilityTableTests {
  private static func table(
    _ places: [Double], _ values: [Double], boundary: Boundary = .free
  ) throws -> MobilityTable {
    try MobilityTable(
      places: places, values: values, lines: places.indices.map { $0 + 2 }, along: 0, boundaries: [boundary])
  }

  @Test func passesThroughItsRowsAndOvershootsNowhere() throws {
    let places = [-2.0, -1, -0.5, 0, 0.2, 1, 3]
    let values = [1e-3, 1e-3, 5e-2, 1e-2, 1e-2, 8, 0.5]
    let table = try Self.table(places, values)
    for (x, d) in zip(places, values) { #expect(agree(table.energy(at: [x]), d, relative: 1e-14)) }
    for index in 0...10000 {
      let x = -3 + 7 * Double(index) / 10000
      let d = table.energy(at: [x])
      let cell = places.lastIndex { $0 <= x } ?? 0
      let ends = [values[cell], values[min(cell + 1, values.count - 1)]].sorted()
      #expect(d >= ends[0] * (1 - 1e-12) && d <= ends[1] * (1 + 1e-12), "\(x): \(d)")
      let h = 1e-6
      if !places.contains(where: { abs($0 - x) < 2 * h }) {
        let slope = (table.energy(at: [x + h]) - table.energy(at: [x - h])) / (2 * h)
        #expect(abs(slope - table.gradient(at: [x])[0]) < 1e-5 * max(1, abs(slope)))
      }
    }
    #expect(table.gradient(at: [-5]) == [0] && table.energy(at: [9]) == table.energy(at: [3]))
  }

  /// Rows in the other order make the same function; a line in ln D stays one.
  @Test func orderAndExponentials() throws {
    let places = (0...10).map { Double($0) * Double($0) / 10 - 3 }
    let values = places.map { exp(0.7 * $0) }
    let (up, down) = (try Self.table(places, values), try Self.table(places.reversed(), values.reversed()))
    for x in stride(from: -2.9, to: 6.9, by: 0.173) {
      #expect(up.energy(at: [x]) == down.energy(at: [x]))
      #expect(agree(up.energy(at: [x]), exp(0.7 * x), relative: 1e-12))
    }
  }

  /// Round a circle it does not matter where the table is cut, nor whether its first row comes again at its end.
  @Test func circle() throws {
    let n = 24
    let circle = Boundary.periodic(0...2 * .pi)
    func table(from first: Int, closed: Bool) throws -> MobilityTable {
      let places = (first..<first + n + (closed ? 1 : 0)).map { 2 * .pi * Double($0) / Double(n) }
      return try Self.table(places, places.map { 1 + 0.5 * sin($0) }, boundary: circle)
    }
    let tables = [
      try table(from: 0, closed: false), try table(from: 0, closed: true), try table(from: 7, closed: false),
      try table(from: -3, closed: true),
    ]
    for x in stride(from: 0.01, to: 6.28, by: 0.0717) {
      let values = tables.map { $0.energy(at: [x]) }
      for value in values { #expect(agree(value, values[0], relative: 1e-9), "\(x): \(values)") }
      #expect(agree(values[0], 1 + 0.5 * sin(x), relative: 0.01))
    }
  }

  @Test func badRowsAreToldWithTheirLine() {
    func problem(_ places: [Double], _ values: [Double], _ boundary: Boundary = .free) -> TableProblem? {
      do {
        _ = try Self.table(places, values, boundary: boundary)
        return nil
      } catch { return error as? TableProblem }
    }
    #expect(problem([0, 1, 2], [1, -1, 1])?.line == 3)
    #expect(problem([0, 1, 2], [1, 0, 1])?.message == "the value is 0 at 1; it must be positive.")
    #expect(problem([0, 1, 1], [1, 1, 1])?.message == "the place 1 stands twice.")
    #expect(problem([0, 2, 1], [1, 1, 1])?.line == 4)
    #expect(problem([0, .infinity], [1, 1])?.line == 3)
    #expect(problem([0], [1]) != nil)
    #expect(problem([0, 1, 2], [1, 1, 1], .periodic(0...6)) != nil)
    #expect(problem([0, 1, 2], [1, 1, 2], .periodic(0...2))?.line == 4)
  }
}
