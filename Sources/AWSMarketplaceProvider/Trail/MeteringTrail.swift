package import Billing
import StrictJSON

/// What CloudTrail recorded of BatchMeterUsage, imported from files: AWS has no call that reads what it metered.
package struct MeteringTrail: ProviderStatement {
  /// `aws`.
  package let provider = ProviderID("aws")
  /// CloudTrail writes a call down within a quarter of an hour.
  package let lagSeconds = AWSMarketplaceLimits.trailLagSeconds

  /// Bytes of one file, decompressed; more are refused.
  package static let fileByteCountMax = AWSMarketplaceLimits.trailByteCountMax

  private var calls: [TrailCall] = []
  /// Entries by their hour: call and entry.
  private var places: [UTCHour: [(call: Int, entry: Int)]] = [:]
  /// Files of which another page follows.
  private var pages: [String] = []

  /// No file yet.
  package init() {}

  /// Takes the decompressed bytes of a file, all of it or, when it throws, none.
  package mutating func add(_ bytes: [UInt8], file: String) throws(TrailError) {
    let content = try TrailFile(bytes, file: file)
    var added: [TrailCall] = []
    for (number, record) in content.records {
      if let call = try TrailCall(record, file: file, number: number) { added.append(call) }
    }
    for call in added {
      for (index, entry) in call.entries.enumerated() {
        places[entry.key.hour, default: []].append((calls.count, index))
      }
      calls.append(call)
    }
    if content.isCutShort { pages.append(QuotedText.line(file)) }
  }

  /// How many calls of BatchMeterUsage the files hold.
  package var callCount: Int { calls.count }

  /// Why the files are not complete, whoever says so: a sentence each.
  package var notes: [String] {
    pages.map(Self.pageNote) + calls.filter(\.isCut).map(Self.cutNote)
  }

  private static func pageNote(_ file: String) -> String { "\(file) is one page of several (NextToken)" }

  private static func cutNote(_ call: TrailCall) -> String {
    "\(call.place): CloudTrail left out what was sent or answered"
  }

  /// What the calls say about an item's buyer, dimension and hour, in its region and for its product.
  package func tells(of item: DispatchItem) -> ItemStatement {
    var statement = ItemStatement()
    let address: AWSMarketplaceAddress
    do throws(FreezeError) {
      address = try AWSMarketplaceAddress(item.address)
    } catch {
      statement.unclear.append("the route's address is not usable: \(error)")
      return statement
    }
    statement.gaps = gaps(for: item, region: address.region)
    let own = TrailItem(item, address)
    for place in places[own.key.hour] ?? [] {
      let call = calls[place.call]
      guard call.region == address.region, own.key.isNamed(by: call.entries[place.entry].key) else {
        continue
      }
      own.read(call, call.entries[place.entry], into: &statement)
    }
    return statement
  }

  /// A call before the hour cannot have counted it, whatever was left out of it.
  private func gaps(for item: DispatchItem, region: String) -> [String] {
    let own = calls.filter { $0.region == region }
    guard !own.isEmpty else {
      return [
        "they hold no call of BatchMeterUsage in \(region), so nothing tells that they are of this region"
      ]
    }
    let cut = own.filter { $0.isCut && $0.at >= item.bucket.start.start }
    return pages.map(Self.pageNote) + cut.map(Self.cutNote)
  }
}
