import Billing
import Foundation
import Testing

@testable import GPUProbe

/// The documents of `Samples`, written by hand after what drivers of four branches print.
enum Sample: String, CaseIterable {
  case v10
  case v11
  case v12
  case v13

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Samples")

  func text() throws -> String {
    try String(contentsOf: Self.folder.appending(path: "\(rawValue).xml"), encoding: .utf8)
  }

  func document() throws -> SMIDocument { try Self.read(text()) }

  static func read(_ text: String) throws(ProbeFailure) -> SMIDocument {
    try SMIDocument(reading: Array(text.utf8), byteCountMax: ProbeLimits().outputByteCountMax)
  }
}
