// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs

/// gnuplot's SVG made fit for a page: with a title for screen readers and with names of its own.
enum VectorGraphic {
  /// Cleans what gnuplot wrote: the figure's title and caption for those who cannot see it, a full list of fonts, no
  /// tooltips that show gnuplot's internal names, and no trace of the version, so that equal data give equal files.
  ///
  /// - Parameter extent: width and height with their units; `nil` for those that gnuplot wrote.
  static func finished(
    _ svg: String, name: String, of figure: Figure, extent: (width: String, height: String)? = nil
  ) -> String {
    var text = svg
    if let extent, let sizes = text.firstRange(of: /width="\d+" height="\d+"/) {
      text.replaceSubrange(sizes, with: "width=\"\(extent.width)\" height=\"\(extent.height)\"")
    }
    if let start = text.range(of: "<title>"), let end = text.range(of: "</desc>") {
      text.replaceSubrange(
        start.lowerBound..<end.upperBound,
        with:
          "<title id=\"title\">\(escaped(figure.title))</title>\n<desc id=\"caption\">\(escaped(figure.caption))</desc>"
      )
    }
    text = text.replacing(/<title>[^<]*<\/title>/, with: "")
    text = text.replacing("font-family=\"Arial\"", with: "font-family=\"\(FigurePalette.fonts)\"")
    // Cells that one can count are shown as cells; a fine grid is smoothed, as viewers do by themselves.
    let isCoarse = figure.map.map { min($0.x.count, $0.y.count) < 60 } ?? false
    if isCoarse { text = text.replacing("<image ", with: "<image style='image-rendering:pixelated' ") }
    // Empty groups, of which gnuplot writes one per change of color.
    text = text.replacing(/<g [^>]*>\s*<\/g>\n?/, with: "")
    if let root = text.range(of: "<svg") {
      text.insert(contentsOf: " role=\"img\" aria-labelledby=\"title caption\"", at: root.upperBound)
    }
    return prefixed(text, with: name + "-")
  }

  /// The same picture with another beginning of every id, and of every reference to one: several pictures on one page
  /// must not share names, for a browser takes the first it finds.
  static func prefixed(_ svg: String, with prefix: String) -> String {
    // Only inside of tags: text of the user's may well contain `id="…"`.
    svg.replacing(/<[^!?\/][^>]*>/) { match in
      let tag = String(match.output)
      // Most tags are paths, which name nothing.
      guard tag.contains(" id") || tag.contains("#") || tag.contains("aria-") else { return tag }
      return
        tag
        .replacing(/(\sid\s*=\s*["'])/) { "\($0.output.1)\(prefix)" }
        .replacing(/(href\s*=\s*["']#)/) { "\($0.output.1)\(prefix)" }
        .replacing(/url\(#/) { _ in "url(#\(prefix)" }
        .replacing(/aria-labelledby="([^"]*)"/) { match in
          "aria-labelledby=\"" + match.output.1.split(separator: " ").map { prefix + $0 }.joined(separator: " ") + "\""
        }
    }
  }

  /// A picture that says in words why there is none.
  static func placeholder(name: String, title: String, message: String) -> String {
    let lines = wrapped(message, width: 80).enumerated().map { index, line in
      "<text x=\"380\" y=\"\(122 + 22 * index)\" font-size=\"14\">\(escaped(line))</text>"
    }
    return prefixed(
      """
      <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title caption" width="760" height="200" viewBox="0 0 760 200">
      <title id="title">\(escaped(title))</title>
      <desc id="caption">\(escaped(message))</desc>
      <rect width="760" height="200" fill="#ffffff"/>
      <rect x="20.5" y="20.5" width="719" height="159" rx="6" fill="none" stroke="\(FigurePalette.light.axis)" stroke-dasharray="6 5"/>
      <g font-family="\(FigurePalette.fonts)" fill="\(FigurePalette.light.text)" text-anchor="middle">
      <text x="380" y="86" font-size="16">\(escaped(wrapped(title, width: 80, lines: 1).joined()))</text>
      \(lines.joined(separator: "\n"))
      </g>
      </svg>

      """, with: name + "-")
  }
}

/// Text for XML and HTML, in content and in attributes; control characters, which XML forbids, become spaces.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\n", "\t": result.unicodeScalars.append(scalar)
    default:
      let isForbidden =
        scalar.properties.generalCategory == .control || scalar.value == 0xFFFE || scalar.value == 0xFFFF
      result.unicodeScalars.append(isForbidden ? " " : scalar)
    }
  }
  return result
}

/// A relative path as the target of a link: whatever a file is called, it names that file and nothing else.
func link(to path: String) -> String {
  let plain = CharacterSet(charactersIn: "-._~/").union(.alphanumerics)
  return escaped(path.addingPercentEncoding(withAllowedCharacters: plain) ?? path)
}
