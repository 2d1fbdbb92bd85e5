// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
import Randomness
import Synchronization
import Training

/// What is known of a small network's landscape before it is searched: its symmetries, and, once it is asked for, how large
/// its weights are where the loss is low.
final class NetworkSearch: Sendable {
  /// Exchanges of neighboring hidden units, and mirrors of each where the activation is odd or even.
  let symmetries: [SignedPermutation]
  private let reach = Mutex<Double?>(nil)

  /// - Parameter problem: what is learned by what; `nil` where nothing is known but the number of weights.
  init(_ problem: LearningProblem?, dimension: Int) {
    let chain = problem.flatMap { try? DenseChain($0.model, loss: $0.loss, examples: $0.examples) }
    symmetries = chain.map { Self.symmetries(of: $0, dimension: dimension) } ?? []
  }

  /// For odd φ the signs of a unit's incoming and outgoing weights change together, for even φ those of the incoming alone.
  private static func symmetries(of chain: DenseChain, dimension: Int) -> [SignedPermutation] {
    var result: [SignedPermutation] = []
    for layer in chain.hiddenLayers {
      let mirrored: (DenseChain.Unit) -> [Int] =
        switch layer.activation {
        case .identity, .tanh: { $0.incoming + $0.outgoing }
        case .quadratic: { $0.incoming }
        case .relu, .gelu: { _ in [] }
        }
      for unit in layer.units where !mirrored(unit).isEmpty {
        var mirror = SignedPermutation(identity: dimension)
        for coordinate in mirrored(unit) { mirror.mirror(coordinate) }
        result.append(mirror)
      }
      for (first, second) in zip(layer.units, layer.units.dropFirst()) {
        var exchange = SignedPermutation(identity: dimension)
        for (a, b) in zip(first.incoming + first.outgoing, second.incoming + second.outgoing) { exchange.swap(a, b) }
        result.append(exchange)
      }
    }
    return result
  }

  /// How far from zero weights matter: half as far again as at the lowest points that descents from initial weights reach.
  ///
  /// The same for all weights, so that the window has every symmetry that the network has.
  func reach(_ find: () -> Double) -> Double {
    reach.withLock { known in
      if let known { return known }
      let found = find()
      known = found
      return found
    }
  }
}

extension NetworkPotential: SearchedPotential, GuidedPotential {
  /// Whether it is small enough, and computed precisely enough, for wells and saddles to be searched for.
  package var isSearchable: Bool { isDouble && dimension <= Self.mostSearched }

  /// The number of weights with its limit, or the precision.
  package var searchObjection: String? {
    guard dimension <= Self.mostSearched else {
      return "the network has \(dimension) weights, and wells and curvatures are searched for with at most "
        + "\(Self.mostSearched)"
    }
    return isDouble
      ? nil : "wells and curvatures of a network are searched for with 'precision: double', and this is single"
  }

  /// Found by the search, when one is asked for.
  package var wells: [Well] { landscape.wells }
  /// Found by the search, when one is asked for.
  package var saddles: [Saddle] { landscape.saddles }

  /// w1, w2, …
  package var coordinateNames: [String] { (1...max(dimension, 1)).map { "w\($0)" } }

  package var symmetries: [SignedPermutation] { guide.symmetries }

  /// The empty network, and the initial weights of some replicas.
  package var searchStarts: [[Double]] {
    [Array(repeating: 0, count: dimension)] + (0..<Self.searchedReplicas).map { initialPosition(of: $0) }
  }

  private static let searchedReplicas: UInt32 = 8

  /// Between −1 and 1 for each weight of large networks, the order of magnitude of weights; of small ones about half as far
  /// again as the weights at minima. A walker beyond 10⁶ times that is lost.
  package var window: [ClosedRange<Double>] {
    let reach = isSearchable ? guide.reach { reachOfMinima } : 1
    return Array(repeating: -reach...reach, count: dimension)
  }

  /// One and a half times the largest weight where descents from initial weights end, or as large as those where all end at 0.
  private var reachOfMinima: Double {
    let starts = searchStarts.dropFirst()
    let size = starts.joined().reduce(0) { max($0, abs($1)) }
    var largest = 0.0
    for start in starts {
      // A descent that leaves its box is made in a larger one.
      var reach = 4 * max(size, 1e-3)
      for _ in 0..<8 {
        if let end = StationaryPoint.descended(NetworkInBox(network: self, reach: reach), from: start) {
          largest = max(largest, end.reduce(0) { max($0, abs($1)) })
          break
        }
        reach *= 8
      }
    }
    return largest > 1e-6 * size && largest.isFinite ? 1.5 * largest : max(size, 1e-3)
  }

  /// Exact where the network is a chain of dense maps, else by fourth-order differences of the gradient.
  package func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    if let dense { return dense.hessian(at: position, into: &hessian) }
    NetworkInBox(network: self, reach: 1).hessian(at: position, into: &hessian)
  }
}

/// A network's loss in a window of a given size, with the Hessian that potentials have by default.
private struct NetworkInBox: Potential {
  let network: NetworkPotential
  let reach: Double
  var dimension: Int { network.dimension }
  var window: [ClosedRange<Double>] { Array(repeating: -reach...reach, count: dimension) }
  func energy(at position: Span<Double>) -> Double { network.energy(at: position) }
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    network.gradient(at: position, into: &gradient)
  }
}
