// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Settings
import TestSupport
import Testing
import Training

@testable import Grokking

/// Networks of few weights: the same loss as by layers, for many walkers at once, with exact curvatures.
struct SmallNetworkTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var model: any Model
    var task: any LearningTask
    var loss: Loss = .squaredError(mean: .elements, codes: .oneHot)
  }

  static let cases: [Case] = {
    let regression = GivenRows.regression(rows: 9, inputs: 3, outputs: 2, seed: 1)
    let classes = GivenRows.classes(rows: 12, inputs: 2, classes: 3, seed: 2)
    var cases: [Case] = []
    for widths in [[], [1], [3], [2, 3]] {
      if let model = try? DeepLinear(widths: widths) {
        cases.append(Case(testDescription: "linear \(widths)", model: model, task: regression))
      }
    }
    for activation in Activation.allCases {
      guard let model = try? MultilayerPerceptron(widths: [4, 3], activation: activation) else { continue }
      cases.append(Case(testDescription: "\(activation), regression", model: model, task: regression))
      cases.append(Case(testDescription: "\(activation), classes", model: model, task: classes, loss: .crossEntropy))
      cases.append(
        Case(
          testDescription: "\(activation), unit vectors", model: model, task: classes,
          loss: .squaredError(mean: .rows, codes: .oneHot)))
    }
    if let model = try? QuadraticNetwork(width: 4), let task = try? ModularArithmetic(.sum, modulus: 5) {
      cases.append(Case(testDescription: "two-hot", model: model, task: task, loss: .crossEntropy))
    }
    return cases
  }()

  @Test("the loss, its slope and its accuracy are those of the layers", arguments: cases) func layers(_ item: Case)
    throws
  {
    let potential = try item.task.potential(item.model, loss: item.loss, confinement: 0.1)
    #expect(potential.dense != nil)
    let place = potential.initialPosition(of: 3)
    var slopes = [Double](repeating: 0, count: place.count)
    var output = slopes.mutableSpan
    let found = potential.surface.gradient(
      at: place.span, rows: potential.train.span, stiffness: 0.1, into: &output)
    let square = place.reduce(0) { $0 + $1 * $1 }
    #expect(agree(potential.energy(at: place), found.loss + 0.05 * square, relative: 1e-12))
    let length = slopes.reduce(0) { max($0, abs($1)) }
    for (own, layers) in zip(potential.gradient(at: place), slopes) { #expect(abs(own - layers) < 1e-12 * length) }
  }

  /// Differences do not see the slope where they step over the kink of a relu.
  @Test(
    "the slope is that of the loss, the Hessian that of the slope",
    arguments: cases.filter { !$0.testDescription.contains("relu") })
  func derivatives(_ item: Case) throws {
    let potential = try item.task.potential(item.model, loss: item.loss, confinement: 0.1)
    let place = potential.initialPosition(of: 5)
    let d = place.count
    let (gradient, hessian) = (potential.gradient(at: place), potential.hessian(at: place))
    let (slope, curvature) = (gradient.map { abs($0) }.max() ?? 0, hessian.map { abs($0) }.max() ?? 0)
    func stencil(_ function: ([Double]) -> Double, _ c: Int) -> Double {
      let h = 1e-3
      return [(-2.0, 1.0), (-1.0, -8.0), (1.0, 8.0), (2.0, -1.0)].reduce(0) { sum, term in
        var moved = place
        moved[c] += term.0 * h
        return sum + term.1 * function(moved) / (12 * h)
      }
    }
    for c in 0..<d {
      #expect(abs(stencil({ potential.energy(at: $0) }, c) - gradient[c]) < 1e-8 * slope)
      for i in stride(from: c % 3, to: d, by: 3) {
        #expect(abs(stencil({ potential.gradient(at: $0)[i] }, c) - hessian[i * d + c]) < 1e-8 * curvature)
        #expect(hessian[i * d + c] == hessian[c * d + i])
      }
    }
  }

  @Test("a walker's numbers do not depend on the walkers beside it", arguments: cases) func blocks(_ item: Case) throws
  {
    let potential = try item.task.potential(item.model, loss: item.loss, confinement: 0.1)
    let d = potential.dimension
    for count in [1, 2, 7, 8, 9, 19] {
      let points = (0..<UInt32(count)).map { potential.initialPosition(of: $0) }
      let positions = (0..<d).flatMap { c in points.map { $0[c] } }
      var gradients = [Double](repeating: 0, count: d * count)
      var energies = [Double](repeating: 0, count: count)
      var slopes = gradients.mutableSpan
      potential.gradients(walkers: count, at: positions.span, into: &slopes)
      var heights = energies.mutableSpan
      potential.energies(walkers: count, at: positions.span, into: &heights)
      for w in 0..<count {
        #expect(energies[w] == potential.energy(at: points[w]))
        #expect((0..<d).map { gradients[$0 * count + w] } == potential.gradient(at: points[w]))
      }
    }
  }

  @Test("symmetries leave the loss as it is", arguments: cases) func symmetries(_ item: Case) throws {
    let potential = try item.task.potential(item.model, loss: item.loss, confinement: 0.1)
    let place = potential.initialPosition(of: 4)
    for symmetry in potential.symmetries {
      let image = symmetry.image(of: place)
      #expect(image != place)
      #expect(agree(potential.energy(at: image), potential.energy(at: place), relative: 1e-13))
    }
  }

  @Test("a linear network sees many rows as few") func reducedRows() throws {
    let task = GivenRows.regression(rows: 500, inputs: 4, outputs: 3, seed: 7, scale: 30)
    let potential = try task.potential(DeepLinear(widths: [2]), confinement: 0.1)
    let place = potential.initialPosition(of: 1)
    var slopes = [Double](repeating: 0, count: place.count)
    var output = slopes.mutableSpan
    let found = potential.surface.gradient(at: place.span, rows: potential.train.span, stiffness: 0, into: &output)
    let square = place.reduce(0) { $0 + $1 * $1 }
    #expect(agree(potential.energy(at: place), found.loss + 0.05 * square, relative: 1e-12))
    #expect(potential.costPerStep < 1000)
  }

  @Test("large networks and those in single precision are not searched, and say why") func notSearched() throws {
    let task = GivenRows.regression(rows: 9, inputs: 3, outputs: 2, seed: 1)
    let single = try task.potential(DeepLinear(widths: [1]), precision: .single)
    #expect(!single.isSearchable && single.walkersPerBlock == 1 && Landscape(of: single).wells.isEmpty)
    #expect(
      single.searchObjection
        == "wells and curvatures of a network are searched for with 'precision: double', and this is single")
    let large = try task.potential(DeepLinear(widths: [101]))
    #expect(
      large.searchObjection
        == "the network has 505 weights, and wells and curvatures are searched for with at most 500")
    #expect(try task.potential(DeepLinear(widths: [100])).isSearchable)
  }
}
