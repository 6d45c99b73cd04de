/// Which modules each room may import: the arrows of the architecture, and nothing else. An adapter has the one outside
/// thing it is for.
enum ImportRules {
  static let allowed: [String: Set<String>] = [
    // The vocabulary and what lies below it
    "Billing": [],
    "StrictJSON": [],
    "Hashing": ["Crypto"],
    // Stages: pure
    "Metering": ["Billing", "Hashing"],
    "Dispatching": ["Billing", "Hashing"],
    "Jobs": ["Billing", "Hashing", "StrictJSON", "Metering", "Dispatching"],
    // Adapters
    "Configuration": ["Billing", "Hashing", "Yams"],
    "ByteStreams": ["Billing", "CZlib", "CZstd", "Glibc"],
    "EventDecoding": [
      "Billing", "StrictJSON", "Hashing", "ByteStreams", "CZlib", "CZstd", "Glibc", "Foundation",
    ],
    "UsageRecordDecoding": ["Billing", "StrictJSON", "Hashing", "ByteStreams"],
    "SQLiteStore": [
      "Billing", "StrictJSON", "Hashing", "GRDB", "GRDBSQLite", "CZstd", "CFileSystem", "Glibc", "Foundation",
    ],
    "MemoryStore": ["Billing"],
    "LedgerWitness": ["Billing", "StrictJSON", "Glibc"],
    "HTTPTransport": ["CCurl", "Glibc", "Synchronization"],
    "ProviderTiming": ["Billing"],
    "StripeProvider": ["Billing", "HTTPTransport", "ProviderTiming", "StrictJSON", "Hashing"],
    "AWSMarketplaceProvider": [
      "Billing", "HTTPTransport", "ProviderTiming", "StrictJSON", "Hashing", "CXML2", "Glibc",
    ],
    // Rehearsal and tests
    "ProviderSimulation": ["StrictJSON", "Hashing", "Foundation", "Glibc", "Synchronization"],
    "UsageGeneration": ["Billing", "StrictJSON", "Hashing", "ByteStreams", "Foundation", "Glibc"],
    "FailPoints": ["Billing", "HTTPTransport", "Glibc", "Synchronization"],
    "Simulation": ["Billing", "Jobs", "MemoryStore", "ProviderTiming", "CFiber"],
    // Executables
    "agnitra-billing": [
      "Billing", "StrictJSON", "Hashing", "Metering", "Dispatching", "Jobs", "Configuration", "ByteStreams",
      "EventDecoding", "UsageRecordDecoding", "SQLiteStore", "LedgerWitness", "HTTPTransport", "StripeProvider",
      "AWSMarketplaceProvider", "FailPoints", "ArgumentParser", "Logging", "CProcess", "Foundation", "Glibc",
      "Synchronization",
    ],
    "provider-simulator": ["ProviderSimulation", "StrictJSON", "ArgumentParser", "Foundation", "Glibc"],
    "simulate": ["Simulation", "ArgumentParser", "Foundation"],
    "usage-generator": [
      "ByteStreams", "UsageGeneration", "StrictJSON", "ArgumentParser", "Foundation", "Glibc",
    ],
  ]

  /// Rooms in which amounts are exact and nothing of the outside is known.
  static let pureRooms: Set<String> = ["Billing", "Metering", "Dispatching", "Jobs", "MemoryStore"]
  /// Rooms that hold money or quantities, in which only `Rounding` divides.
  static let moneyRooms: Set<String> = ["Billing", "Metering", "Dispatching", "MemoryStore"]
  /// Rooms that speak to people.
  static let executables: Set<String> = [
    "agnitra-billing", "provider-simulator", "usage-generator", "simulate",
  ]
  /// Rooms that may use floating point: Verification for its statistics, UsageGeneration to write the digits that
  /// telemetry writes.
  static let floatingPointRooms: Set<String> = ["Verification", "UsageGeneration"]
}
