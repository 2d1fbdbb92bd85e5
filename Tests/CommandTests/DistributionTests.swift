// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// One run by many processes: each task once, and the numbers of a run by one.
@Suite struct DistributionTests {
  private static let scenario = """
    experiment: escape-rate
    seed: 5
    potential: {kind: double-well}
    from: left
    to: right
    temperature: 0.4
    dynamics: {integrator: euler-maruyama, time-step: 0.01}
    walkers: 300
    methods: [first-passage, exact]
    sweep: {temperature: [0.5, 0.45, 0.4]}

    """

  @Test func manyProcessesFindWhatOneFinds() throws {
    let command = try Command()
    try command.write(Self.scenario, to: "s.yaml")
    #expect(try command.run("run", "s.yaml", "--output", "one/s", "--quiet").status == 0)
    #expect(try command.run("perform", "s.yaml", "--prepare", "--output", "many/s").output == "many/s\n")
    let open = try command.run("tasks", "many/s", "--open").output.split(separator: "\n").compactMap { Int($0) }
    #expect(open.count > 2 && open == Array(open.indices))
    // Two with tasks of their own, then two at the same time on all that is left.
    #expect(try command.run("perform", "many/s", "--task", "1", "--quiet").status == 0)
    #expect(try command.run("tasks", "many/s", "--open").output.split(separator: "\n").count == open.count - 1)
    let processes = try (0..<2).map { _ in try command.start(["perform", "many/s"]) }
    for process in processes {
      process.process.waitUntilExit()
      #expect(process.process.terminationStatus == 0)
    }
    #expect(try command.run("tasks", "many/s", "--open").output.isEmpty)
    let merged = try command.run("merge", "many/s", "--quiet")
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(try command.read("many/s/findings.json") == command.read("one/s/findings.json"))
    #expect(try command.read("many/s/figures.json") == command.read("one/s/figures.json"))
    #expect(try command.read("many/s/provenance.json").contains("\"history\""))
    let folder = command.directory.appending(path: "many/s/sessions").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    let leftOver = try FileManager.default.contentsOfDirectory(
      atPath: command.directory.appending(path: "many/s/tasks").path)
    #expect(leftOver.allSatisfy { $0.hasSuffix(".nc") })
  }

  @Test func mergingTellsWhatIsMissing() throws {
    let command = try Command()
    try command.write(Self.scenario, to: "s.yaml")
    _ = try command.run("perform", "s.yaml", "--prepare")
    _ = try command.run("perform", "runs/s", "--task", "0", "--quiet")
    let merged = try command.run("merge", "runs/s")
    #expect(merged.status == 1)
    #expect(merged.errors.contains("not finished: tasks 1-"))
    let states = try command.run("tasks", "runs/s", "--json").output
    #expect(states.components(separatedBy: "\"state\": \"done\"").count == 2)
    #expect(try command.run("status", "runs/s", "--quiet").output.contains("no process is working on it"))
  }

  @Test func wrongTasksAreRefused() throws {
    let command = try Command()
    try command.write(Self.scenario, to: "s.yaml")
    _ = try command.run("perform", "s.yaml", "--prepare")
    let beyond = try command.run("perform", "runs/s", "--task", "0-999")
    #expect(beyond.status == 2 && beyond.errors.contains("task 999 is not in this run"))
    for wrong in ["x", "3-1", "-1", "1,,2", "1-2-3", "99999999999999999999"] {
      #expect(try command.run("perform", "runs/s", "--task=\(wrong)").status == 64, "\(wrong)")
    }
    #expect(try command.run("perform", "nowhere").status == 2)
    #expect(try command.run("perform", "s.yaml", "--task", "1").status == 2)
  }

  /// What another instruction set has begun is not continued by accident.
  @Test func sessionsAreNotMixedByAccident() throws {
    let command = try Command()
    try command.write(Self.scenario, to: "s.yaml")
    _ = try command.run("perform", "s.yaml", "--prepare")
    _ = try command.run("perform", "runs/s", "--task", "0", "--quiet", environment: ["RAVINE_KERNELS": "baseline"])
    let other = try command.run("perform", "runs/s", "--task", "1", environment: ["RAVINE_KERNELS": "avx2"])
    #expect(other.status == 2 && other.errors.contains("vector instructions: baseline, now"))
    let mixed = try command.run(
      "perform", "runs/s", "--task", "1", "--mixed", environment: ["RAVINE_KERNELS": "avx2"])
    #expect(mixed.status == 0)
    #expect(try command.run("merge", "runs/s").errors.contains("its sessions differed"))
    let resumed = try command.run("resume", "runs/s", "--quiet", environment: ["RAVINE_KERNELS": "baseline"])
    #expect(resumed.status == 2 && resumed.errors.contains("--mixed"))
  }

  @Test func scriptsForSlurmTakeNoOrdersFromNames() throws {
    let command = try Command()
    let name = "a'; touch pwned; echo '.yaml"
    try command.write(Self.scenario, to: name)
    let dry = try command.run(
      "submit", name, "--dry-run", "--array-size", "2", "--partition", "short", "--time", "1:00:00", "--cpus", "3",
      "--setup", "module load gsl")
    #expect(dry.status == 0, "\(dry.errors)")
    for line in [
      "#SBATCH --array=0-1", "#SBATCH --partition=short", "#SBATCH --time=1:00:00", "#SBATCH --cpus-per-task=3",
      "module load gsl", "--jobs 3",
    ] { #expect(dry.output.contains(line), "\(line)") }
    #expect(!FileManager.default.fileExists(atPath: command.directory.appending(path: "runs").path))
    // The scripts are shell, and whatever a file is called, it stays one word.
    let parts = dry.output.components(separatedBy: "\n# ").filter { $0.contains("#!/bin/bash") }
    #expect(parts.count == 2)
    for (number, part) in parts.enumerated() {
      let script = part.components(separatedBy: "\n").drop { !$0.hasPrefix("#!") }.joined(separator: "\n")
        .replacing("#!/bin/bash", with: "#!/bin/bash\nmodule() { :; }\nscontrol() { :; }\nSLURM_ARRAY_TASK_ID=0")
      try command.write(script, to: "script-\(number).sh")
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["script-\(number).sh"]
      process.currentDirectoryURL = command.directory
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
    }
    #expect(!FileManager.default.fileExists(atPath: command.directory.appending(path: "pwned").path))
    for wrong in ["--partition=a b", "--time=1\n#SBATCH --wrap=x", "--account=$(x)", "--array-size=0", "--cpus=0"] {
      #expect(try command.run("submit", name, "--dry-run", wrong).status == 64, "\(wrong)")
    }
  }

  /// The elements of an array have all tasks once and about the same to do.
  @Test func withoutSlurmItSaysSo() throws {
    let command = try Command()
    try command.write(Self.scenario, to: "s.yaml")
    let submitted = try command.run("submit", "s.yaml", environment: ["PATH": "/nowhere"])
    #expect(submitted.status == 1 && submitted.errors.contains("sbatch"))
  }
}
