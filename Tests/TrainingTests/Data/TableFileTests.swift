// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Training

@Suite struct TableFileTests {
  private func examples(
    _ text: String, label: TableClassification.LabelColumn = .last, header: TableHeader = .automatic,
    classes: Int? = nil
  ) throws -> Examples {
    try withFile(text) { path in
      do {
        return try TableClassification(file: path, label: label, header: header, classes: classes).examples(seed: 1)
      } catch let problem as Problem {
        throw Problem(problem.message.replacing(path, with: "FILE"), at: problem.path)
      }
    }
  }

  private static let expected = Examples(
    inputs: .features([1, 2.5, -3, 1e3], width: 2), targets: .labels([0, 2], classes: 3))

  @Test(arguments: [
    "1,2.5,0\n-3,1e3,2\n", "1;2.5;0\n-3;1e3;2", "1\t2.5\t0\n-3\t1e3\t2\n", "x,y,label\n1,2.5,0\n-3,1e3,2\n",
    "x,y,label\r\n1,2.5,0\r\n\r\n-3,1e3,2\r\n",
    "\u{feff}\"x\";\"y, with a comma\";\"label\"\n\"1\"; 2.5 ;0\n\n-3;1e3;2\n\n",
    "1,2.5,0\r-3,1e3,2\r", "  1 , 2.5 , 0.0 \n -3 , 1e3 , 2 \n",
    "# written by a spreadsheet\n1,2.5,0\n\t\n-3,1e3,2\n",
  ])
  func manyHandsAreRead(text: String) throws { #expect(try examples(text) == Self.expected) }

  @Test func theLabelMayStandAnywhere() throws {
    #expect(try examples("kind,x,y\n0,1,2.5\n2,-3,1e3", label: .named("kind")) == Self.expected)
    #expect(try examples("1,0,2.5\n-3,2,1e3", label: .number(2)) == Self.expected)
    #expect(try examples("1,2,3\n1,2.5,0\n-3,1e3,2", header: .present) == Self.expected)
  }

  @Test(
    arguments: [
      ("", .last, .automatic, "file: FILE: the file is empty."),
      ("\n \n", .last, .automatic, "file: FILE: the file holds no lines with numbers."),
      ("x,y\n", .last, .automatic, "file: FILE: there is no row below the header."),
      ("1\n2\n", .last, .automatic, "file: FILE: there is only one column; features and a label are expected."),
      ("x,y\n1,0\n1\n", .last, .automatic, "file: FILE:3: this line has 1 cells; line 1 has 2."),
      (
        "x,z,x\n1,2,0\n", .last, .automatic,
        "file: FILE:1: columns 1 and 3 are both called 'x'; each needs a name of its own."
      ),
      ("x,y\n1,0\n\n1,2,3\n", .last, .automatic, "file: FILE:4: this line has 3 cells; line 1 has 2."),
      (
        "width,y\n1,0\nabc,1\n", .last, .automatic, "file: FILE:3: column 1 (width) is 'abc'; a number is expected."
      ),
      (
        "1,0\n\"1\"5,1\n", .last, .automatic,
        "file: FILE:2:4: after a closing quotation mark a field ends; a mark inside is doubled."
      ),
      ("1,0\n1,\"1", .last, .automatic, "file: FILE:2:3: the quotation mark that opens here is never closed."),
      ("1,0\n1,\0\n", .last, .automatic, "file: FILE:2:3: the byte 00 is no text in UTF-8; save the table as UTF-8."),
      ("1,0\n,1\n", .last, .automatic, "file: FILE:2: column 1 is empty; a number is expected."),
      ("1,0\nNaN,1\n", .last, .automatic, "file: FILE:2: column 1 is 'NaN'; a finite number is expected."),
      ("1,0\n-inf,1\n", .last, .automatic, "file: FILE:2: column 1 is '-inf'; a finite number is expected."),
      (
        "1,5;0\n", .last, .automatic,
        "file: FILE:1: column 1 is '1,5'; a number with a decimal point is expected. If this line holds names, say "
          + "'header: present'."
      ),
      (
        "1,label\n1,0\n", .last, .automatic,
        "file: FILE:1: column 2 is 'label'; a number is expected. If this line holds names, say 'header: present'."
      ),
      ("x,y\n1,0\n", .last, .absent, "file: FILE:1: column 1 is 'x'; a number is expected."),
      ("1,0\n1,0.5\n", .last, .automatic, "file: FILE:2: the label in column 2 is 0.5; a whole number is expected."),
      (
        "1,0\n1,-1\n", .last, .automatic,
        "file: FILE:2: the label in column 2 is -1; it must be at least 0 and below 10000."
      ),
      (
        "x,id\n1,0\n1,123456\n", .last, .automatic,
        "file: FILE:3: the label in column 2 (id) is 123456; it must be at least 0 and below 10000."
      ),
      ("1,0\n", .number(3), .automatic, "label: label is column 3; 'FILE' has 2 columns."),
      ("1,0\n", .number(0), .automatic, "label: label is column 0; 'FILE' has 2 columns."),
      (
        "width,species\n1,0\n", .named("specis"), .automatic,
        "label: 'FILE' has no column 'specis'; did you mean 'species'?"
      ),
      (
        "1,0\n", .named("species"), .automatic,
        "label: label is 'species', but 'FILE' has no header; give the column's number."
      ),
    ] as [(String, TableClassification.LabelColumn, TableHeader, String)])
  func whatIsWrongIsNamed(
    text: String, label: TableClassification.LabelColumn, header: TableHeader, message: String
  ) {
    let problem = #expect(throws: Problem.self) { try examples(text, label: label, header: header) }
    #expect(problem?.description == message)
  }

  @Test func givenClassesBoundTheLabels() throws {
    #expect(try examples("1,0\n1,2\n", classes: 5).targets == .labels([0, 2], classes: 5))
    let problem = #expect(throws: Problem.self) { try examples("1,0\n1,2\n", classes: 2) }
    #expect(
      problem?.description == "file: FILE:2: the label in column 2 is 2; it must be at least 0 and below 2.")
  }
}

@Suite struct HandwrittenDigitsTests {
  private static let head = ((0..<64).map { "pixel-\($0)" } + ["digit"]).joined(separator: ",") + "\n"

  private func line(_ pixel: String, _ digit: String) -> String {
    (Array(repeating: pixel, count: 64) + [digit]).joined(separator: ",") + "\n"
  }

  private func examples(_ text: String) throws -> Examples {
    try withFile(text) { path in
      do { return try HandwrittenDigits(file: path).examples(seed: 1) } catch let problem as Problem {
        throw Problem(problem.message.replacing(path, with: "FILE"), at: problem.path)
      }
    }
  }

  private static let written = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../data/digits.csv").standardized.path

  /// How often each digit occurs is known (UCI, optdigits, test part); tested where `make digits` has been run.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: written), "make digits writes the file"))
  func allDigitsAreThere() throws {
    let examples = try HandwrittenDigits(file: Self.written).examples(seed: 1)
    guard case .labels(let labels, _) = examples.targets, case .features(let pixels, width: 64) = examples.inputs else {
      return #expect(Bool(false), "images and labels")
    }
    let counts = (0..<10).map { digit in labels.count { $0 == digit } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(examples.count == 1797 && pixels.max() == 1 && pixels.min() == 0)
  }

  @Test func digitsAreScaled() throws {
    let pixels = Array(repeating: 1.0, count: 64) + Array(repeating: 0.25, count: 64)
    #expect(
      try examples(Self.head + line("16", "9") + line("4", "0"))
        == Examples(inputs: .features(pixels, width: 64), targets: .labels([9, 0], classes: 10)))
  }

  @Test func whatIsWrongIsNamed() {
    let cases: [(String, String)] = [
      (
        "a,b\n1,2\n",
        "FILE: there are 2 columns; 64 pixels and the digit are expected. 'make digits' writes the file anew."
      ),
      (Self.head + line("17", "3"), "FILE:2: column 1 (pixel-0) is 17; pixels are between 0 and 16."),
      (
        Self.head + line("0", "10"), "FILE:2: the label in column 65 (digit) is 10; it must be at least 0 and below 10."
      ),
    ]
    for (text, message) in cases {
      let problem = #expect(throws: Problem.self) { try examples(text) }
      #expect(problem?.description == "file: " + message)
    }
    let missing = #expect(throws: Problem.self) { try HandwrittenDigits(file: "no/digits.csv").examples(seed: 1) }
    #expect(missing?.description == "file: no/digits.csv: there is no such file; 'make digits' writes it.")
  }
}
