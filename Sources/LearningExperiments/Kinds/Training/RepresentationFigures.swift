// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics

/// The symbols' embeddings as figures: before training, when the training set is memorized, and at the end.
struct RepresentationFigures {
  let record: ReplicaRecord
  /// Which run is shown, for the captions: `run 0`.
  let name: String

  /// More symbols than this have no words beside them.
  private static let wordLimit = 130

  /// All that the recorded snapshots give.
  var all: [Figure] { shown.compactMap(components) + [circle, spectrum].compactMap { $0 } }

  /// Before, during and after: the grokked network is shown at the end of its training.
  private var shown: [ReplicaRecord.Snapshot] {
    record.snapshots.filter { [.start, .memorized, .end].contains($0.moment) }
  }

  /// The first two principal components, every symbol a point with its number.
  private func components(_ snapshot: ReplicaRecord.Snapshot) -> Figure? {
    let first = snapshot.coordinates(along: 0)
    guard !first.isEmpty else { return nil }
    let second = snapshot.coordinates(along: 1)
    // An embedding of one dimension is drawn over the symbols.
    let isLine = second.isEmpty || snapshot.variances.count < 2 || snapshot.variances[1] < 1e-12
    let words = first.count <= Self.wordLimit ? record.symbolNames : nil
    let series = Figure.Series(
      "", .points, x: isLine ? first.indices.map(Double.init) : first, y: isLine ? first : second, words: words)
    var figure = Figure(
      name: "embedding-\(snapshot.moment.rawValue)",
      title: "Embedding \(snapshot.moment.words), step \(NumberFormat.counted(Int(snapshot.step)))",
      caption: isLine
        ? "The embedding of each symbol, \(name)."
        : "The embeddings of the symbols along their first two principal components, \(name); numbers are symbols.",
      x: isLine ? Figure.Axis("symbol") : axis(1, snapshot),
      y: isLine ? Figure.Axis("embedding") : axis(2, snapshot), series: [series])
    if !isLine { Self.makeSquare(&figure) }
    return figure
  }

  /// The part of the trained embedding at its strongest frequency: a circle where the rule is a clock.
  private var circle: Figure? {
    guard let snapshot = shown.last, snapshot.moment == .end, let frequency = snapshot.strongest,
      !snapshot.plane.isEmpty
    else { return nil }
    let x = stride(from: 0, to: snapshot.plane.count, by: 2).map { snapshot.plane[$0] }
    let y = stride(from: 1, to: snapshot.plane.count, by: 2).map { snapshot.plane[$0] }
    var figure = Figure(
      name: "embedding-circle",
      title: "Embedding at frequency \(frequency), step \(NumberFormat.counted(Int(snapshot.step)))",
      caption:
        "The part of the embedding at its strongest frequency, \(name): on a circle a step of one symbol turns by \(frequency)/p of it.",
      x: Figure.Axis("along the wave"), y: Figure.Axis("across it"),
      series: [Figure.Series("", .points, x: x, y: y, words: x.count <= Self.wordLimit ? record.symbolNames : nil)])
    Self.makeSquare(&figure)
    return figure
  }

  private static func makeSquare(_ figure: inout Figure) {
    figure.hasEqualUnits = true
    let reach = 1.12 * figure.series.flatMap { $0.x + $0.y }.reduce(0) { max($0, abs($1)) }
    if reach > 0 { (figure.x.range, figure.y.range) = (-reach...reach, -reach...reach) }
  }

  private func axis(_ component: Int, _ snapshot: ReplicaRecord.Snapshot) -> Figure.Axis {
    let share = snapshot.variances.count >= component ? snapshot.variances[component - 1] : .nan
    return Figure.Axis(
      "principal component \(component)"
        + (share.isFinite ? ", \(NumberFormat.rounded(100 * share, digits: 2)) % of the variance" : ""))
  }

  /// The part of the embedding's Fourier power at each frequency.
  private var spectrum: Figure? {
    let series = shown.filter { !$0.power.isEmpty }.map { snapshot in
      Figure.Series(
        "\(snapshot.moment.words), step \(NumberFormat.counted(Int(snapshot.step)))",
        snapshot.moment == .end ? .line : snapshot.moment == .memorized ? .dashedLine : .thinLine,
        x: snapshot.frequencies, y: snapshot.power)
    }
    let most = series.flatMap(\.y).max() ?? 0
    guard most > 0 else { return nil }
    return Figure(
      name: "fourier-spectrum", title: "Fourier spectrum of the embedding",
      caption:
        "The part of the embedding's power at each frequency of ℤ/p, \(name); a rule of modular arithmetic lives on a few.",
      x: Figure.Axis("frequency k"), y: Figure.Axis("part of the power", range: 0...(1.1 * most)), series: series)
  }
}

extension ReplicaRecord.Moment {
  /// As it stands in titles.
  var words: String {
    switch self {
    case .start: "before training"
    case .memorized: "when memorized"
    case .grokked: "when grokked"
    case .chosen: "on the way"
    case .end: "at the end"
    }
  }
}
