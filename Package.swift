// swift-tools-version: 6.2
import PackageDescription

/// Every target: warnings are errors, existential types are spelled `any`, imports stay internal unless said.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
/// Targets that call C: every unsafe expression carries the word `unsafe`.
let strictC = strict + [.strictMemorySafety()]

let package = Package(
  name: "agnitra-billing",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "StrictJSON", swiftSettings: strict),
    .target(
      name: "Hashing",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
    .target(name: "Billing", swiftSettings: strict),
    .target(name: "Metering", dependencies: ["Billing"], swiftSettings: strict),
    .target(name: "Dispatching", dependencies: ["Billing", "Hashing"], swiftSettings: strict),
    .target(
      name: "Jobs", dependencies: ["Billing", "StrictJSON", "Metering", "Dispatching"], swiftSettings: strict),
    .testTarget(name: "BillingTests", dependencies: ["Billing"], swiftSettings: strict),
    .testTarget(name: "MeteringTests", dependencies: ["Billing", "Metering"], swiftSettings: strict),
    .testTarget(name: "DispatchingTests", dependencies: ["Billing", "Dispatching"], swiftSettings: strict),
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: strict),
  ]
)
