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

let package = Package(
  name: "mini", platforms: [.macOS(.v26)],
  targets: [
    debianLibrary("CGSL", pkgConfig: "gsl", apt: "libgsl-dev", brew: "gsl"),
    debianLibrary("CCHOLMOD", pkgConfig: nil, apt: "libsuitesparse-dev", brew: "suite-sparse"),
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
    .target(name: "TestSupport", dependencies: ["Statistics"], path: "Tests/TestSupport", swiftSettings: strict),
    laws("Settings"),
    laws("Statistics"),
    laws("Randomness", imports: ["CKernels", "CGSL"]),
    laws("Potentials", imports: ["Settings"]),
    laws("Dynamics", imports: ["Settings", "Statistics", "Potentials", "Randomness", "CKernels"]),
    laws("Thermodynamics", imports: ["Statistics", "Randomness", "Potentials", "Dynamics"]),
    laws("Kinetics", imports: ["Settings", "Statistics", "Randomness", "Potentials", "Dynamics", "Thermodynamics"]),
  ],
  swiftLanguageModes: [.v6])
