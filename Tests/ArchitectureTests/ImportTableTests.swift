// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// What the modules of experiments may import: everything that computes, reads or stores.
private let experimental: Set<String> = [
  "Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Kinetics", "Training",
  "Grokking",
  "Scenarios", "Runs",
]

/// The table of docs/architecture.md: what each room may import beside Swift's own libraries.
private let allowed: [String: Set<String>] = [
  "Settings": [],
  "Statistics": ["CGSL"],
  "Randomness": ["CKernels", "CGSL"],
  "Potentials": ["Settings", "CKernels", "CGSL"],
  "Dynamics": ["Settings", "Randomness", "Potentials", "CKernels"],
  "Thermodynamics": ["Statistics", "Randomness", "Potentials", "Dynamics", "CKernels", "CGSL"],
  "Kinetics": [
    "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "CKernels", "CGSL", "CCHOLMOD",
  ],
  "Training": ["Settings", "Randomness", "Scenarios", "CKernels", "COpenBLAS", "CZlib"],
  "Grokking": [
    "Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Kinetics", "Training",
    "CKernels", "CGSL",
  ],
  "Scenarios": ["Settings", "Yams"],
  "Runs": ["Settings", "Statistics", "CNetCDF"],
  "Reports": ["Settings", "Statistics", "Runs"],
  "Experiments": experimental,
  "LandscapeExperiments": experimental.union(["Experiments"]),
  "LearningExperiments": experimental.union(["Experiments"]),
  "Ravine": ["Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Kinetics"],
  "RavineLaboratory": experimental.union([
    "Experiments", "LandscapeExperiments", "LearningExperiments", "Reports", "Ravine", "ArgumentParser",
  ]),
  "RavineCommand": ["RavineLaboratory"],
]

/// What comes with Swift.
private let ownLibraries: Set<String> = ["Foundation", "Synchronization", "Dispatch", "Glibc", "Darwin", "Musl"]

private let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized

private func swiftFiles(in room: String) -> [URL] {
  let root = sources.appending(path: room)
  let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
  return all?.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
}

@Suite struct ImportTableTests {
  @Test(arguments: allowed.keys.sorted())
  func everyRoomImportsOnlyWhatTheTableAllows(room: String) throws {
    let files = swiftFiles(in: room)
    #expect(!files.isEmpty, "Sources/\(room) holds no Swift file")
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for line in text.split(separator: "\n") where !line.hasPrefix("//") && !line.hasPrefix("#") {
        let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
        // Imports stand at the head of a file; what follows may speak of other languages' imports.
        guard let position = words.firstIndex(of: "import"), position <= 1 else { break }
        guard let module = words.dropFirst(position + 1).first.map(String.init) else { continue }
        let isAllowed = ownLibraries.contains(module) || allowed[room, default: []].contains(module)
        #expect(isAllowed, "\(room)/\(file.lastPathComponent) imports \(module)")
      }
    }
  }

  @Test func everyRoomIsInTheTable() throws {
    let rooms = try FileManager.default.contentsOfDirectory(atPath: sources.path).filter {
      !$0.hasPrefix("C") && !$0.hasPrefix(".")
    }
    #expect(Set(rooms) == Set(allowed.keys))
  }

  /// C stays in `CKernels`; the other C targets are module maps.
  @Test func cStaysInCKernels() {
    let all = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    let strays = all?.compactMap { $0 as? URL }.filter { $0.pathExtension == "c" && !$0.path.contains("/CKernels/") }
    #expect(strays?.isEmpty == true)
  }

  @Test func trapsDoNotStandInSources() throws {
    for room in allowed.keys {
      for file in swiftFiles(in: room) {
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in ["fatalError(", "try!", "preconditionFailure("] {
          #expect(!text.contains(word), "\(room)/\(file.lastPathComponent) has \(word)")
        }
      }
    }
  }
}
