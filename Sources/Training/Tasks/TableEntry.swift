// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension TableClassification {
  /// The catalogue's entry of tables: classes in a column, or columns of numbers to predict.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "table", summary: "rows of numbers from a CSV file, with classes or with numbers to predict",
    formula: "x = all columns but the label's, y = label; or x = inputs, y = targets",
    parameters: [
      .word(
        "file", default: nil, among: [], "a CSV file, packed by gzip or not; cells parted by commas, semicolons or tabs"
      ),
      Parameter(
        "label", .special("a column's name or number"), default: .text("last"),
        "the label's column: its name, its number from 1, or last"),
      .word(
        "header", default: "automatic", among: TableHeader.allCases.map(\.rawValue),
        "whether the first line holds names; automatic: if none of its cells is a number"),
      .integer(
        "classes", default: 0, .between(0, Double(mostClasses)),
        "how many classes there are; 0: one more than the largest label"),
      Parameter(
        "targets", .special("a list of columns by name or number"), default: .list([]),
        "columns of numbers that are to be predicted, instead of a label"),
      Parameter(
        "inputs", .special("a list of columns by name or number"), default: .list([]),
        "columns that targets are predicted from; all others by default"),
    ],
    example: "task: {kind: table, file: data/iris.csv, label: species}"
  ) { (values) throws(Problem) in
    let label = try TableColumn(values["label"], as: "label", at: "label")
    let isLast = values["label"] == .text("last")
    let header = TableHeader(rawValue: values.text("header")) ?? .automatic
    let classes = values.integer("classes")
    let targets = try columns("targets", values)
    let inputs = try columns("inputs", values)
    guard !targets.isEmpty else {
      guard inputs.isEmpty else {
        throw Problem(
          "inputs are for targets, and none are named; with a label all other columns are inputs.", at: "inputs")
      }
      return TableClassification(
        file: values.text("file"), label: isLast ? .last : label, header: header, classes: classes > 0 ? classes : nil)
    }
    guard isLast else {
      throw Problem(
        "label and targets are both given; a label is a class, targets are numbers to predict. Leave one out.",
        at: "label")
    }
    guard classes == 0 else {
      throw Problem("classes is for a label, but targets are numbers to predict; leave it out.", at: "classes")
    }
    return TableRegression(file: values.text("file"), targets: targets, inputs: inputs, header: header)
  }

  private static func columns(_ key: String, _ values: Parameters) throws(Problem) -> [TableColumn] {
    guard let list = values[key].asList else {
      throw Problem(
        "\(key) is \(values[key].described); a list of columns is expected, such as [y].", at: SettingPath([key]))
    }
    var columns: [TableColumn] = []
    for (number, value) in list.enumerated() {
      columns.append(try TableColumn(value, as: key, at: SettingPath([key]).appending(number)))
    }
    return columns
  }
}
