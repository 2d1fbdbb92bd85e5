// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The handwritten digits that come with scikit-learn: 1797 images of 8 × 8 pixels in ten classes, pixels 0…16 become
/// numbers between 0 and 1.
package struct HandwrittenDigits: LearningTask, Equatable {
  /// The file that `make digits` writes: 64 pixels and the digit in each row.
  package let file: String
  /// The name in a scenario.
  package let name = "digits"

  /// The digits of a file; a relative path starts at the working directory.
  package init(file: String = "data/digits.csv") { self.file = file }

  /// `8 × 8 digits`.
  package var summary: String { "8 × 8 digits" }

  /// The images in the order of the file, pixels row-major.
  ///
  /// - Throws: a problem at `file` when it is missing or not what it should be.
  package func examples(seed: UInt64) throws -> Examples {
    do {
      let table = try NumberTable(path: file, header: .present, hint: "'make digits' writes it")
      guard table.columns == 65 else {
        throw DataFileError(
          "there are \(table.columns) columns; 64 pixels and the digit are expected. 'make digits' writes the file anew.",
          in: file)
      }
      let labels = try table.labels(inColumn: 64, below: 10)
      var pixels: [Double] = []
      pixels.reserveCapacity(table.rows * 64)
      for row in 0..<table.rows {
        for column in 0..<64 {
          let pixel = table[row, column]
          guard (0...16).contains(pixel) else {
            throw DataFileError(
              "\(table.column(column)) is \(pixel.shortest); pixels are between 0 and 16.", in: file,
              line: table.lines[row])
          }
          pixels.append(pixel / 16)
        }
      }
      return Examples(inputs: .features(pixels, width: 64), targets: .labels(labels, classes: 10))
    } catch let error as DataFileError {
      throw error.problem(at: "file")
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "digits", summary: "1797 handwritten digits of 8 × 8 pixels; 'make digits' writes the file",
    formula: "x = pixels / 16, y = digit",
    parameters: [.word("file", default: "data/digits.csv", among: [], "the file that 'make digits' writes")],
    source: "Alpaydin, Kaynak, UCI Machine Learning Repository (1998), as in scikit-learn",
    example: "task: digits"
  ) { (values) throws(Problem) in HandwrittenDigits(file: values.text("file")) }
}
