// swift-tools-version: 6.2
import PackageDescription

// The package of the fuzzing driver. `Tests/Fuzzing/run` lays it out beside links to Sources and Targets, so that
// nothing of it is in the package that ships.

let common: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
/// The address sanitizer watches every read and write; `PLAIN=1` leaves it out.
let isPlain = Context.environment["PLAIN"] == "1"
let watched: [String] = isPlain ? [] : ["-sanitize=address"]
/// Our own code is instrumented; what we did not write, and the targets' rules, are not, so that their edges do not
/// crowd the readers' out. Comparisons are not traced: libFuzzer would look for their numbers as bytes of the input,
/// where they stand as decimal digits.
let instrumented =
  common + [
    .unsafeFlags(watched + ["-sanitize=fuzzer", "-sanitize-coverage=edge,inline-8bit-counters,pc-table"])
  ]
/// What a target reads by its inner parts keeps them.
let testable = instrumented + [.unsafeFlags(["-enable-testing"])]
/// libFuzzer without a `main` of its own, which `run` finds in the toolchain.
let fuzzer = Context.environment["FUZZER_LIBRARY"] ?? "libclang_rt.fuzzer_no_main.a"
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  let isTestable = testableRooms.contains(name)
  return .target(
    name: name, dependencies: dependencies, path: "Sources/\(name)", exclude: exclude,
    swiftSettings: isTestable ? testable : instrumented)
}

/// Rooms whose inner parts some target reads by.
let testableRooms: Set = [
  "EventDecoding", "UsageRecordDecoding", "StripeProvider", "AWSMarketplaceProvider", "Configuration",
  "GPUProbe", "LedgerWitness", "SQLiteStore", "agnitra-billing",
]

func shim(_ name: String, _ pkgConfig: String? = nil) -> Target {
  .systemLibrary(name: name, path: "Sources/Shims/\(name)", pkgConfig: pkgConfig)
}

/// A program with the targets of one group, which links the rooms that they read and no others: libFuzzer looks at
/// every counter of a program after each execution.
func driver(_ name: String, _ rooms: [Target.Dependency]) -> Target {
  .executableTarget(
    name: "fuzz-\(name)", dependencies: rooms, path: "Fuzzing/\(name)",
    swiftSettings: common + [.unsafeFlags(watched)],
    linkerSettings: [.unsafeFlags(watched + [fuzzer]), .linkedLibrary("stdc++")])
}

let package = Package(
  name: "fuzzing",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    shim("CCurl", "libcurl"), shim("CXML2", "libxml-2.0"), shim("CZlib", "zlib"), shim("CZstd", "libzstd"),
    shim("CFileSystem"), shim("CProcess"), shim("CNVML"),
    .target(name: "CReplay", path: "Sources/Shims/CReplay"),
    room("Billing"),
    room("StrictJSON"),
    room("Hashing", [.product(name: "Crypto", package: "swift-crypto")]),
    room("Metering", ["Billing"]),
    room("Dispatching", ["Billing", "Hashing"]),
    room("Verification", ["Billing", "StrictJSON", "Hashing"]),
    room("Jobs", ["Billing", "StrictJSON", "Metering", "Dispatching", "Verification"]),
    room("ByteStreams", ["Billing", "CZlib", "CZstd"]),
    room("EventDecoding", ["Billing", "StrictJSON", "Hashing", "ByteStreams"]),
    room("UsageRecordDecoding", ["Billing", "StrictJSON", "Hashing", "ByteStreams"]),
    room(
      "SQLiteStore",
      [
        "Billing", "Hashing", "StrictJSON", "CFileSystem", "CZstd",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    room("LedgerWitness", ["Billing", "StrictJSON"]),
    room("Signing", [.product(name: "Crypto", package: "swift-crypto")]),
    room("Configuration", ["Billing", "Hashing", "Signing", yams]),
    room("HTTPTransport", ["CCurl"]),
    room("ProviderTiming", ["Billing"]),
    room("StripeProvider", ["Billing", "HTTPTransport", "ProviderTiming", "StrictJSON", "Hashing"]),
    room(
      "AWSMarketplaceProvider",
      ["Billing", "HTTPTransport", "ProviderTiming", "StrictJSON", "Hashing", "CXML2"]),
    room("GPUProbe", ["Billing", "StrictJSON", "Hashing", "CNVML", "CXML2"]),
    room("Replaying", ["Billing", "StrictJSON", "Hashing", "CReplay"]),
    room("FailPoints", ["Billing", "HTTPTransport"]),
    room(
      "agnitra-billing",
      [
        "Billing", "StrictJSON", "Jobs", "Configuration", "EventDecoding", "SQLiteStore", "LedgerWitness",
        "HTTPTransport", "StripeProvider", "AWSMarketplaceProvider", "FailPoints", "CProcess", "Verification",
        "GPUProbe", "Replaying", "ByteStreams", "Dispatching",
        "Signing", "Hashing", "Metering", "UsageRecordDecoding", argumentParser,
      ], exclude: ["Main.swift"]),
    driver("values", ["Billing", "StrictJSON", "ProviderTiming"]),
    driver("events", ["Billing", "StrictJSON", "ByteStreams", "EventDecoding"]),
    driver("records", ["Billing", "UsageRecordDecoding"]),
    driver(
      "answers", ["Billing", "StrictJSON", "HTTPTransport", "StripeProvider", "AWSMarketplaceProvider"]),
    driver("configuration", ["Billing", "Configuration"]),
    driver("evidence", ["Billing", "StrictJSON", "Hashing", "Verification"]),
    driver("devices", ["Billing", "GPUProbe"]),
    driver("marks", ["Billing", "LedgerWitness", "SQLiteStore"]),
    driver("arguments", ["agnitra-billing", argumentParser]),
  ]
)
