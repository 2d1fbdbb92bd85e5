// SPDX-License-Identifier: GPL-3.0-or-later

/// What an experiment makes of its results: numbers, a sentence that answers the question, tables and figures.
public struct Analysis: Sendable {
  /// Every number that the report states.
  public var findings: [Finding] = []
  /// The answer to the scenario's question in words, with numbers and error bars.
  public var answer = ""
  /// What a reader is warned of.
  public var warnings: [String] = []
  /// Why the results answer nothing, such that the command ends as one that failed; `nil` if they do.
  public var failure: String?
  /// Tables, in the order of the report; the first is printed on the terminal.
  public var tables: [Table] = []
  /// Figures, in the order of the report.
  public var figures: [Figure] = []
  /// All tasks merged, as written to `results.nc`.
  public var results = Dataset()
  /// Tables for other programs that are written beside the report.
  public var files: [File] = []

  /// A text beside the report.
  public struct File: Sendable, Equatable {
    /// Its name in the run's directory; one of `RunArtifacts.files`, so that a fresh run takes it away.
    public var name: String
    /// What it holds.
    public var text: String

    /// A file.
    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// An empty analysis.
  public init() {}
}

/// A table of text; the caller formats numbers with their error bars.
public struct Table: Sendable, Equatable {
  /// Its heading.
  public var title: String
  /// The column heads.
  public var columns: [String]
  /// The rows, each as long as the heads.
  public var rows: [[String]]

  /// A table.
  public init(title: String, columns: [String], rows: [[String]]) {
    self.title = title
    self.columns = columns
    self.rows = rows
  }
}

/// A plot described by what it shows; `Reports` draws it.
public struct Figure: Sendable, Equatable {
  /// One axis.
  public struct Axis: Sendable, Equatable {
    /// Its label, with the unit.
    public var label: String
    /// Whether it is logarithmic.
    public var isLogarithmic: Bool
    /// Its range; chosen from the data when `nil`.
    public var range: ClosedRange<Double>?

    /// The names of the places 0, 1, 2, … on an axis of words; `nil` on an axis of numbers.
    public var categories: [String]?

    /// An axis.
    public init(
      _ label: String, isLogarithmic: Bool = false, range: ClosedRange<Double>? = nil, categories: [String]? = nil
    ) {
      self.label = label
      self.isLogarithmic = isLogarithmic
      self.range = range
      self.categories = categories
    }
  }

  /// How a series is drawn.
  public enum Style: String, Sendable, Equatable {
    /// Symbols, with error bars where `lower` and `upper` are given.
    case points
    /// Small, pale symbols below all others: each one of many observations.
    case dots
    /// Arrows that point upward: numbers of which it is only known that they lie above.
    case bounds
    /// A line through the points.
    case line
    /// A dashed line through the points.
    case dashedLine
    /// A thin, pale line below all others: one of many of a kind.
    case thinLine
    /// The area between `lower` and `upper`.
    case band
    /// Steps, as in histograms and survival curves.
    case steps

    /// Whether points stand for themselves, without a line between them.
    public var isSymbols: Bool { [.points, .dots, .bounds].contains(self) }
  }

  /// One set of data in a plot.
  public struct Series: Sendable, Equatable {
    /// The entry in the key; empty for none.
    public var label: String
    /// How it is drawn.
    public var style: Style
    /// Abscissae.
    public var x: [Double]
    /// Ordinates.
    public var y: [Double]
    /// The lower ends of the error bars or of the band, in the units of y.
    public var lower: [Double]?
    /// The upper ends.
    public var upper: [Double]?
    /// A word beside each point; empty for none.
    public var words: [String]?

    /// One set of data.
    public init(
      _ label: String, _ style: Style, x: [Double], y: [Double], lower: [Double]? = nil, upper: [Double]? = nil,
      words: [String]? = nil
    ) {
      self.label = label
      self.style = style
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
      self.words = words
    }
  }

  /// A colored map of z over a rectangular grid, row-major with x fastest, under the series.
  public struct Map: Sendable, Equatable {
    /// Grid coordinates along the abscissa.
    public var x: [Double]
    /// Grid coordinates along the ordinate.
    public var y: [Double]
    /// x.count × y.count numbers; values that are not finite are left blank.
    public var z: [Double]
    /// What the colors mean, with the unit.
    public var label: String
    /// The names of the categories that z counts from 0, each with a color of its own; `nil` where z is a quantity.
    public var categories: [String]?
    /// How strong the color of each cell is, 0…1, for categories; all are 1 when `nil`.
    public var strengths: [Double]?
    /// Which cells are struck through, for categories: those that stand for others; none when `nil`.
    public var isStruck: [Bool]?

    /// A colored map.
    public init(x: [Double], y: [Double], z: [Double], label: String) {
      self.x = x
      self.y = y
      self.z = z
      self.label = label
    }
  }

  /// A place on the abscissa that a vertical line marks, with its name at the top.
  public struct Mark: Sendable, Equatable {
    /// Where.
    public var x: Double
    /// What is there, in a word or two.
    public var label: String
    /// The entry of the key whose color the line has; the color of the axes when there is no such entry.
    public var series: String

    /// A marked place.
    public init(at x: Double, _ label: String, like series: String = "") {
      self.x = x
      self.label = label
      self.series = series
    }
  }

  /// The file's name without its ending, kebab-case.
  public var name: String
  /// The heading.
  public var title: String
  /// What it shows, in a sentence or two.
  public var caption: String
  /// The abscissa.
  public var x: Axis
  /// The ordinate.
  public var y: Axis
  /// The data, drawn in this order.
  public var series: [Series]
  /// A map below the series.
  public var map: Map?
  /// Places on the abscissa that vertical lines mark.
  public var marks: [Mark]
  /// Whether a unit is as long on one axis as on the other, so that circles are round.
  public var hasEqualUnits = false

  /// A plot.
  public init(
    name: String, title: String, caption: String, x: Axis, y: Axis, series: [Series], map: Map? = nil,
    marks: [Mark] = []
  ) {
    self.name = name
    self.title = title
    self.caption = caption
    self.x = x
    self.y = y
    self.series = series
    self.map = map
    self.marks = marks
  }
}
