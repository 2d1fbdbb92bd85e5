// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
package import Statistics

extension UmbrellaSampling {
  /// Puts the windows together.
  ///
  /// Samples count 1/g each, with the largest g of s, of f and of membership in the regions, from the walkers of the window. Where the harmonic
  /// reference does not overlap with the windows it is left out, and a warning says that free energies are relative.
  ///
  /// - Parameters:
  ///   - samples: of all windows, in any order.
  ///   - regions: the names of the regions that were given to `sampleWindow`, in the same order.
  /// - Throws: `NotApplicable` if a window is missing, windows do not overlap, chains are worth fewer than two samples, or a
  ///   region holds no sample.
  package func analyze(
    _ samples: [WindowSamples], regions: [String], threads: Int = 1
  ) throws(NotApplicable) -> UmbrellaAnalysis {
    let windows = plan.centers.count
    // The reference first: MBAR's free energies are then relative to it.
    let order = (reference == nil ? [] : [windows]) + Array(0..<windows)
    var sorted: [WindowSamples] = []
    for index in order {
      for rung in ladder.indices where rung == 0 || index < windows {
        guard let own = samples.first(where: { $0.window == index && $0.rung == rung && !$0.energies.isEmpty }) else {
          throw NotApplicable("\(name(index, rung: rung)) has no samples")
        }
        sorted.append(own)
      }
    }
    do {
      return try UmbrellaReduction(self, sorted, hasReference: reference != nil, threads: threads).analysis(regions)
    } catch {
      guard reference != nil, error.reason.contains(name(windows)) else { throw error }
      let relative = try UmbrellaReduction(self, Array(sorted.dropFirst()), hasReference: false, threads: threads)
      return try relative.analysis(
        regions, notes: ["\(error.reason): free energies are relative to that of all of space"])
    }
  }

  /// What a window is called in messages.
  func name(_ index: Int, rung: Int = 0) -> String {
    guard index < plan.centers.count else { return "the harmonic reference" }
    let rounded = (plan.centers[index] * 1000).rounded() / 1000
    let heat = rung == 0 ? "" : ", θ = \(NumberFormat.rounded(ladder[rung], digits: 3))"
    return "window \(index) (s = \(rounded)\(heat))"
  }
}

/// The numbers that MBAR gets from the windows, and what is made of its answer.
private struct UmbrellaReduction {
  let sampling: UmbrellaSampling
  let windows: [WindowSamples]
  let hasReference: Bool
  let mbar: MBAR
  let whole: MBAR.Reweighting
  let inefficiencies: [Double]
  let rHat: [Double]
  let threads: Int

  init(
    _ sampling: UmbrellaSampling, _ windows: [WindowSamples], hasReference: Bool, threads: Int
  ) throws(NotApplicable) {
    self.sampling = sampling
    self.windows = windows
    self.hasReference = hasReference
    self.threads = threads
    let beta = 1 / sampling.temperature
    var inefficiencies: [Double] = []
    var rHat: [Double] = []
    for own in windows {
      let (inefficiency, ratio) = try Self.correlation(own, of: sampling)
      inefficiencies.append(inefficiency)
      rHat.append(ratio)
    }
    self.inefficiencies = inefficiencies
    self.rHat = rHat
    let energies = windows.flatMap(\.energies)
    let places = windows.flatMap(\.coordinates)
    var reduced: [Double] = []
    reduced.reserveCapacity(windows.count * energies.count)
    for own in windows {
      if own.window == sampling.plan.centers.count {
        reduced += windows.flatMap(\.referenceEnergies).map { $0 * beta }
      } else {
        let biased = sampling.window(own.window)
        let beta = 1 / sampling.ladder[own.rung]
        for n in energies.indices { reduced.append(beta * (energies[n] + biased.bias(places[n]))) }
      }
    }
    mbar = try MBAR(
      reducedPotentials: reduced, counts: windows.map(\.energies.count), inefficiencies: inefficiencies,
      names: windows.map { sampling.name($0.window, rung: $0.rung) }, threads: threads)
    whole = try mbar.weights(for: energies.map { $0 * beta })
  }

  /// g and R̂ of a window: the largest ones of s, f and membership in the regions.
  private static func correlation(
    _ own: WindowSamples, of sampling: UmbrellaSampling
  ) throws(NotApplicable) -> (inefficiency: Double, rHat: Double) {
    guard own.window < sampling.plan.centers.count else { return (1, 1) }
    let center = sampling.plan.centers[own.window]
    let offsets = own.coordinates.map { sampling.coordinate.difference($0, center) }
    var inefficiency = 1.0
    var rHat = 1.0
    let occupied = own.memberships.reduce(0, |)
    let bits = (0..<62).filter { occupied >> $0 & 1 == 1 }
    let regions = bits.map { bit in own.memberships.map { Double($0 >> bit & 1) } }
    for values in [offsets, own.energies] + regions {
      // On a floor all energies are equal: nothing to know of their correlation.
      guard values.contains(where: { $0 != values[0] }) else { continue }
      let found: ChainDiagnostics
      do { found = try ChainDiagnostics(chains: own.chains(values)) } catch {
        throw NotApplicable("\(sampling.name(own.window, rung: own.rung)): \(error.reason)")
      }
      let count = Double(values.count)
      inefficiency = max(inefficiency, count / (found.mean.effectiveSamples ?? count))
      rHat = max(rHat, found.rHat)
    }
    return (inefficiency, rHat)
  }

  func analysis(_ regions: [String], notes: [String] = []) throws(NotApplicable) -> UmbrellaAnalysis {
    let temperature = sampling.temperature
    let energies = windows.flatMap(\.energies)
    let memberships = windows.flatMap(\.memberships)
    let all = whole.columns
    // What free energies are relative to: the reference, or all of space.
    let base = hasReference ? mbar.tiles.row(0) : all
    let origin = hasReference ? sampling.reference?.freeEnergy(temperature: temperature) ?? 0 : 0
    let total = hasReference ? origin + temperature * whole.freeEnergy.value : 0

    var columns: [[Double]] = []
    var values: [(population: Double, energy: Double, samples: Double)] = []
    for (bit, name) in regions.enumerated() {
      var (share, energy, squares) = (0.0, 0.0, 0.0)
      for n in energies.indices where memberships[n] >> bit & 1 == 1 {
        let weight = whole.weights[n]
        share += weight
        energy += weight * energies[n]
        squares += weight * all[n]
      }
      guard share > 0 else { throw NotApplicable("no sample lies in \(name)") }
      energy /= share
      var logColumn = base.map { -$0 }
      var energyColumn = [Double](repeating: 0, count: base.count)
      for n in energies.indices where memberships[n] >> bit & 1 == 1 {
        logColumn[n] += all[n] / share
        energyColumn[n] = all[n] / share * (energies[n] - energy)
      }
      columns += [logColumn, energyColumn]
      values.append((share, energy, share * share / squares))
    }
    let covariance = mbar.covariances(of: columns)
    let shareErrors = values.indices.map { index in
      // ln of the share itself: relative to all of space, whatever the free energies are relative to.
      let column = zip(columns[2 * index], zip(base, all)).map { $0 + $1.0 - $1.1 }
      return max(0, mbar.covariances(of: [column])[0][0]).squareRoot()
    }
    let members = regions.indices.map { index in
      member(regions[index], values[index], covariance, index, shareErrors[index], total)
    }
    var warnings = notes + mbar.warnings
    if let worst = rHat.indices.max(by: { rHat[$0] < rHat[$1] }), !(rHat[worst] <= ChainDiagnostics.largestRHat) {
      let value = (rHat[worst] * 1000).rounded() / 1000
      warnings.append(
        "R̂ reaches \(value) in \(sampling.name(windows[worst].window, rung: windows[worst].rung)): its walkers have not mixed"
      )
    }
    warnings += [sampling.disagreement(of: windows)].compactMap(\.self)
    if !sampling.settings.integrator.hasExactStationaryLaw {
      warnings.append(
        "the scheme \(sampling.settings.integrator.name) has a discretization error that the error bars do not know; "
          + "\(MetropolisAdjustedLangevin().name) has none"
      )
    }
    return UmbrellaAnalysis(
      members: members, profile: profile(),
      freeEnergy: hasReference
        ? Estimate(
          total, standardError: temperature * whole.freeEnergy.standardError,
          effectiveSamples: whole.effectiveSamples) : nil,
      overlap: mbar.overlap, states: windows.map { sampling.name($0.window, rung: $0.rung) },
      secondEigenvalue: mbar.secondEigenvalue, inefficiencies: inefficiencies, rHat: rHat, warnings: warnings,
      samples: JointSamples(windows, mbar: mbar, whole: whole, temperature: temperature), covariance: covariance,
      temperature: temperature)
  }

  private func member(
    _ name: String, _ value: (population: Double, energy: Double, samples: Double), _ covariance: [[Double]],
    _ index: Int, _ logShareError: Double, _ total: Double
  ) -> UmbrellaAnalysis.Member {
    let temperature = sampling.temperature
    let (i, j) = (2 * index, 2 * index + 1)
    func estimate(_ value: Double, _ variance: Double, _ samples: Double) -> Estimate {
      Estimate(value, standardError: max(0, variance).squareRoot(), effectiveSamples: samples)
    }
    let free = total - temperature * log(value.population)
    let entropyVariance =
      covariance[i][i] + 2 * covariance[i][j] / temperature + covariance[j][j] / (temperature * temperature)
    let thermodynamics = WellThermodynamics(
      freeEnergy: estimate(free, temperature * temperature * covariance[i][i], value.samples),
      energy: estimate(value.energy, covariance[j][j], value.samples),
      entropy: estimate((value.energy - free) / temperature, entropyVariance, value.samples))
    let reach = 1.959964 * logShareError
    return UmbrellaAnalysis.Member(
      name: name,
      population: Estimate(
        value.population, standardError: value.population * logShareError,
        interval: .between(value.population * exp(-reach), min(1, value.population * exp(reach))),
        effectiveSamples: value.samples), thermodynamics: thermodynamics)
  }

  /// −θ ln ρ in even bins over the windows' range.
  private func profile() -> [UmbrellaAnalysis.ProfilePoint] {
    let range = sampling.plan.range
    let bins = sampling.settings.bins
    let width = (range.upperBound - range.lowerBound) / Double(bins)
    var members = [[Int]](repeating: [], count: bins)
    var sample = 0
    for own in windows {
      for s in own.coordinates {
        let place = ((s - range.lowerBound) / width).rounded(.down)
        if place >= 0, place < Double(bins), whole.weights[sample] > 0 { members[Int(place)].append(sample) }
        sample += 1
      }
    }
    let all = whole.columns
    return members.enumerated().compactMap { bin, own in
      let share = own.reduce(0) { $0 + whole.weights[$1] }
      guard share > 0 else { return nil }
      var column = all.map { -$0 }
      var squares = 0.0
      for n in own {
        column[n] += all[n] / share
        squares += whole.weights[n] * all[n]
      }
      let error = max(0, mbar.covariances(of: [column])[0][0]).squareRoot()
      let lower = range.lowerBound + Double(bin) * width
      return UmbrellaAnalysis.ProfilePoint(
        bin: lower...(lower + width),
        freeEnergy: Estimate(
          -sampling.temperature * log(share / width), standardError: sampling.temperature * error,
          effectiveSamples: share * share / squares))
    }
  }
}
