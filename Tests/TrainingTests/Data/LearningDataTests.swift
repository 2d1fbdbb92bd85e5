// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

@Suite struct LearningDataTests {
  private func read(_ task: Value, _ data: Value? = nil) -> (data: LearningData?, reader: Reader) {
    let reader = Reader(.record(Record([("task", task)] + (data.map { [("data", $0)] } ?? []))))
    return (LearningData.read(from: reader, seed: 1), reader)
  }

  @Test func defaultsAreWrittenDown() throws {
    let (data, reader) = read(.text("modular-arithmetic"))
    #expect(
      Value.record(reader.resolved).json == """
        { "task": { "kind": "modular-arithmetic", "operation": "x+y", "modulus": 97, "pairs": "ordered" }, \
        "data": { "train-fraction": 0.5, "split-seed": 0, "label-noise": 0, "permute-labels": false } }
        """)
    #expect(reader.log.problems == [])
    #expect(data?.summary == "x+y mod 97, 4705 of 9409 rows trained, 4704 tested")
  }

  @Test func whatWasWrittenDownReadsBackTheSame() throws {
    let tasks: [Value] = [
      mapping(("kind", .text("group")), ("group", .text("dihedral"))), .text("addition"), .text("teacher-student"),
      .text("reduced-rank"),
    ]
    for task in tasks {
      let data = mapping(("train-count", .integer(20)), ("split-seed", .integer(4)), ("test-count", .integer(7)))
      let (first, reader) = read(task, data)
      let again = Reader(.record(reader.resolved))
      let second = LearningData.read(from: again, seed: 1)
      #expect(reader.log.problems + again.log.problems == [])
      #expect(reader.resolved == again.resolved)
      #expect(first?.examples == second?.examples && first?.split == second?.split && first != nil)
    }
  }

  @Test func everyExampleOfTheCatalogueNamesItsEntry() {
    for entry in TaskCatalogue.entries {
      #expect(entry.example.hasPrefix("task: {kind: \(entry.name),") || entry.example == "task: \(entry.name)")
      #expect(!entry.formula.isEmpty && !entry.summary.isEmpty)
    }
    #expect(Set(TaskCatalogue.entries.map(\.name)).count == 8)
  }

  @Test func aTableOfAGroupIsReadFromAFile() throws {
    let table: Value = .list([[0, 1, 2], [1, 2, 0], [2, 0, 1]].map { .list($0.map { .integer($0) }) })
    let inline = read(mapping(("kind", .text("group")), ("group", .text("table")), ("table", table))).data
    try withFile("0,1,2\n1,2,0\n2,0,1\n") { path in
      let fromFile = read(mapping(("kind", .text("group")), ("group", .text("table")), ("file", .text(path)))).data
      #expect(fromFile?.examples == inline?.examples && inline?.examples.count == 9)
    }
  }

  @Test(
    arguments: [
      (
        "0,1\n1,2\n", "task.file: FILE: 1·1 is 2; the elements are 0, …, 1."
      ),
      ("0,1\n1,0.5\n", "task.file: FILE:2: column 2 is 0.5; elements are whole numbers."),
      ("0,1\n1,x\n", "task.file: FILE:2: column 2 is 'x'; a number is expected."),
      (
        "0,1,2\n1,0,2\n",
        "task.file: FILE: the table has 2 rows, but that of element 0 has 3 entries; it must be square."
      ),
    ])
  func aWrongTableInAFileIsNamed(text: String, message: String) throws {
    try withFile(text) { path in
      let (data, reader) = read(mapping(("kind", .text("group")), ("group", .text("table")), ("file", .text(path))))
      #expect(data == nil)
      #expect(Problems(reader.log.problems).description.replacing(path, with: "FILE") == message)
    }
  }

  private static let addition = Value.text("addition")
  private static func modular(_ operation: String, _ modulus: Int, _ pairs: String = "ordered") -> Value {
    mapping(
      ("kind", .text("modular-arithmetic")), ("operation", .text(operation)), ("modulus", .integer(modulus)),
      ("pairs", .text(pairs)))
  }
  private static func group(_ settings: (String, Value)...) -> Value {
    .record(Record([("kind", .text("group"))] + settings))
  }

  @Test(
    arguments: [
      (.text("modular-addition"), nil, "task: unknown task 'modular-addition'; 'ravine list tasks' shows all."),
      (.text("adition"), nil, "task: unknown task 'adition'; did you mean 'addition'? 'ravine list tasks' shows all."),
      (
        modular("x/y", 100), nil,
        "task.modulus: modulus is 100, which is not prime, so that x/y is not always defined; the nearest primes are 97 "
          + "and 101."
      ),
      (
        modular("x/y if y odd else x-y", 4), nil,
        "task.modulus: modulus is 4, which is not prime, so that x/y if y odd else x-y is not always defined; the nearest "
          + "primes are 3 and 5."
      ),
      (modular("x+y", 1), nil, "task.modulus: modulus is 1; it must be between 2 and 2000."),
      (
        modular("x-y", 7, "unordered"), nil,
        "task.pairs: pairs is 'unordered', but x-y is not commutative; take 'ordered'."
      ),
      (
        modular("x+z", 7), nil,
        "task.operation: unknown operation 'x+z'; did you mean 'x+y'?"
      ),
      (
        group(("group", .text("symmetric")), ("degree", .integer(7))), nil,
        "task.degree: degree is 7; for a symmetric group it must be between 2 and 6."
      ),
      (
        group(("group", .text("dihedral")), ("degree", .integer(2))), nil,
        "task.degree: degree is 2; for a dihedral group it must be between 3 and 2048."
      ),
      (
        group(("group", .text("abelian")), ("factors", .list([.integer(2), .integer(1)]))), nil,
        "task.factors: factors holds 1; each is the order of a cyclic group, a whole number between 2 and 4096."
      ),
      (
        group(("group", .text("abelian"))), nil,
        "task.group: 'group: abelian' needs its factors: [2, 4] for ℤ/2 × ℤ/4."
      ),
      (
        group(("group", .text("cyclic")), ("factors", .list([.integer(2)]))), nil,
        "task.factors: factors are given, but group is 'cyclic'; say 'group: abelian'."
      ),
      (
        group(("group", .text("table"))), nil,
        "task.group: 'group: table' needs a table: give 'table', a list of rows, or 'file', a CSV file."
      ),
      (
        group(("group", .text("table")), ("table", .list([.list([.integer(0)])])), ("file", .text("x.csv"))), nil,
        "task.file: table and file are both given; leave one out."
      ),
      (
        group(("group", .text("cyclic")), ("table", .list([.list([.integer(0)])]))), nil,
        "task.table: a table is given, but group is 'cyclic'; say 'group: table'."
      ),
      (
        group(("group", .text("table")), ("table", .list([.list([.integer(1)])]))), nil,
        "task.table: 0·0 is 1; the elements are 0, …, 0."
      ),
      (
        mapping(
          ("kind", .text("reduced-rank")), ("inputs", .integer(3)), ("outputs", .integer(5)), ("rank", .integer(4))),
        nil, "task.rank: rank is 4; a map from 3 to 5 numbers has at most rank 3."
      ),
      (
        mapping(("kind", .text("teacher-student")), ("examples", .integer(1_000_000)), ("inputs", .integer(999))), nil,
        "task.examples: examples is 1000000; with rows of 1000 numbers at most 500000 are allowed."
      ),
      (
        mapping(("kind", .text("table")), ("file", .text("x.csv")), ("label", .flag(true))), nil,
        "task.label: label is true; a column's name or number is expected."
      ),
      (
        addition, mapping(("train-fraction", .integer(0))),
        "data.train-fraction: train-fraction is 0; it must be above 0 and below 1."
      ),
      (
        addition, mapping(("train-fraction", .integer(1))),
        "data.train-fraction: train-fraction is 1; it must be above 0 and below 1."
      ),
      (
        addition, mapping(("train-fraction", .number(0.005))),
        "data.train-fraction: train-fraction is 0.005, which is 0 of the table's 55 rows: the training set would be empty."
      ),
      (
        addition, mapping(("train-fraction", .number(0.995))),
        "data.train-fraction: train-fraction is 0.995, which is 55 of the table's 55 rows: the test set would be empty."
      ),
      (addition, mapping(("train-count", .integer(0))), "data.train-count: train-count is 0; it must be at least 1."),
      (
        addition, mapping(("train-count", .integer(55))),
        "data.train-count: train-count is 55, the whole table: the test set would be empty."
      ),
      (
        addition, mapping(("train-count", .integer(56))),
        "data.train-count: train-count is 56; the table has only 55 rows."
      ),
      (
        addition, mapping(("train-count", .integer(45)), ("train-fraction", .number(0.5))),
        "data.train-fraction: train-fraction and train-count are both given; leave one out."
      ),
      (
        addition, mapping(("train-count", .integer(45)), ("test-count", .integer(11))),
        "data.test-count: test-count is 11; beside the training set of 45 the table has 10 rows."
      ),
      (
        addition, mapping(("label-noise", .number(1.5))),
        "data.label-noise: label-noise is 1.5; it must be between 0 and 1."
      ),
      (
        .text("teacher-student"), mapping(("label-noise", .number(0.1))),
        "data.label-noise: label-noise needs classes, but the answers of teacher-student are vectors; take the 'noise' of "
          + "the task."
      ),
      (
        addition, mapping(("split-sed", .integer(1))),
        "data.split-sed: unknown key 'split-sed'; did you mean 'split-seed'?"
      ),
    ] as [(Value, Value?, String)])
  func whatIsWrongIsNamed(task: Value, data: Value?, message: String) {
    let (result, reader) = read(task, data)
    #expect(result == nil)
    #expect(Problems(reader.log.problems).description == message)
  }

  @Test func allProblemsAreReportedTogether() {
    let (_, reader) = read(
      Self.modular("x/y", 10), mapping(("train-fraction", .integer(2)), ("label-noise", .integer(2))))
    #expect(reader.log.problems.map { "\($0.path)" } == ["task.modulus", "data.train-fraction", "data.label-noise"])
  }
}
