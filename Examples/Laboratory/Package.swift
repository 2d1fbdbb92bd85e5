// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

let package = Package(
  name: "Laboratory",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "ravine", path: "../..")],
  targets: [
    .executableTarget(
      name: "Laboratory", dependencies: [.product(name: "RavineLaboratory", package: "ravine")], path: "Sources")
  ])
