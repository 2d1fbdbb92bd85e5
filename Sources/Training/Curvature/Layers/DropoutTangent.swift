// SPDX-License-Identifier: GPL-3.0-or-later

/// A curvature is that of the network that drops nothing: y = x.
extension Dropout: TangentLayer {
  func forward<R: Real>(_ dual: DualBlock<R>) {
    let count = dual.value.rows * output.width
    dual.value.values(output).update(from: dual.value.values(input), count: count)
    if input.needsGradient { dual.tangent.values(output).update(from: dual.tangent.values(input), count: count) }
  }

  func backward<R: Real>(_ dual: DualBlock<R>) {
    guard input.needsGradient else { return }
    dual.pass((value: dual.value.gradient(output), tangent: dual.tangent.gradient(output)), to: input)
  }
}
