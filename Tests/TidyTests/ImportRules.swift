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
    "Verification": ["Billing", "Hashing", "StrictJSON"],
    "Jobs": ["Billing", "Hashing", "StrictJSON", "Metering", "Dispatching", "Verification"],
    // Adapters
    "Configuration": ["Billing", "Hashing", "Signing", "Yams"],
    "Signing": ["Crypto", "Glibc"],
    "Replaying": ["Billing", "StrictJSON", "Hashing", "CReplay", "Glibc"],
    "GPUProbe": [
      "Billing", "StrictJSON", "Hashing", "CNVML", "CXML2", "Glibc", "Dispatch", "Synchronization",
    ],
    "ByteStreams": ["Billing", "CZlib", "CZstd", "Glibc"],
    "EventDecoding": [
      "Billing", "StrictJSON", "Hashing", "ByteStreams", "CZlib", "CZstd", "Glibc", "Foundation",
    ],
    "UsageRecordDecoding": ["Billing", "StrictJSON", "Hashing", "ByteStreams"],
    "SQLiteStore": [
      "Billing", "StrictJSON", "Hashing", "GRDB", "GRDBSQLite", "CZstd", "CFileSystem", "Glibc", "Foundation",
      "Synchronization",
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
    "VerdictSimulation": ["Billing", "Hashing", "Verification", "Foundation"],
    // The adapters run in its worlds on the wire; what reads them there has leaves of its own.
    "Simulation": [
      "Billing", "Jobs", "MemoryStore", "ProviderTiming", "HTTPTransport", "StripeProvider",
      "AWSMarketplaceProvider", "StrictJSON", "Hashing", "CFiber",
    ],
    // Executables
    "agnitra-billing": [
      "Billing", "StrictJSON", "Hashing", "Metering", "Dispatching", "Jobs", "Configuration", "ByteStreams",
      "EventDecoding", "UsageRecordDecoding", "SQLiteStore", "LedgerWitness", "HTTPTransport",
      "StripeProvider",
      "AWSMarketplaceProvider", "FailPoints", "Verification", "GPUProbe", "Replaying", "Signing",
      "ArgumentParser", "Logging", "CProcess", "Foundation", "Glibc", "Synchronization",
    ],
    "provider-simulator": ["ProviderSimulation", "StrictJSON", "ArgumentParser", "Foundation", "Glibc"],
    "simulate": ["Simulation", "ArgumentParser", "Foundation"],
    "verdict-bench": ["VerdictSimulation", "ArgumentParser"],
    "usage-generator": [
      "ByteStreams", "UsageGeneration", "StrictJSON", "ArgumentParser", "Foundation", "Glibc",
    ],
  ]

  /// Rooms in which amounts are exact and nothing of the outside is known.
  static let pureRooms: Set<String> = [
    "Billing", "Metering", "Dispatching", "Verification", "Jobs", "MemoryStore",
  ]
  /// Rooms that hold money or quantities, in which only `Rounding` divides.
  static let moneyRooms: Set<String> = ["Billing", "Metering", "Dispatching", "Verification", "MemoryStore"]
  /// Rooms that speak to people.
  static let executables: Set<String> = [
    "agnitra-billing", "provider-simulator", "usage-generator", "simulate", "verdict-bench",
  ]
  /// Rooms that may use floating point: UsageGeneration to write the digits that telemetry writes, VerdictSimulation to
  /// make noise. Verification itself counts in whole numbers (decision 0011).
  static let floatingPointRooms: Set<String> = ["UsageGeneration", "VerdictSimulation"]
}
