// SPDX-License-Identifier: GPL-3.0-or-later

/// For a query q and keys kₜ with values vₜ, s_t = c q·kₜ with c = 1/√headWidth, p = softmax(s), y = Σₜ pₜ vₜ:
///
///     ṡₜ = c(q̇·kₜ + q·k̇ₜ)    ṗₜ = pₜ(ṡₜ − Σ p ṡ)    ẏ = Σₜ ṗₜ vₜ + pₜ v̇ₜ
///
/// and backward, with aₜ = ȳ·vₜ, ȧₜ = ȳ̇·vₜ + ȳ·v̇ₜ and m = Σ p a:
///
///     s̄ₜ = pₜ(aₜ − m)    s̄̇ₜ = ṗₜ(aₜ − m) + pₜ(ȧₜ − ṁ)    v̄̇ₜ = ṗₜ ȳ + pₜ ȳ̇
///     q̄̇ = c Σₜ s̄̇ₜ kₜ + s̄ₜ k̇ₜ    k̄̇ₜ = c(s̄̇ₜ q + s̄ₜ q̇)
extension Attention: TangentLayer {
  /// One head of one row.
  private struct Place<R: Real> {
    var rowInBlock: Int
    var head: Int
    var index: UnsafePointer<Int32>
    var keys: Int
    /// Where the row's query begins in the table of queries.
    var query: Int
    /// Where the row's probabilities begin.
    var probabilities: Int
  }

  private var headSize: Int { output.width / heads }

  private func forEachHead<R: Real>(_ block: Block<R>, _ body: (Place<R>) -> Void) {
    let list = block.lists[keyList]
    for number in 0..<list.runCount {
      let run = list.runs[number]
      for row in max(run.first, block.start)..<max(min(run.end, block.start + block.rows), max(run.first, block.start))
      {
        let local = row - block.start
        let query = queryList.map { Int(block.index($0)[local]) } ?? local
        // The rows of a run lie side by side without gaps, from the run's first row in the block on.
        let first = max(run.first, block.start) - block.start
        for head in 0..<heads {
          body(
            Place(
              rowInBlock: local, head: head, index: list.entries + run.offset + (row - run.first) * run.keys,
              keys: run.keys, query: query * output.width + head * headSize,
              probabilities: first * probabilities.width + ((local - first) * heads + head) * run.keys))
        }
      }
    }
  }

  @inline(__always)
  private func dot<R: Real>(_ x: UnsafePointer<R>, _ y: UnsafePointer<R>) -> R {
    var sum = SIMD4<R>()
    var i = 0
    while i + 4 <= headSize {
      sum.addProduct(
        UnsafeRawPointer(x + i).loadUnaligned(as: SIMD4<R>.self),
        UnsafeRawPointer(y + i).loadUnaligned(as: SIMD4<R>.self))
      i += 4
    }
    var rest = sum.sum()
    while i < headSize {
      rest += x[i] * y[i]
      i += 1
    }
    return rest
  }

  /// y ← y + a x.
  @inline(__always)
  private func add<R: Real>(_ a: R, _ x: UnsafePointer<R>, to y: UnsafeMutablePointer<R>) {
    for i in 0..<headSize { y[i] += a * x[i] }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    forward(value)
    let scale = R(1 / Double(headSize).squareRoot())
    let isShared = queryList != nil
    let (q, qTangent) =
      isShared
      ? (value.table(queries), tangent.table(queries)) : (value.values(queries), tangent.values(queries))
    let (k, kTangent, v, vTangent) = (
      value.table(keys), tangent.table(keys), value.table(values), tangent.table(values)
    )
    let (p, pTangent) = (value.values(probabilities), tangent.values(probabilities))
    forEachHead(value) { place in
      let offset = place.head * headSize
      let (p, pTangent) = (p + place.probabilities, pTangent + place.probabilities)
      var mean = R.zero
      for t in 0..<place.keys {
        let key = Int(place.index[t]) * output.width + offset
        let slope = scale * (dot(qTangent + place.query, k + key) + dot(q + place.query, kTangent + key))
        pTangent[t] = slope
        mean += p[t] * slope
      }
      let y = tangent.values(output) + place.rowInBlock * output.width + offset
      for i in 0..<headSize { y[i] = 0 }
      for t in 0..<place.keys {
        let key = Int(place.index[t]) * output.width + offset
        pTangent[t] = p[t] * (pTangent[t] - mean)
        add(pTangent[t], v + key, to: y)
        add(p[t], vTangent + key, to: y)
      }
    }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    let scale = R(1 / Double(headSize).squareRoot())
    let isShared = queryList != nil
    let (q, qTangent) =
      isShared
      ? (value.table(queries), tangent.table(queries)) : (value.values(queries), tangent.values(queries))
    let queryGradients =
      isShared
      ? (value: value.tableGradient(queries), tangent: tangent.tableGradient(queries)) : dual.gradientsToAddTo(queries)
    let (k, kTangent, v, vTangent) = (
      value.table(keys), tangent.table(keys), value.table(values), tangent.table(values)
    )
    let (kGradient, kGradientTangent) = (value.tableGradient(keys), tangent.tableGradient(keys))
    let (vGradient, vGradientTangent) = (value.tableGradient(values), tangent.tableGradient(values))
    let (p, pTangent) = (value.values(probabilities), tangent.values(probabilities))
    forEachHead(value) { place in
      let offset = place.head * headSize
      let (p, pTangent) = (p + place.probabilities, pTangent + place.probabilities)
      let y = value.gradient(output) + place.rowInBlock * output.width + offset
      let yTangent = tangent.gradient(output) + place.rowInBlock * output.width + offset
      var (mean, meanTangent) = (R.zero, R.zero)
      for t in 0..<place.keys {
        let key = Int(place.index[t]) * output.width + offset
        let a = dot(y, v + key)
        mean += p[t] * a
        meanTangent += pTangent[t] * a + p[t] * (dot(yTangent, v + key) + dot(y, vTangent + key))
      }
      for t in 0..<place.keys {
        let key = Int(place.index[t]) * output.width + offset
        let a = dot(y, v + key) - mean
        let aTangent = dot(yTangent, v + key) + dot(y, vTangent + key) - meanTangent
        let slope = scale * p[t] * a
        let slopeTangent = scale * (pTangent[t] * a + p[t] * aTangent)
        add(p[t], y, to: vGradient + key)
        add(pTangent[t], y, to: vGradientTangent + key)
        add(p[t], yTangent, to: vGradientTangent + key)
        add(slope, k + key, to: queryGradients.value + place.query)
        add(slopeTangent, k + key, to: queryGradients.tangent + place.query)
        add(slope, kTangent + key, to: queryGradients.tangent + place.query)
        add(slope, q + place.query, to: kGradient + key)
        add(slopeTangent, q + place.query, to: kGradientTangent + key)
        add(slope, qTangent + place.query, to: kGradientTangent + key)
      }
    }
  }
}
