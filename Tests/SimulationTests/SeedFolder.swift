import Foundation
import Simulation

/// The worlds that are kept, `fixtures/simulation/*.seed`.
enum SeedFolder {
  static func files() throws -> [(name: String, file: SeedFile)] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "fixtures/simulation")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".seed") }.sorted().map { name in
      (name, try SeedFile(text: try String(contentsOf: folder.appending(path: name), encoding: .utf8)))
    }
  }
}
