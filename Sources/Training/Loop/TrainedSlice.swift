// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// A run of neighboring tensors that are always trained alike: of one group, and all or none of them biases.
struct TrainedSlice<R: Real> {
  var range: Range<Int>
  /// The index of the group in the layout.
  var group: Int
  var isBias: Bool
  /// Its tensors, one after the other.
  var tensors: [ParameterTensor]
  /// What holds now.
  var settings: GroupSettings
  /// The pointers that the optimizer is given.
  var slice: ParameterSlice<R>

  /// The slices of a layout with the settings of the first phase, not yet aimed at any vectors.
  ///
  /// - Throws: a problem when a phase has no settings for a group.
  static func cut(_ layout: ParameterLayout, plan: TrainingPlan) throws(Problem) -> [TrainedSlice] {
    guard plan.phases.first?.from == 0 else { throw Problem("the plan has no phase that begins at step 0.", at: .root) }
    for phase in plan.phases {
      for group in layout.groups where phase.settings(for: group) == nil {
        throw Problem("the plan has no settings for the group '\(group)'.", at: .root)
      }
    }
    var slices: [TrainedSlice] = []
    for tensor in layout.tensors {
      guard let group = layout.groups.firstIndex(of: tensor.group),
        let settings = plan.phases[0].settings(for: tensor.group)
      else { continue }
      let biasesAreAlike = plan.phases.allSatisfy { $0.settings(for: tensor.group)?.decaysBiases == true }
      if let last = slices.last, last.group == group, last.isBias == tensor.isBias || biasesAreAlike,
        last.range.upperBound == tensor.offset
      {
        slices[slices.count - 1].range = last.range.lowerBound..<tensor.range.upperBound
        slices[slices.count - 1].tensors.append(tensor)
        continue
      }
      // Nothing is read or written through these before `aim`.
      let nowhere = UnsafeMutablePointer<R>.allocate(capacity: 1)
      defer { nowhere.deallocate() }
      slices.append(
        TrainedSlice(
          range: tensor.range, group: group, isBias: tensor.isBias, tensors: [tensor], settings: settings,
          slice: ParameterSlice(count: 0, offset: 0, weights: nowhere, gradient: nowhere)))
    }
    return slices
  }

  /// Points at the slice's part of the vectors.
  mutating func aim(
    at vectors: TrainingVectors<R>, gradient: UnsafeMutablePointer<R>, scratch: UnsafeMutablePointer<Double>,
    keepsPosition: Bool, filterVectors: Int
  ) {
    let (offset, count) = (range.lowerBound, vectors.count)
    let firstState = keepsPosition ? 1 : 0
    // The weights, the optimizers' vectors, the filters'.
    let firstFilter = max(vectors.numberVectors - filterVectors, 1)
    slice = ParameterSlice(
      count: range.count, offset: offset, whole: count, weights: vectors.weights + offset, gradient: gradient + offset,
      stateVectors: (1..<firstFilter).map { vectors.numbers + $0 * count + offset },
      doubleStateVectors: (firstState..<max(vectors.doubleVectors, firstState)).map {
        vectors.doubles + $0 * count + offset
      },
      filterVectors: (0..<filterVectors).map { vectors.numbers + (firstFilter + $0) * count + offset },
      tensors: tensors.map { SliceTensor($0, offset: offset) },
      position: keepsPosition ? vectors.doubles + offset : nil, scratch: keepsPosition ? scratch : nil)
  }
}
