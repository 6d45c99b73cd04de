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
/// Where tests have a run fail (`Tests/Failures`). Only a build that asks for them in its environment has any; the
/// release never does, and packing it checks that.
let failPoints: [SwiftSetting] =
  Context.environment["FAIL_POINTS"] == "1" ? [.define("FAIL_POINTS")] : []

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
    .systemLibrary(
      name: "CCurl", path: "Sources/Shims/CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CXML2", path: "Sources/Shims/CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(
      name: "CZlib", path: "Sources/Shims/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CZstd", path: "Sources/Shims/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CFileSystem", path: "Sources/Shims/CFileSystem"),
    .systemLibrary(name: "CProcess", path: "Sources/Shims/CProcess"),
    .systemLibrary(name: "CFiber", path: "Sources/Shims/CFiber"),
    .systemLibrary(name: "CNVML", path: "Sources/Shims/CNVML"),
    .target(name: "CReplay", path: "Sources/Shims/CReplay", cSettings: [.treatAllWarnings(as: .error)]),

    // The vocabulary and what lies below it
    .target(name: "Billing", swiftSettings: strict),
    .target(name: "StrictJSON", swiftSettings: strict),
    .target(
      name: "Hashing",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),

    // Stages: pure, side by side
    .target(
      name: "Metering",
      dependencies: ["Billing"],
      swiftSettings: strict),
    .target(
      name: "Dispatching",
      dependencies: ["Billing", "Hashing"],
      swiftSettings: strict),
    .target(
      name: "Verification",
      dependencies: ["Billing", "StrictJSON", "Hashing"],
      swiftSettings: strict),
    .target(
      name: "Jobs",
      dependencies: ["Billing", "StrictJSON", "Metering", "Verification", "Dispatching"],
      swiftSettings: strict),

    // Adapters: side by side, each with the one outside thing it is for
    .target(
      name: "ByteStreams",
      dependencies: ["Billing", "CZlib", "CZstd"],
      swiftSettings: strictC),
    .target(
      name: "EventDecoding",
      dependencies: ["Billing", "StrictJSON", "Hashing", "ByteStreams"],
      swiftSettings: strict),
    .target(
      name: "UsageRecordDecoding",
      dependencies: ["Billing", "StrictJSON", "Hashing", "ByteStreams"],
      swiftSettings: strict),
    .target(
      name: "SQLiteStore",
      dependencies: [
        "Billing", "Hashing", "StrictJSON", "CFileSystem", "CZstd",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strictC),
    .target(
      name: "MemoryStore",
      dependencies: ["Billing"],
      swiftSettings: strict),
    .target(
      name: "LedgerWitness",
      dependencies: ["Billing", "StrictJSON"],
      swiftSettings: strictC),
    .target(
      name: "Signing",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strictC),
    .target(
      name: "GPUProbe",
      dependencies: ["Billing", "StrictJSON", "Hashing", "CNVML", "CXML2"],
      swiftSettings: strictC),
    .target(
      name: "Replaying",
      dependencies: ["Billing", "StrictJSON", "Hashing", "CReplay"],
      swiftSettings: strictC),
    .target(
      name: "Configuration",
      dependencies: ["Billing", "Hashing", "Signing", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(
      name: "HTTPTransport",
      dependencies: ["CCurl"],
      swiftSettings: strictC),
    .target(
      name: "ProviderTiming",
      dependencies: ["Billing"],
      swiftSettings: strict),
    .target(
      name: "StripeProvider",
      dependencies: ["Billing", "HTTPTransport", "ProviderTiming", "StrictJSON", "Hashing"],
      swiftSettings: strict),
    .target(
      name: "AWSMarketplaceProvider",
      dependencies: ["Billing", "HTTPTransport", "ProviderTiming", "StrictJSON", "Hashing", "CXML2"],
      swiftSettings: strictC),

    // Around the seams, in test builds only
    .target(
      name: "FailPoints",
      dependencies: ["Billing", "HTTPTransport"],
      swiftSettings: strictC + failPoints),

    // The command line
    .executableTarget(
      name: "agnitra-billing",
      dependencies: [
        "Billing", "StrictJSON", "Jobs", "Configuration", "EventDecoding", "SQLiteStore", "LedgerWitness",
        "HTTPTransport", "StripeProvider", "AWSMarketplaceProvider", "FailPoints", "CProcess", "Verification",
        "GPUProbe", "Replaying", "Signing", "Hashing", "Metering", "UsageRecordDecoding", "ByteStreams",
        "Dispatching",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strictC),

    // The providers in the box, for rehearsal and tests, and the maker of fixtures
    .target(
      name: "ProviderSimulation",
      dependencies: ["StrictJSON", "Hashing"],
      swiftSettings: strictC),
    .executableTarget(
      name: "provider-simulator",
      dependencies: [
        "ProviderSimulation", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(name: "UsageGeneration", swiftSettings: strict),
    .executableTarget(
      name: "usage-generator",
      dependencies: [
        "UsageGeneration", "ByteStreams", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // A workload to replay where no device is, and the bench of the verdicts' error rates
    .executableTarget(name: "replay-workload", cSettings: [.treatAllWarnings(as: .error)]),
    .target(
      name: "VerdictSimulation",
      dependencies: ["Verification", "Billing", "Hashing"],
      swiftSettings: strict),
    .executableTarget(
      name: "verdict-bench",
      dependencies: [
        "VerdictSimulation", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // The deterministic simulation of the line; no part of the package that is shipped
    .target(
      name: "Simulation",
      dependencies: [
        "Billing", "Jobs", "MemoryStore", "ProviderTiming", "HTTPTransport", "StripeProvider",
        "AWSMarketplaceProvider", "StrictJSON", "Hashing", "CFiber",
      ],
      swiftSettings: strictC),
    .executableTarget(
      name: "simulate",
      dependencies: ["Simulation", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),

    // Tests
    .testTarget(
      name: "BillingTests",
      dependencies: ["Billing"],
      swiftSettings: strict),
    .testTarget(
      name: "StrictJSONTests",
      dependencies: ["StrictJSON"],
      swiftSettings: strict),
    .testTarget(
      name: "MeteringTests",
      dependencies: ["Billing", "Metering"],
      swiftSettings: strict),
    .testTarget(
      name: "DispatchingTests",
      dependencies: ["Billing", "Dispatching"],
      swiftSettings: strict),
    .testTarget(
      name: "JobsTests",
      dependencies: [
        "Jobs", "Billing", "Dispatching", "EventDecoding", "Hashing", "Metering", "SQLiteStore", "StrictJSON",
        "Verification",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EventDecodingTests",
      dependencies: ["EventDecoding", "Billing", "StrictJSON", "Hashing", "ByteStreams", "CZstd"],
      swiftSettings: strictC),
    .testTarget(
      name: "UsageRecordDecodingTests",
      dependencies: [
        "UsageRecordDecoding", "Billing", "Jobs", "Metering", "MemoryStore", "SQLiteStore", "StrictJSON",
        "Hashing",
      ],
      swiftSettings: strictC),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "MemoryStore", "SQLiteStore", "LedgerWitness", "Billing", "Hashing", "CZstd",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Ledgers"],
      swiftSettings: strictC),
    .testTarget(
      name: "VerificationTests",
      dependencies: ["Verification", "VerdictSimulation", "Billing", "StrictJSON", "Hashing"],
      swiftSettings: strict),
    .testTarget(
      name: "GPUProbeTests",
      dependencies: ["GPUProbe", "Billing", "StrictJSON", "Hashing"],
      exclude: ["Samples"],
      swiftSettings: strict),
    .testTarget(
      name: "ReplayingTests",
      dependencies: ["Replaying", "Billing", "Hashing", "CReplay", "replay-workload"],
      swiftSettings: strict),
    .testTarget(name: "SigningTests", dependencies: ["Signing"], swiftSettings: strict),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Configuration", "Billing", "Hashing", "Signing"],
      swiftSettings: strict),
    .testTarget(
      name: "HTTPTransportTests",
      dependencies: ["HTTPTransport"],
      swiftSettings: strict),
    .testTarget(
      name: "StripeProviderTests",
      dependencies: [
        "ProviderSimulation", "StripeProvider", "ProviderTiming", "Dispatching", "Billing", "HTTPTransport",
        "StrictJSON", "Hashing",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AWSMarketplaceProviderTests",
      dependencies: [
        "AWSMarketplaceProvider", "ProviderTiming", "Billing", "HTTPTransport", "StrictJSON", "Hashing",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ProviderSimulationTests",
      dependencies: ["ProviderSimulation", "provider-simulator", "StrictJSON", "Hashing"],
      swiftSettings: strict),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Simulation", "StripeProvider", "AWSMarketplaceProvider", "HTTPTransport", "ProviderTiming",
        "Billing",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "UsageGenerationTests",
      dependencies: ["UsageGeneration", "ByteStreams", "EventDecoding", "Billing"],
      swiftSettings: strict),
    .testTarget(
      name: "GoldenTests",
      dependencies: [
        "StripeProvider", "AWSMarketplaceProvider", "Billing", "Configuration", "Dispatching",
        "HTTPTransport",
        "StrictJSON",
      ],
      exclude: ["Catalog", "Payloads", "Tables"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "agnitra-billing", "provider-simulator", "replay-workload", "StrictJSON",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FuzzingTests",
      dependencies: [
        "Billing", "StrictJSON", "Hashing", "Metering", "Verification", "ByteStreams", "EventDecoding",
        "UsageRecordDecoding", "SQLiteStore", "LedgerWitness", "Configuration", "GPUProbe",
        "HTTPTransport", "ProviderTiming", "StripeProvider", "AWSMarketplaceProvider", "agnitra-billing",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Fuzzing",
      exclude: ["Corpora", "Driver", "Regressions", "run"],
      sources: ["Rules", "Targets", "Replay"],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)
