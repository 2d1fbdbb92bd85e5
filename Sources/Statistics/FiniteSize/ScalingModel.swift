// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A family of dependences on the size: m(r, L) = L^{−κ}·g(x), x = (r − c_L)·L^y, with a free curve g.
///
/// With one critical point c_L = r_c and y = 1/ν, κ = β/ν it is finite-size scaling; a shift of the rise by a·L^{−1/ν} is in g.
/// With a center for each size and y = 0 it is a crossover: the rise may move, its width stays.
struct ScalingModel: Sendable, Equatable {
  /// Whether all sizes share their center, r_c.
  var hasCommonCenter: Bool
  /// Whether y is fitted; else it is zero.
  var fitsExponent = true
  /// κ where it is given; `nil` where it is fitted.
  var amplitude: Double?

  /// How many parameters there are beside the curve.
  func parameterCount(sizes: Int) -> Int {
    (hasCommonCenter ? 1 : sizes - 1) + (fitsExponent ? 1 : 0) + (amplitude == nil ? 1 : 0)
  }

  /// y of a set of parameters.
  func exponent(_ parameters: [Double], sizes: Int) -> Double {
    fitsExponent ? parameters[hasCommonCenter ? 1 : sizes - 1] : 0
  }

  /// κ of a set of parameters.
  func amplitude(_ parameters: [Double]) -> Double { amplitude ?? parameters.last ?? 0 }
}

/// Cells and a model: what is minimized over the model's parameters, the best curve being found for each of them.
///
/// Sizes enter as ℓ = ln L less its mean, control parameters in units of half their range about its middle.
struct ScalingProblem: Sendable {
  /// ℓ of each size.
  let logSizes: [Double]
  /// Which size each cell has.
  let owners: [Int]
  /// The control parameter of each cell.
  let controls: [Double]
  /// The standard error of each cell.
  let errors: [Double]
  /// What no error is smaller than: a curve of a few knots follows no closer.
  let errorFloor: Double
  let model: ScalingModel
  /// Where centers are free: that of the size in the middle, which only shifts g and is therefore given.
  let gauge: Double
  /// The knots of g.
  var basis: SplineBasis

  /// The size whose center is given where centers are free.
  var gaugeSize: Int { logSizes.count / 2 }
  /// How many parameters there are beside the curve.
  var parameterCount: Int { model.parameterCount(sizes: logSizes.count) }
  /// Cells less parameters, those of the curve included.
  var degreesOfFreedom: Int { owners.count - parameterCount - basis.count }

  /// c_L.
  func center(of size: Int, _ parameters: [Double]) -> Double {
    if model.hasCommonCenter { return parameters[0] }
    if size == gaugeSize { return gauge }
    return parameters[size < gaugeSize ? size : size - 1]
  }

  /// x of all cells.
  func coordinates(_ parameters: [Double]) -> [Double] {
    let y = model.exponent(parameters, sizes: logSizes.count)
    let factors = logSizes.map { exp(y * $0) }
    let centers = logSizes.indices.map { center(of: $0, parameters) }
    return owners.indices.map { (controls[$0] - centers[owners[$0]]) * factors[owners[$0]] }
  }

  /// L^{−κ} of each size.
  func amplitudes(_ parameters: [Double]) -> [Double] {
    let kappa = model.amplitude(parameters)
    return logSizes.map { exp(-kappa * $0) }
  }

  /// Arrays that one evaluation after another uses.
  struct Workspace {
    var design: [Double] = []
    var normal: [Double] = []
    var curve: [Double] = []
    var residuals: [Double] = []
  }

  /// χ² with the best curve; residuals in standard errors and the curve's values are left in the workspace.
  func evaluate(_ values: [Double], _ parameters: [Double], _ work: inout Workspace) -> Double {
    let count = owners.count
    let width = basis.count
    if work.design.count != count * width {
      work.design = [Double](repeating: 0, count: count * width)
      work.normal = [Double](repeating: 0, count: width * width)
      work.residuals = [Double](repeating: 0, count: count)
    }
    work.curve = [Double](repeating: 0, count: width)
    let x = coordinates(parameters)
    let factors = amplitudes(parameters)
    for cell in 0..<count {
      basis.fill(&work.design, from: cell * width, at: x[cell], times: factors[owners[cell]] / errors[cell])
    }
    for entry in work.normal.indices { work.normal[entry] = 0 }
    for cell in 0..<count {
      let start = cell * width
      let value = values[cell] / errors[cell]
      for i in 0..<width {
        let entry = work.design[start + i]
        guard entry != 0 else { continue }
        work.curve[i] += entry * value
        for j in 0...i { work.normal[i * width + j] += entry * work.design[start + j] }
      }
    }
    Self.solve(&work.normal, &work.curve, width)
    var sum = 0.0
    for cell in 0..<count {
      var fitted = 0.0
      for i in 0..<width { fitted += work.design[cell * width + i] * work.curve[i] }
      let residual = values[cell] / errors[cell] - fitted
      work.residuals[cell] = residual
      sum += residual * residual
    }
    return sum
  }

  /// Cholesky with a trace of damping, so that a part of the curve that no cell lies on does no harm.
  static func solve(_ matrix: inout [Double], _ right: inout [Double], _ width: Int) {
    let largest = (0..<width).reduce(0) { max($0, matrix[$1 * width + $1]) }
    for i in 0..<width { matrix[i * width + i] += 1e-11 * largest + .leastNormalMagnitude }
    for i in 0..<width {
      for j in 0...i {
        var sum = matrix[i * width + j]
        for k in 0..<j { sum -= matrix[i * width + k] * matrix[j * width + k] }
        matrix[i * width + j] = i == j ? max(sum, 1e-14 * largest).squareRoot() : sum / matrix[j * width + j]
      }
      var sum = right[i]
      for k in 0..<i { sum -= matrix[i * width + k] * right[k] }
      right[i] = sum / matrix[i * width + i]
    }
    for i in stride(from: width - 1, through: 0, by: -1) {
      var sum = right[i]
      for k in i + 1..<max(i + 1, width) { sum -= matrix[k * width + i] * right[k] }
      right[i] = sum / matrix[i * width + i]
    }
  }
}
