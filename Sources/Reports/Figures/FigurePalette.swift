// SPDX-License-Identifier: GPL-3.0-or-later

/// The colors and symbols of all figures.
enum FigurePalette {
  /// Eight colors that people with any color vision tell apart, darkened where they would be faint on white.
  ///
  /// After M. Okabe and K. Ito, Color Universal Design (2008); their yellow is left out, for it vanishes on paper.
  static let colors = ["#0072B2", "#D55E00", "#009E73", "#B14E8F", "#B8860B", "#3A9BD9", "#4D4D4D", "#7A3E00"]

  /// The colors over a map, which are read against blue, green and yellow alike by a white outline.
  static let colorsOverMap = ["#D7191C", "#000000", "#7B3294", "#D55E00", "#0072B2", "#4D4D4D"]

  /// gnuplot's point types with their sizes: one filled, then open ones that grow, so that points at the same place
  /// stay visible through one another.
  static let symbols = [(7, 0.62), (4, 0.9), (8, 1.15), (12, 1.35), (10, 1.15), (14, 1.25), (6, 1.3), (2, 0.9)]

  /// The symbols over a map, filled, since open ones would drown in its colors.
  static let symbolsOverMap = [(7, 0.7), (5, 0.7), (9, 0.95), (13, 0.95), (11, 0.95), (15, 0.8)]

  /// The map's colors from low to high; lightness grows evenly.
  ///
  /// Ten stations of viridis by S. van der Walt and N. Smith, matplotlib 2.0 (CC0).
  static let map = [
    "#440154", "#482878", "#3E4989", "#31688E", "#26828E", "#1F9E89", "#35B779", "#6ECE58", "#B5DE2B", "#FDE725",
  ]

  /// What text is written in.
  static let text = "#1F2933"
  /// What axes and ticks are drawn in.
  static let axis = "#66707C"
  /// What the grid is drawn in.
  static let grid = "#E4E8EC"

  /// The font families of all figures; the first that the viewer has is taken.
  static let fonts = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
}
