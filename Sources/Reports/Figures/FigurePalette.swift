// SPDX-License-Identifier: GPL-3.0-or-later

/// The colors and symbols of a figure.
package struct FigurePalette: Sendable, Equatable {
  /// The colors of the series, in the order of the key; any two of them are told apart with any color vision.
  var colors: [String]
  /// The colors over a map, which are read against all its colors by an outline.
  var colorsOverMap = ["#D7191C", "#000000", "#7B3294", "#D55E00", "#0072B2", "#4D4D4D"]
  /// The map's colors from low to high; lightness grows evenly.
  var map: [String]
  /// What text is written in.
  var text: String
  /// What axes and ticks are drawn in.
  var axis: String
  /// What the grid is drawn in.
  var grid: String
  /// What everything stands on.
  var background: String
  /// Whether lines differ by their dashes as well, for paper without color.
  var variesDashes = false

  /// Ten stations of viridis by S. van der Walt and N. Smith, matplotlib 2.0 (CC0).
  private static let viridis = [
    "#440154", "#482878", "#3E4989", "#31688E", "#26828E", "#1F9E89", "#35B779", "#6ECE58", "#B5DE2B", "#FDE725",
  ]

  /// For the report and for slides on white.
  ///
  /// After M. Okabe and K. Ito, Color Universal Design (2008), darkened where they would be faint on white; their yellow
  /// is left out, for it vanishes on paper.
  package static let light = FigurePalette(
    colors: ["#0072B2", "#D55E00", "#009E73", "#B14E8F", "#B8860B", "#3A9BD9", "#4D4D4D", "#7A3E00"],
    map: viridis, text: "#1F2933", axis: "#66707C", grid: "#E4E8EC", background: "#ffffff")

  /// For slides on black: the same hues, lightened.
  package static let dark = FigurePalette(
    colors: ["#56B4E9", "#FF8A3D", "#2CCB9B", "#E08CC4", "#E6B422", "#9AD0F5", "#C8CDD3", "#C98B5A"],
    map: viridis, text: "#E8ECF1", axis: "#9AA5B1", grid: "#2B333D", background: "#12161c")

  /// For paper without color: grays that differ in lightness, lines that differ in dashes, black text.
  package static let print = FigurePalette(
    colors: ["#000000", "#6B6B6B", "#3A3A3A", "#8F8F8F", "#1F1F1F", "#7D7D7D", "#525252", "#A0A0A0"],
    map: [
      "#1A1A1A", "#363636", "#525252", "#6E6E6E", "#8A8A8A", "#A6A6A6", "#C2C2C2", "#DADADA", "#ECECEC", "#FAFAFA",
    ],
    text: "#000000", axis: "#000000", grid: "#E0E0E0", background: "#ffffff", variesDashes: true)

  /// The palette of a name.
  package static let named = [("light", light), ("dark", dark), ("print", print)]

  /// gnuplot's point types with their sizes: one filled, then open ones that grow, so that points at the same place
  /// stay visible through one another.
  static let symbols = [(7, 0.62), (4, 0.9), (8, 1.15), (12, 1.35), (10, 1.15), (14, 1.25), (6, 1.3), (2, 0.9)]

  /// The symbols over a map, filled, since open ones would drown in its colors.
  static let symbolsOverMap = [(7, 0.7), (5, 0.7), (9, 0.95), (13, 0.95), (11, 0.95), (15, 0.8)]

  /// Lengths of dashes and gaps where lines differ by them.
  static let dashes = [
    "", "dashtype (12,5)", "dashtype (3,4)", "dashtype (12,5,3,5)", "dashtype (20,6)", "dashtype (6,3)",
  ]

  /// The font families of all figures; the first that the viewer has is taken.
  static let fonts = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
}
