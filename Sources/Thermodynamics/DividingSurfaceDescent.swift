// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

extension DividingSurface {
  /// Whether a descent within the hyperplane leads from a point of it to the saddle, and not into another pass.
  ///
  /// Steepest descent in thermal lengths of the stable directions, in which the pass is round; steps grow while the energy
  /// falls and are halved where it would not. On a surface of one dimension there is no way round a crest.
  func belongs(_ point: [Double], temperature: Double) -> Bool {
    guard potential.dimension > 2 else { return false }
    let lengths = lengths(temperature: temperature)
    let stable = Array(spectrum.directions.dropFirst())
    var place = stable.indices.map { mode in
      zip(zip(point, spectrum.position), stable[mode]).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 } / lengths[mode]
    }
    func position(_ place: [Double]) -> [Double] {
      var result = spectrum.position
      for (component, (vector, length)) in zip(place, zip(stable, lengths)) {
        for axis in result.indices { result[axis] += component * length * vector[axis] }
      }
      return result
    }
    var here = potential.energy(at: position(place).span)
    var step = 0.1
    for _ in 0..<Self.longestDescent {
      if place.reduce(0, { $0 + $1 * $1 }) < Self.nearness { return true }
      let slope = potential.gradient(at: position(place))
      let slopes = stable.indices.map { mode in
        zip(slope, stable[mode]).reduce(0) { $0 + $1.0 * $1.1 } * lengths[mode] / temperature
      }
      let norm = slopes.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard norm > 1e-9, step > 1e-9 else { return false }
      // No step longer than half a thermal length, so that none jumps over a crest.
      let length = min(step * norm, 0.5)
      let next = zip(place, slopes).map { $0 - length * $1 / norm }
      let energy = potential.energy(at: position(next).span)
      if energy < here {
        (place, here, step) = (next, energy, step * 1.5)
      } else {
        step /= 4
      }
    }
    return false
  }

  /// Steps of a descent; one that has not arrived by then is on its way along another valley.
  private static let longestDescent = 400
  /// The square of half a thermal length.
  private static let nearness = 0.25
}
