// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A room of the laboratory. What it may import is fixed in docs/architecture.md and held by `ImportTableTests`.
func room(_ name: String, imports: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
  .target(name: name, dependencies: imports, resources: resources, swiftSettings: strict)
}

/// The tests of one room.
func laws(_ name: String, imports: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + imports, swiftSettings: strict)
}

func debianLibrary(_ name: String, pkgConfig: String?, apt: String, brew: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let experiments: [Target.Dependency] = [
  "ExperimentSupport", "RavineLaboratory", "Settings", "Scenarios", "Runs", "Statistics", "Potentials", "Dynamics",
  "Training", "Grokking",
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "ravine",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "ravine", targets: ["RavineCommand"]),
    .library(name: "Ravine", targets: ["Ravine"]),
    .library(name: "RavineLaboratory", targets: ["RavineLaboratory"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    debianLibrary("CGSL", pkgConfig: "gsl", apt: "libgsl-dev", brew: "gsl"),
    debianLibrary("CCHOLMOD", pkgConfig: nil, apt: "libsuitesparse-dev", brew: "suite-sparse"),
    debianLibrary("CNetCDF", pkgConfig: "netcdf", apt: "libnetcdf-dev", brew: "netcdf"),
    debianLibrary("COpenBLAS", pkgConfig: "openblas", apt: "libopenblas-dev", brew: "openblas"),
    debianLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    .target(name: "CKernels"),

    room("Settings"),
    room("Statistics", imports: ["CGSL"]),
    room("Randomness", imports: ["CKernels", "CGSL"]),
    room("Potentials", imports: ["Settings", "CKernels", "CGSL"]),
    room("Dynamics", imports: ["Settings", "Randomness", "Potentials", "CKernels"]),
    room("Thermodynamics", imports: ["Statistics", "Randomness", "Potentials", "Dynamics", "CKernels", "CGSL"]),
    room(
      "Kinetics",
      imports: ["Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "CKernels", "CGSL", "CCHOLMOD"]),
    room("Training", imports: ["Settings", "Randomness", "Scenarios", "CKernels", "COpenBLAS", "CZlib"]),
    room(
      "Grokking",
      imports: [
        "Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Kinetics", "Training",
        "CKernels", "CGSL",
      ]),
    room("Scenarios", imports: ["Settings", .product(name: "Yams", package: "Yams")]),
    room("Runs", imports: ["Settings", "Statistics", "CNetCDF"]),
    room(
      "Experiments",
      imports: [
        "Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Kinetics", "Training",
        "Grokking", "Scenarios", "Runs",
      ]),
    room(
      "LandscapeExperiments",
      imports: [
        "Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Kinetics", "Training",
        "Grokking", "Scenarios", "Runs", "Experiments",
      ]),
    room(
      "LearningExperiments",
      imports: [
        "Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Kinetics", "Training",
        "Grokking", "Scenarios", "Runs", "Experiments",
      ]),
    room(
      "Reports", imports: ["Settings", "Statistics", "Runs"], resources: [.embedInCode("Export/ravine_run.py")]),
    room(
      "Ravine",
      imports: ["Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Kinetics"]),
    room(
      "RavineLaboratory",
      imports: [
        "Ravine", "Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Training", "Grokking",
        "Scenarios", "Runs", "Experiments", "LandscapeExperiments", "LearningExperiments", "Reports", argumentParser,
      ]),
    .executableTarget(name: "RavineCommand", dependencies: ["RavineLaboratory"], swiftSettings: strict),

    // Random bits on standard output, for batteries of tests such as dieharder.
    .executableTarget(
      name: "RandomBits", dependencies: ["Randomness"], path: "Tests/batteries/RandomBits", swiftSettings: strict),
    .target(name: "TestSupport", dependencies: ["Statistics"], path: "Tests/TestSupport", swiftSettings: strict),
    // How much of the heap is in use, for tests that nothing is allocated.
    .systemLibrary(name: "CHeap", path: "Tests/CHeap"),
    laws("Settings"),
    laws("Statistics"),
    laws("Randomness", imports: ["CKernels", "CGSL"]),
    laws("Potentials", imports: ["Settings"]),
    laws("Dynamics", imports: ["Settings", "Statistics", "Potentials", "Randomness", "CKernels"]),
    laws("Thermodynamics", imports: ["Statistics", "Randomness", "Potentials", "Dynamics"]),
    laws("Kinetics", imports: ["Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics"]),
    laws("Training", imports: ["Settings", "Statistics", "Randomness", "CKernels", "CHeap", "CZlib"]),
    laws(
      "Grokking", imports: ["Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Training"]),
    laws("Scenarios", imports: ["Settings"]),
    laws("Runs", imports: ["Settings", "Statistics"]),
    // Scenarios that are run by a test, in the standard laboratory.
    .target(
      name: "ExperimentSupport", dependencies: ["RavineLaboratory", "Experiments", "Runs", "Scenarios", "Settings"],
      path: "Tests/ExperimentSupport", swiftSettings: strict),
    laws("Experiments", imports: experiments),
    laws("LandscapeExperiments", imports: experiments + ["Experiments"]),
    laws("LearningExperiments", imports: experiments + ["Experiments"]),
    laws("Reports", imports: ["Settings", "Runs", "Statistics"]),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "RavineCommand", "RavineLaboratory", "Ravine", "Experiments", "Scenarios", "TestSupport", argumentParser,
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
)

// What `make bench` measures. Not for users of the package: it is built only where this variable asks for it.
if Context.environment["RAVINE_BENCHMARKS"] != nil {
  package.targets += [
    .target(name: "CAllocations", path: "Benchmarks/Sources/CAllocations"),
    .executableTarget(
      name: "Throughput",
      dependencies: [
        "CAllocations", "CKernels", "Randomness", "Potentials", "Dynamics", "Thermodynamics", "Training", "Grokking",
      ], path: "Benchmarks/Sources/Throughput"),
  ]
}
