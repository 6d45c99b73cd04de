import Foundation
import Testing

/// Links between the pages of the repository.
@Suite struct LinkTests {
  @Test("Every link from a page to a file of the repository leads to one")
  func links() throws {
    let pages = ["README.md", "CHANGELOG.md", "docs", "cron", "fixtures", "jobs"].flatMap(SourceTree.paths)
      .filter { $0.hasSuffix(".md") }
    #expect(!pages.isEmpty, "the pages were not found")
    for page in pages {
      let text = try #require(SourceTree.text(of: page))
      for link in text.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.1) }) {
        if link.hasPrefix("#") || link.contains("://") || link.hasPrefix("mailto:") { continue }
        let target = String(link.prefix { $0 != "#" })
        let folder = SourceTree.root.appending(path: page).deletingLastPathComponent()
        let isThere = FileManager.default.fileExists(atPath: folder.appending(path: target).path)
        #expect(isThere, "\(page) links to \(target), which is not there")
      }
    }
  }
}
