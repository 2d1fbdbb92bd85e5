// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials
import Runs
import Settings
import Statistics

/// What the passage times of a simulation say, as findings: the rate, the mean time, and what is known without a law.
struct PassageFindings {
  let times: PassageTimes
  let summary: PassageSummary
  /// After it a walker is censored.
  let limit: Double
  /// Walkers that were lost on their way; they are told of elsewhere.
  let lost: Int

  /// How the note begins that doubts the exponential law where that matters.
  static let notExponential = "the passage times are not exponential"
  /// How the note begins that the law is doubted but does not matter.
  static let almostExponential = "the passage times are not quite exponential"

  /// - Parameters:
  ///   - times: of the walkers whose clock started.
  ///   - point: where they were measured.
  ///   - lost: how many of the censored walkers are not at the time limit.
  init(_ times: PassageTimes, at point: EscapeRatePoint, lost: Int = 0) {
    self.times = times
    self.lost = lost
    limit = point.timeLimit
    // Where all arrived the wells do not matter, and are not searched for.
    summary = times.summary(supposesOneRate: times.censored == 0 || point.hasOneRate)
  }

  var rate: Finding { counted(Finding("escape-rate", summary.rate, unit: "1/time", notes: notes), isRate: true) }

  var mean: Finding { counted(Finding("mean-first-passage-time", summary.mean, unit: "time", notes: notes)) }

  /// What holds whatever the law of the passage times; nothing where all were seen.
  var restricted: [Finding] {
    guard let restricted = summary.restricted else { return [] }
    let place = Record([("time", .number(restricted.limit))])
    return [
      Finding("restricted-mean-time", restricted.mean, unit: "time", at: place),
      Finding("survival", restricted.survival, unit: "1", at: place),
    ].map { finding in
      var finding = finding
      finding.samples = times.samples
      finding.censored = times.censored
      return finding
    }
  }

  /// The rate of walkers that have forgotten how they started, where late times tell one and early ones differ: what methods for
  /// rare events find, whatever the start.
  var late: [Finding] {
    guard let late = summary.late else { return [] }
    var finding = Finding(
      "late-escape-rate", late.rate, unit: "1/time",
      notes: [
        "arrivals per time at risk after t = \(rounded(late.start)), from where on the rate is seen to be constant"
      ])
    finding.samples = times.samples
    return [finding]
  }

  private func counted(_ finding: Finding, isRate: Bool = false) -> Finding {
    var finding = finding
    finding.samples = times.samples
    finding.censored = times.censored
    if isRate { finding.upperBound = summary.upperBound }
    if !isRate, summary.rate == nil || summary.doubt != nil { finding.lowerBound = summary.restricted?.lowerBound }
    if let doubt { finding.doubt(because: doubt) }
    return finding
  }

  /// What a reader should know of a rate that is right.
  private var notes: [String] {
    var notes: [String] = []
    let atOnce = zip(times.times, times.arrived).count { $0 == 0 && $1 }
    if atOnce > 0, let note = String.startsInside(Double(atOnce) / Double(times.samples)) { notes.append(note) }
    if times.events == 0, lost > 0 {
      notes.append("none of \(times.samples) walkers arrived")
    } else if times.events == 0, times.samples > 0 {
      notes.append(
        "none of \(times.samples) walkers arrived within the time limit \(limit.shortest); the rate is bounded from "
          + "above as if passages were exponential, with a longer time-limit or a method for rare events it can be found"
      )
    } else if times.censored > lost {
      notes.append("\(times.censored - lost) of \(times.samples) walkers had not arrived at the time limit (censored)")
    }
    if summary.basis == .late, let late = summary.late {
      notes.append(
        "the passage times are exponential only after t = \(rounded(late.start)); what came before counts as it was, "
          + "and the censored walkers by the later rate \(late.rate.formatted)")
    } else if summary.isNotExponential, summary.doubt == nil, times.censored == 0 {
      notes.append(shape)
    }
    return notes
  }

  /// How much it matters that the times are not exponential, where all of them were seen.
  private var shape: String {
    let chance = "p = \(rounded(summary.test?.pValue ?? 0))"
    let reason =
      (summary.test?.statistic ?? 0) > 0 ? "the start is not yet forgotten" : "fast and slow walkers are mixed"
    guard let late = summary.late, let rate = summary.rate else {
      return "\(Self.notExponential) (\(chance)): \(reason); the rate is 1/mean, not a rate constant"
    }
    let difference = late.difference
    let percent = NumberFormat.formatted(100 * difference.value, standardError: 100 * difference.standardError)
    let size = "the rate of times after \(rounded(late.start)) differs by \(percent) %"
    let error = rate.standardError / rate.value
    let isLarge =
      abs(difference.value) > error && abs(difference.value) > 2 * difference.standardError
    return isLarge
      ? "\(Self.notExponential) (\(chance)): \(reason); the rate is 1/mean, and \(size)"
      : "\(Self.almostExponential) (\(chance)), which matters less than the error of the rate: \(size)"
  }

  /// Why the rate may be off by more than its error bar, and what would help.
  private var doubt: String? {
    let (arrived, censored) = ("\(times.events) of \(times.samples)", "\(times.censored) of \(times.samples)")
    let bound =
      summary.restricted.map { "; without a law the mean time is above \(rounded($0.lowerBound)) (95 %)" } ?? ""
    switch summary.doubt {
    case .fewArrivals:
      return
        "only \(arrived) walkers arrived, too few to see whether passages are exponential, as the rate supposes\(bound); "
        + "a longer time-limit or more walkers would show it"
    case .unseenTail:
      return
        "\(censored) walkers are left at the time limit, and that they escape at the same rate later is not known, "
        + "since the temperature changes or there are other wells to be held up in\(bound); a longer time-limit would show it"
    case .notExponential:
      return
        "\(Self.notExponential) (p = \(rounded(summary.test?.pValue ?? 0))) and \(censored) are censored: the number is "
        + "arrivals per time at risk within the first \(rounded(summary.restricted?.limit ?? limit)) units of time, neither "
        + "one over the mean time nor a rate constant\(bound); a longer time-limit would tell the mean"
    case .heavyTail:
      return "\(Self.notExponential) (p = \(rounded(summary.test?.pValue ?? 0))): the mean hangs on a few long times; "
        + "more walkers would help"
    case nil: return nil
    }
  }

  private func rounded(_ number: Double) -> String { NumberFormat.rounded(number, digits: 2) }
}

extension EscapeRatePoint {
  /// Whether walkers that have forgotten their start escape at one rate: the temperature is constant, and outside the target
  /// there is no well but one to be held up in.
  var hasOneRate: Bool {
    guard schedule.isConstant, potential.isSearchable, !problem.isObserved else { return false }
    let others = landscape.wells.filter { well in
      well.core != target && !target.contains(well.minimum, in: potential)
    }
    return others.count <= 1
  }

  /// p of the error hᵖ of a passage time: crossings between two steps that are missed make ½, all else 1.
  var passageOrder: Double {
    let isMissed = crossing == .none || problem.isObserved
    return isMissed && integrator.isOverdamped ? 0.5 : 1
  }
}
