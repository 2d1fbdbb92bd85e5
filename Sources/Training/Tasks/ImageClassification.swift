// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
package import Settings

/// Images and their classes from two IDX files, the format of MNIST; pixels 0…255 become numbers between 0 and 1.
package struct ImageClassification: LearningTask, Equatable {
  /// The file of images.
  package let images: String
  /// The file of labels.
  package let labels: String
  /// How many images are taken, from the first on; all when `nil`.
  package let limit: Int?
  /// How many classes there are.
  package let classes: Int
  /// The name in a scenario.
  package let name = "images"

  /// Images of two files; relative paths start at the working directory.
  package init(images: String, labels: String, limit: Int? = nil, classes: Int = 10) {
    self.images = images
    self.labels = labels
    self.limit = limit
    self.classes = classes
  }

  /// `images of train-images.idx`.
  package var summary: String { "images of \(URL(filePath: images).lastPathComponent)" }

  /// The images in the order of the file, pixels row-major.
  ///
  /// - Throws: a problem at `images`, `labels` or `limit` when a file is not what it should be.
  package func examples(seed: UInt64) throws -> Examples {
    let imageFile = try Self.read(images, at: "images")
    let labelFile = try Self.read(labels, at: "labels")
    guard imageFile.dimensions.count > 1 else {
      throw DataFileError(
        "this file has 1 dimension, as labels do; images have 3 (how many, rows, columns).", in: images
      ).problem(at: "images")
    }
    guard labelFile.dimensions.count == 1 else {
      throw DataFileError(
        "this file has \(labelFile.dimensions.count) dimensions, as images do; labels have 1.", in: labels
      ).problem(at: "labels")
    }
    let (total, labelTotal) = (imageFile.dimensions[0], labelFile.dimensions[0])
    guard total == labelTotal else {
      throw DataFileError("this file holds \(labelTotal) labels, but '\(images)' holds \(total) images.", in: labels)
        .problem(at: "labels")
    }
    if let limit, limit > total {
      throw Problem("limit is \(limit), but '\(images)' holds \(total) images.", at: "limit")
    }
    let count = limit ?? total
    let pixels = imageFile.dimensions.dropFirst().reduce(1, *)
    for (index, label) in labelFile.bytes.prefix(count).enumerated() where Int(label) >= classes {
      throw DataFileError(
        "label \(index + 1) is \(label); it must be below \(classes), the number of classes.", in: labels
      )
      .problem(at: "labels")
    }
    return Examples(
      inputs: .features(imageFile.bytes.prefix(count * pixels).map { Double($0) / 255 }, width: pixels),
      targets: .labels(labelFile.bytes.prefix(count).map { Int32($0) }, classes: classes))
  }

  private static func read(_ path: String, at key: String) throws(Problem) -> IDXFile {
    do { return try IDXFile(path: path, what: key) } catch { throw error.problem(at: SettingPath([key])) }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "images", summary: "images and their classes from two IDX files, the format of MNIST",
    formula: "x = pixels / 255, y = label",
    parameters: [
      .word("images", default: nil, among: [], "the IDX file of images, packed by gzip or not"),
      .word("labels", default: nil, among: [], "the IDX file of labels, packed by gzip or not"),
      .integer("limit", default: 0, .nonNegative, "how many images are taken, from the first on; 0: all"),
      .integer("classes", default: 10, .between(2, 256), "how many classes there are"),
    ],
    source: "LeCun, Cortes, Burges, The MNIST database; Liu et al., arXiv:2210.01117 (2022): 1000 images",
    example:
      "task: {kind: images, images: data/train-images-idx3-ubyte, labels: data/train-labels-idx1-ubyte, limit: 10000}"
  ) { (values) throws(Problem) in
    let limit = values.integer("limit")
    return ImageClassification(
      images: values.text("images"), labels: values.text("labels"), limit: limit > 0 ? limit : nil,
      classes: values.integer("classes"))
  }
}
