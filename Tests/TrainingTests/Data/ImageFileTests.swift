// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

@Suite struct ImageFileTests {
  private static let images = idx([3, 2, 2], [0, 51, 102, 153, 204, 255, 0, 0, 1, 2, 3, 4])
  private static let labels = idx([3], [7, 0, 9])

  private func examples(
    _ images: [UInt8] = images, _ labels: [UInt8] = labels, limit: Int? = nil, classes: Int = 10
  ) throws -> Examples {
    try withFile(images) { imagePath in
      try withFile(labels) { labelPath in
        do {
          return try ImageClassification(images: imagePath, labels: labelPath, limit: limit, classes: classes)
            .examples(seed: 1)
        } catch let problem as Problem {
          let message = problem.message.replacing(imagePath, with: "IMAGES").replacing(labelPath, with: "LABELS")
          throw Problem(message, at: problem.path)
        }
      }
    }
  }

  @Test func imagesAreScaled() throws {
    #expect(
      try examples()
        == Examples(
          inputs: .features([0, 0.2, 0.4, 0.6, 0.8, 1, 0, 0, 1 / 255.0, 2 / 255.0, 3 / 255.0, 4 / 255.0], width: 4),
          targets: .labels([7, 0, 9], classes: 10)))
  }

  @Test func theFirstImagesAreTaken() throws {
    #expect(
      try examples(limit: 1)
        == Examples(inputs: .features([0, 0.2, 0.4, 0.6], width: 4), targets: .labels([7], classes: 10)))
    // What is not taken is not checked either: label 9 is out of range.
    #expect(throws: Never.self) { try examples(limit: 2, classes: 8) }
  }

  @Test(
    arguments: [
      ([], labels, nil, "images: IMAGES: the file is empty."),
      ([0, 0, 8], labels, nil, "images: IMAGES: the file has 3 bytes, too few for the header of an IDX file."),
      (
        [0x89, 0x50, 0x4e, 0x47, 1, 2], labels, nil,
        "images: IMAGES: this is no IDX file: it begins with the bytes 89 50 4e 47, not with 00 00 08 and the number of "
          + "dimensions."
      ),
      (
        [0x1f, 0x8b, 8, 0, 1], labels, nil,
        "images: IMAGES: the packed data end too early: the file is truncated (5 bytes)."
      ),
      (
        idx([3, 2, 2], Array(repeating: 0, count: 48), type: 0x0d), labels, nil,
        "images: IMAGES: the numbers are of type 0x0d; only unsigned bytes, type 0x08, are read."
      ),
      ([0, 0, 8, 0], labels, nil, "images: IMAGES: the header names no dimensions."),
      (
        [0, 0, 8, 3, 0, 0], labels, nil,
        "images: IMAGES: the file has 6 bytes, too few for a header with 3 dimensions: it is truncated."
      ),
      (
        idx([3, 2, 2], Array(repeating: 0, count: 11)), labels, nil,
        "images: IMAGES: the header says 3 × 2 × 2, 28 bytes with itself, but the file has 27: it is truncated."
      ),
      (
        idx([3, 2, 2], Array(repeating: 0, count: 13)), labels, nil,
        "images: IMAGES: the header says 3 × 2 × 2, 28 bytes with itself, but the file has 29: there is something behind "
          + "the array."
      ),
      (
        idx([0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [1]), labels, nil,
        "images: IMAGES: the header says 4294967295 × 4294967295 × 4294967295, 7.92e+28 bytes with "
          + "itself, but the file has 17: it is truncated."
      ),
      (idx([0, 2, 2], []), labels, nil, "images: IMAGES: the header says 0 × 2 × 2: there are no images."),
      (images, idx([0], []), nil, "labels: LABELS: the header says 0: there are no labels."),
      (
        labels, images, nil,
        "images: IMAGES: this file has 1 dimension, as labels do; images have 3 (how many, rows, columns)."
      ),
      (images, images, nil, "labels: LABELS: this file has 3 dimensions, as images do; labels have 1."),
      (images, idx([2], [1, 2]), nil, "labels: LABELS: this file holds 2 labels, but 'IMAGES' holds 3 images."),
      (
        images, idx([3], [1, 10, 2]), nil,
        "labels: LABELS: label 2 is 10; it must be below 10, the number of classes."
      ),
      (images, labels, 4, "limit: limit is 4, but 'IMAGES' holds 3 images."),
    ] as [([UInt8], [UInt8], Int?, String)])
  func whatIsWrongIsNamed(images: [UInt8], labels: [UInt8], limit: Int?, message: String) {
    let problem = #expect(throws: Problem.self) { try examples(images, labels, limit: limit) }
    #expect(problem?.description == message)
  }

  @Test func missingFilesAndFoldersAreNamed() {
    let missing = #expect(throws: Problem.self) {
      try ImageClassification(images: "no/such.idx", labels: "no/such.idx").examples(seed: 1)
    }
    #expect(
      missing?.description
        == "images: no/such.idx: there is no such file; relative paths start at the working directory.")
    let folder = #expect(throws: Problem.self) {
      try ImageClassification(images: "/", labels: "no/such.idx").examples(seed: 1)
    }
    #expect(folder?.description == "images: /: this is a folder; a file is expected.")
  }
}
