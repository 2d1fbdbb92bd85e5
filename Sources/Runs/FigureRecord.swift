// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// Figures as data: `figures.json` of a run, from which they are drawn again without analyzing anew.
///
///     {"figures": [{"name", "title", "caption", "x": axis, "y": axis, "series": […], "map": …, "marks": […]}]}
///
/// An axis is `{"label", "logarithmic", "range", "categories"}`, a series `{"label", "style", "x", "y", "lower",
/// "upper", "words"}`; keys that say nothing are left out, and a number that is not finite is `null`.
extension Figure {
  /// The text of `figures.json`: one line for each figure.
  package static func json(of figures: [Figure]) -> String {
    Value.record(Record([("figures", .list(figures.map { .record($0.record) }))])).json(openLevels: 2) + "\n"
  }

  /// The figures of such a text.
  ///
  /// - Throws: `RunError` if the text is not what `json(of:)` makes.
  package static func figures(inJSON text: String, name: String) throws(RunError) -> [Figure] {
    guard let list = (try? Value(jsonText: text))?.asRecord?["figures"]?.asList else {
      throw RunError(.corrupt, "\(name) is truncated or holds no figures.")
    }
    let figures = list.compactMap { $0.asRecord.flatMap(Figure.init(record:)) }
    guard figures.count == list.count else { throw RunError(.corrupt, "\(name) holds something that is no figure.") }
    return figures
  }

  private var record: Record {
    var record = Record([
      ("name", .text(name)), ("title", .text(title)), ("caption", .text(caption)), ("x", .record(x.record)),
      ("y", .record(y.record)), ("series", .list(series.map { .record($0.record) })),
    ])
    record["map"] = map.map { .record($0.record) }
    if !marks.isEmpty {
      record["marks"] = .list(
        marks.map {
          .record(Record([("x", .number($0.x)), ("label", .text($0.label)), ("series", .text($0.series))]))
        })
    }
    if hasEqualUnits { record["equal-units"] = .flag(true) }
    return record
  }

  private init?(record: Record) {
    guard let name = record["name"]?.asText, let title = record["title"]?.asText,
      let x = record["x"]?.asRecord.flatMap(Axis.init(record:)),
      let y = record["y"]?.asRecord.flatMap(Axis.init(record:)),
      let series = record["series"]?.asList
    else { return nil }
    self.init(
      name: name, title: title, caption: record["caption"]?.asText ?? "", x: x, y: y,
      series: series.compactMap { $0.asRecord.flatMap(Series.init(record:)) },
      map: record["map"]?.asRecord.flatMap(Map.init(record:)),
      marks: (record["marks"]?.asList ?? []).compactMap { value in
        guard let mark = value.asRecord, let place = mark["x"]?.asNumber else { return nil }
        return Mark(at: place, mark["label"]?.asText ?? "", like: mark["series"]?.asText ?? "")
      })
    hasEqualUnits = record["equal-units"] == .flag(true)
  }
}

extension Figure.Axis {
  fileprivate var record: Record {
    var record = Record([("label", .text(label))])
    if isLogarithmic { record["logarithmic"] = .flag(true) }
    record["range"] = range.map { [$0.lowerBound, $0.upperBound].asValue }
    record["categories"] = categories.map { .list($0.map { .text($0) }) }
    return record
  }

  fileprivate init?(record: Record) {
    guard let label = record["label"]?.asText else { return nil }
    let ends = record["range"]?.asList?.compactMap(\.asNumber) ?? []
    self.init(
      label, isLogarithmic: record["logarithmic"] == .flag(true),
      range: ends.count == 2 && ends[0] < ends[1] ? ends[0]...ends[1] : nil,
      categories: record["categories"]?.asList?.compactMap(\.asText))
  }
}

extension Figure.Series {
  fileprivate var record: Record {
    var record = Record([
      ("label", .text(label)), ("style", .text(style.rawValue)), ("x", x.asValue), ("y", y.asValue),
    ])
    record["lower"] = lower?.asValue
    record["upper"] = upper?.asValue
    record["words"] = words.map { .list($0.map { .text($0) }) }
    return record
  }

  fileprivate init?(record: Record) {
    guard let style = record["style"]?.asText.flatMap(Figure.Style.init(rawValue:)) else { return nil }
    self.init(
      record["label"]?.asText ?? "", style, x: record["x"]?.asNumbers ?? [], y: record["y"]?.asNumbers ?? [],
      lower: record["lower"]?.asNumbers, upper: record["upper"]?.asNumbers,
      words: record["words"]?.asList?.map { $0.asText ?? "" })
  }
}

extension Figure.Map {
  fileprivate var record: Record {
    var record = Record([("x", x.asValue), ("y", y.asValue), ("z", z.asValue), ("label", .text(label))])
    record["categories"] = categories.map { .list($0.map { .text($0) }) }
    record["strengths"] = strengths?.asValue
    record["struck"] = isStruck.map { .list($0.map { .flag($0) }) }
    return record
  }

  fileprivate init?(record: Record) {
    guard let x = record["x"]?.asNumbers, let y = record["y"]?.asNumbers, let z = record["z"]?.asNumbers else {
      return nil
    }
    self.init(x: x, y: y, z: z, label: record["label"]?.asText ?? "")
    categories = record["categories"]?.asList?.compactMap(\.asText)
    strengths = record["strengths"]?.asNumbers
    isStruck = record["struck"]?.asList?.map { $0 == .flag(true) }
  }
}

extension [Double] {
  fileprivate var asValue: Value { .list(map { .number($0) }) }
}

extension Value {
  /// A list of numbers; what is no number in it is not finite.
  fileprivate var asNumbers: [Double]? { asList?.map { $0.asNumber ?? .nan } }
}
