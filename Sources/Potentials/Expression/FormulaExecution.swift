// SPDX-License-Identifier: GPL-3.0-or-later

extension FormulaProgram {
  /// Walkers that are taken together: enough to forget the cost of going from operation to operation, few enough for
  /// the first-level cache.
  private static let largestPiece = 64

  /// Runs the program for a block of walkers, coordinate-major in and out.
  ///
  /// Every walker's numbers come from the same operations in the same order, whatever the block's size, so that a walker
  /// alone gets the same bits. Nothing is allocated while a formula needs no more than 256 registers.
  func run(walkers: Int, at positions: Span<Double>, into results: inout MutableSpan<Double>) {
    positions.withUnsafeBufferPointer { input in
      results.withUnsafeMutableBufferPointer { output in
        guard let input = input.baseAddress, let output = output.baseAddress else { return }
        var piece = min(Self.largestPiece, (walkers + 7) / 8 * 8)
        while piece > 8, registers * piece > 2048 { piece -= 8 }
        withScratch(registers * piece) { run(walkers, input, $0, output, piece: piece) }
      }
    }
  }

  /// Scratch on the stack. A temporary allocation stays there up to 1 KiB; a local array of fixed size is always there, but
  /// costs its zeroing, so that it comes in two sizes.
  private func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) {
    func onStack<let size: Int>(_ scratch: inout InlineArray<size, Double>) {
      var span = scratch.mutableSpan
      span.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { body(start) } }
    }
    switch count {
    case 129...512:
      var scratch = InlineArray<512, Double>(repeating: 0)
      onStack(&scratch)
    case 513...2048:
      var scratch = InlineArray<2048, Double>(repeating: 0)
      onStack(&scratch)
    default:
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, count)) {
        if let start = $0.baseAddress { body(start) }
      }
    }
  }

  private func run(
    _ walkers: Int, _ input: UnsafePointer<Double>, _ scratch: UnsafeMutablePointer<Double>,
    _ output: UnsafeMutablePointer<Double>, piece: Int
  ) {
    instructions.withUnsafeBufferPointer { instructions in
      var first = 0
      while first < walkers {
        let count = min(piece, walkers - first)
        let columns = Columns(
          input: input + first, inputs: inputs, scratch: scratch, registers: registers, piece: piece,
          output: output + first, stride: walkers, count: count)
        for instruction in instructions { columns.perform(instruction) }
        first += count
      }
    }
  }
}

/// The columns of one piece of a block.
private struct Columns {
  let input: UnsafePointer<Double>
  let inputs: Int
  let scratch: UnsafeMutablePointer<Double>
  let registers: Int
  let piece: Int
  let output: UnsafeMutablePointer<Double>
  let stride: Int
  let count: Int

  private func source(_ column: Int) -> UnsafePointer<Double> {
    column < inputs ? input + column * stride : UnsafePointer(target(column))
  }

  private func target(_ column: Int) -> UnsafeMutablePointer<Double> {
    let register = column - inputs
    return register < registers ? scratch + register * piece : output + (register - registers) * stride
  }

  @inline(__always)
  func perform(_ instruction: FormulaProgram.Instruction) {
    let t = target(instruction.target)
    let a = source(instruction.a)
    let b = source(instruction.b)
    let c = instruction.c
    switch instruction.operation {
    case .add: each(t, a, b, { $0 + $1 }, { $0 + $1 })
    case .subtract: each(t, a, b, { $0 - $1 }, { $0 - $1 })
    case .multiply: each(t, a, b, { $0 * $1 }, { $0 * $1 })
    case .divide: each(t, a, b, { $0 / $1 }, { $0 / $1 })
    case .negate: each(t, a, a, { x, _ in -x }, { x, _ in -x })
    case .addConstant: each(t, a, a, { x, _ in x + c }, { x, _ in x + c })
    case .multiplyConstant: each(t, a, a, { x, _ in x * c }, { x, _ in x * c })
    case .subtractFromConstant: each(t, a, a, { x, _ in c - x }, { x, _ in c - x })
    case .divideConstant: each(t, a, a, { x, _ in c / x }, { x, _ in c / x })
    case .fill: for w in 0..<count { t[w] = c }
    case .copy: for w in 0..<count { t[w] = a[w] }
    case .power: for w in 0..<count { t[w] = Double.power(a[w], b[w]) }
    case .powerConstant: for w in 0..<count { t[w] = Double.power(a[w], c) }
    case .function(let function):
      if let kernel = function.kernel {
        kernel(a, t, count)
      } else {
        for w in 0..<count { t[w] = function.value(a[w]) }
      }
    case .slopeOfLog:
      each(
        t, a, a, { x, _ in (1 / x).replacing(with: .nan, where: x .< 0) }, { x, _ in x < 0 ? .nan : 1 / x })
    case .chained:
      each(
        t, a, b, { ($0 * $1).replacing(with: 0, where: $0 .== 0 .& ($1 .== .infinity .| $1 .== -.infinity)) },
        { $0 == 0 && $1.isInfinite ? 0 : $0 * $1 })
    case .masked:
      each(
        t, a, b,
        { c, v in
          // A condition that is no number lets through itself.
          c.replacing(with: v, where: c .> 0).replacing(with: 0, where: c .< 0)
            .replacing(with: 0.5 * v, where: c .== 0)
        },
        { c, v in c > 0 ? v : c < 0 ? 0 : c == 0 ? 0.5 * v : c })
    case .functionOfTwo(let function): for w in 0..<count { t[w] = function.value(a[w], b[w]) }
    }
  }

  /// Eight walkers at a time; a target may be one of its operands.
  @inline(__always)
  private func each(
    _ t: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ eight: (SIMD8<Double>, SIMD8<Double>) -> SIMD8<Double>, _ one: (Double, Double) -> Double
  ) {
    var w = 0
    while w + 8 <= count {
      eight(SIMD8(eightFrom: a + w), SIMD8(eightFrom: b + w)).store(to: t + w)
      w += 8
    }
    while w < count {
      t[w] = one(a[w], b[w])
      w += 1
    }
  }
}
