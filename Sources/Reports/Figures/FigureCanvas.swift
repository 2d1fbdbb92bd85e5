// SPDX-License-Identifier: GPL-3.0-or-later

/// The paper a figure is drawn on: kind of file, size, size of the letters, colors.
///
/// Figures are laid out in pixels of 1/96 inch with letters of 14 pixels; a canvas with other letters is that layout
/// on a larger or smaller area, scaled as a whole, so that lines and symbols keep their proportion to the text.
package struct FigureCanvas: Sendable, Equatable {
  /// A kind of file.
  package enum Format: String, Sendable, CaseIterable {
    case svg, pdf, png
  }

  /// The kind of file.
  package var format = Format.svg
  /// Width and height in centimeters; `nil` for the size in the report.
  package var size: (width: Double, height: Double?)?
  /// The size of the letters at the axes, in points.
  package var fontSize = Self.layoutFontSize
  /// Dots per inch of a PNG.
  package var resolution = 300.0
  /// The colors.
  package var palette = FigurePalette.light
  /// Whether the title stands above the figure.
  package var hasTitle = true

  /// The report's: SVG of 760 pixels.
  package static let report = FigureCanvas()

  /// 14 pixels in points.
  private static let layoutFontSize = 10.5
  private static let pixelsPerCentimeter = 96 / 2.54

  /// A canvas as the report has it.
  package init() {}

  /// How much larger than the layout the picture is.
  private var scale: Double { fontSize / Self.layoutFontSize }

  /// The size of the layout in its pixels.
  func pixels(hasMap: Bool) -> (width: Int, height: Int) {
    let usual = hasMap ? (width: 760, height: 600) : (width: 760, height: 480)
    guard let size else { return usual }
    let width = size.width * Self.pixelsPerCentimeter / scale
    let height =
      size.height.map { $0 * Self.pixelsPerCentimeter / scale } ?? width * Double(usual.height) / Double(usual.width)
    return (Int(width.rounded()), Int(height.rounded()))
  }

  /// So many pixels of the layout in centimeters.
  func centimeters(_ pixels: Int) -> Double { Double(pixels) * scale / Self.pixelsPerCentimeter }

  /// gnuplot's `set terminal` for a layout of so many pixels.
  ///
  /// What the terminals call 1 differs; the factors were measured, such that letters, lines and symbols are as in the SVG.
  func terminal(_ pixels: (width: Int, height: Int)) -> String {
    let (width, height) = pixels
    let look = "font 'Arial,14' background '\(palette.background)'"
    switch format {
    case .svg:
      return "set terminal svg standalone enhanced size \(width),\(height) \(look) name 'figure' rounded"
    case .pdf:
      let inches = { (pixels: Int) in Double(pixels) * scale / 96 }
      return "set terminal pdfcairo enhanced size \(inches(width))in,\(inches(height))in \(look) rounded "
        + "fontscale \(0.577 * scale) linewidth \(1.55 * scale) pointscale \(1.424 * scale)"
    case .png:
      let dots = scale * resolution / 96
      let count = { (pixels: Int) in Int((Double(pixels) * dots).rounded()) }
      return "set terminal pngcairo enhanced size \(count(width)),\(count(height)) \(look) rounded "
        + "fontscale \(0.795 * dots) linewidth \(dots) pointscale \(1.888 * dots)"
    }
  }

  /// The width and height of an SVG as its root says them.
  func extent(_ pixels: (width: Int, height: Int)) -> (width: String, height: String)? {
    guard size != nil else { return nil }
    let (width, height) = pixels
    let spelled = { (pixels: Int) in "\((centimeters(pixels) * 1000).rounded() / 1000)cm" }
    return (spelled(width), spelled(height))
  }

  package static func == (left: FigureCanvas, right: FigureCanvas) -> Bool {
    left.format == right.format && left.size?.width == right.size?.width && left.size?.height == right.size?.height
      && left.fontSize == right.fontSize && left.resolution == right.resolution && left.palette == right.palette
      && left.hasTitle == right.hasTitle
  }
}
