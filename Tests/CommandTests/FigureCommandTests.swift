// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `plot`, `compare` and `watch` on finished and unfinished runs.
@Suite struct FigureCommandTests {
  private static let scenario = """
    experiment: escape-rate
    seed: 1
    potential: {kind: double-well}
    from: left
    to: right
    temperature: 0.4
    methods: [exact, eyring-kramers]
    sweep: {temperature: [0.5, 0.4, 0.3]}

    """

  private func finishedRun() throws -> Command {
    let command = try Command()
    try command.write(Self.scenario, to: "s.yaml")
    #expect(try command.run("run", "s.yaml", "--quiet").status == 0)
    return command
  }

  private func exists(_ name: String, _ command: Command) -> Bool {
    FileManager.default.fileExists(atPath: command.directory.appending(path: name).path)
  }

  @Test func figuresAreListedAndDrawn() throws {
    let command = try finishedRun()
    let list = try command.run("plot", "runs/s", "--list").output
    let names = list.split(separator: "\n").filter { !$0.hasPrefix("  ") }.map { String($0.prefix { $0 != ":" }) }
    let first = try #require(names.first)
    #expect(names.count > 1 && list.contains("  x: "))
    let one = try command.run("plot", "runs/s", first, "--to", "one.pdf", "--width", "8.6")
    #expect(one.status == 0 && one.output == "one.pdf\n" && exists("one.pdf", command), "\(one.errors)")
    let all = try command.run("plot", "runs/s", "--to", "all/", "--format", "svg", "--palette", "dark")
    #expect(all.status == 0 && all.output.split(separator: "\n").count == names.count)
    let labeled = try command.run(
      "plot", "runs/s", first, "--to", "labeled.svg", "--label", "x=Temperatur", "--label", "exact=genau", "--no-title")
    #expect(labeled.status == 0, "\(labeled.errors)")
    let svg = try command.read("labeled.svg")
    #expect(svg.contains("Temperatur") && svg.contains("genau"))
  }

  @Test func whatCannotBeDrawnIsToldWithAHint() throws {
    let command = try finishedRun()
    func errors(_ arguments: String..., status: Int32) throws -> String {
      let process = try command.start(["plot"] + arguments)
      let text = String(decoding: process.errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.process.waitUntilExit()
      #expect(process.process.terminationStatus == status, "\(arguments): \(text)")
      return text
    }
    #expect(try errors("runs/s", "nothing", "--to", "x.pdf", status: 2).contains("there are: "))
    #expect(try errors("runs/s", "--to", "x.gif", status: 2).contains(".pdf, .png or .svg"))
    #expect(try errors("runs/s", "--to", "x.pdf", "--label", "none=x", status: 2).contains("no label 'none'"))
    #expect(try errors("runs/s", "--to", "x.pdf", "--width", "0", status: 64).contains("cm"))
    #expect(try errors("runs/s", status: 64).contains("--list"))
    #expect(try errors("nowhere", "--list", status: 2).contains("no such run"))
    _ = try command.run("perform", "s.yaml", "--prepare", "--output", "begun")
    #expect(try errors("begun", "--list", status: 2).contains("'ravine report begun' makes it"))
    #expect(
      try command.run("plot", "runs/s", "--to", "x.pdf", environment: ["PATH": "/nowhere"]).errors
        .contains("apt-get install gnuplot-nox"))
  }

  @Test func equalRunsDoNotDifferAndOthersDo() throws {
    let command = try finishedRun()
    _ = try command.run("run", "s.yaml", "--set", "potential.barrier=1.2", "--output", "runs/high", "--quiet")
    let same = try command.run("compare", "runs/s", "runs/s")
    #expect(same.status == 0 && same.output.contains("The scenarios are the same."))
    #expect(same.output.contains("0 of "))
    let other = try command.run("compare", "runs/s", "runs/high", "--to", "compared")
    #expect(other.output.contains("potential.barrier") && exists("compared/report.html", command))
    let json = try command.run("compare", "runs/s", "runs/high", "--json").output
    #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) is [String: Any])
    #expect(try command.run("compare", "runs/s").status == 64)
    #expect(try command.run("compare", "runs/s", "nowhere").status == 2)
  }

  @Test func aFinishedRunIsOver() throws {
    let command = try finishedRun()
    let seen = try command.run("watch", "runs/s", "--every", "0.1")
    #expect(seen.status == 0 && seen.output.contains("(100 %); the run is over."))
    #expect(seen.output.contains("escape rate is"))
  }

  /// Whoever looks at a run sees its units: the report, an export, and who watches it.
  @Test func unitsAreStatedEverywhere() throws {
    let command = try Command()
    let scenario = """
      experiment: escape-rate
      units: {energy: kJ/mol, length: nm, time: ps}
      potential: {kind: double-well, barrier: 10}
      from: left
      to: right
      temperature: 300
      diffusion: 1.0e-3
      methods: [exact]

      """
    try command.write(scenario, to: "u.yaml")
    let run = try command.run("run", "u.yaml", "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    _ = try command.run("export", "runs/u", "--to", "out")
    let rates = try command.read("out/findings.csv").split(separator: "\n").filter { $0.hasPrefix("escape-rate,") }
    #expect(!rates.isEmpty && rates.allSatisfy { $0.contains(",1/ps,") }, "\(rates)")
    let seen = try command.run("status", "runs/u").output
    #expect(seen.contains("1/ps") && run.output.contains("1/ps"), "\(seen)")
  }

  /// An export needs no permission to write in the run.
  @Test func aRunOfSomebodyElseIsExported() throws {
    let command = try finishedRun()
    let before =
      try FileManager.default.attributesOfItem(
        atPath: command.directory.appending(path: "runs/s/findings.json").path)[.modificationDate] as? Date
    let exported = try command.run("export", "runs/s", "--to", "out")
    #expect(exported.status == 0 && exists("out/ravine_run.py", command) && exists("out/figures.json", command))
    let after =
      try FileManager.default.attributesOfItem(
        atPath: command.directory.appending(path: "runs/s/findings.json").path)[.modificationDate] as? Date
    #expect(before == after)
  }
}
