import StrictJSON

/// Reads a record's allocations and checks them against the record.
struct AllocationReader {
  private let value: JSONValue?
  private let path: String

  init(_ value: JSONValue?, _ path: String) {
    self.value = value == .null ? nil : value
    self.path = "\(path).usageAllocations"
  }

  /// The allocations, each of the record's own numeric kind, which is `nil` when it has no quantity.
  func allocations(ofDecimal recordIsDecimal: Bool?) throws(AWSRefusal) -> [UsageAllocation] {
    guard let value else { return [] }
    guard let elements = value.array else {
      throw AWSRefusal("SerializationException", "\(path) must be a list")
    }
    guard (1...MarketplaceLimits.allocationCountMax).contains(elements.count) else {
      throw AWSRefusal.constraint(
        "\(elements.count) allocations", at: path,
        "Member must have length between 1 and \(MarketplaceLimits.allocationCountMax)")
    }
    var allocations: [UsageAllocation] = []
    for (index, element) in elements.enumerated() {
      let place = "\(path).\(index + 1).member"
      allocations.append(try allocation(element, place, recordIsDecimal: recordIsDecimal ?? false))
    }
    return allocations
  }

  private func allocation(
    _ value: JSONValue, _ place: String, recordIsDecimal: Bool
  ) throws(AWSRefusal) -> UsageAllocation {
    guard let object = value.object else {
      throw AWSRefusal("SerializationException", "\(place) must be a structure")
    }
    let known = ["AllocatedUsageQuantity", "AllocatedUsageQuantityAsDecimal", "Tags"]
    if let stranger = object.keys.first(where: { !known.contains($0) }) {
      throw AWSRefusal(
        "ValidationException", "\(place) has the member \(stranger), which the model does not know")
    }
    let reader = QuantityReader(
      object, place, plain: "AllocatedUsageQuantity", decimal: "AllocatedUsageQuantityAsDecimal")
    guard let quantity = try reader.quantity() else {
      throw AWSRefusal(
        "ValidationException",
        "\(place) needs exactly one of AllocatedUsageQuantity and AllocatedUsageQuantityAsDecimal")
    }
    guard quantity.isDecimal == recordIsDecimal else {
      throw AWSRefusal(
        "InvalidUsageAllocationsException",
        "\(place): allocations don't use the same type of quantity as the usage quantity.")
    }
    return UsageAllocation(quantity: quantity.value, tags: try tags(object["Tags"], place))
  }

  private func tags(_ value: JSONValue?, _ place: String) throws(AWSRefusal) -> [String: String] {
    guard let value, value != .null else { return [:] }
    guard let elements = value.array else {
      throw AWSRefusal("SerializationException", "\(place).tags must be a list")
    }
    guard (1...MarketplaceLimits.tagCountMax).contains(elements.count) else {
      throw AWSRefusal("InvalidTagException", "The number of tags is not between 1 and 5 at \(place).")
    }
    var tags: [String: String] = [:]
    for element in elements {
      guard let object = element.object, let key = object["Key"]?.string, let text = object["Value"]?.string
      else {
        throw AWSRefusal("ValidationException", "\(place).tags needs Key and Value, both strings")
      }
      guard Self.isTagText(key, lengthMax: MarketplaceLimits.tagKeyLengthMax),
        Self.isTagText(text, lengthMax: MarketplaceLimits.tagValueLengthMax)
      else { throw AWSRefusal("InvalidTagException", "The tag is invalid at \(place).") }
      guard tags.updateValue(text, forKey: key) == nil else {
        throw AWSRefusal("InvalidTagException", "The tag key \(key) appears twice at \(place).")
      }
    }
    return tags
  }

  /// The set AWS's guide lists, which is narrower than the range the model's pattern happens to allow.
  private static func isTagText(_ text: String, lengthMax: Int) -> Bool {
    let extra = Array("+ -=._:/@".utf8)
    return (1...lengthMax).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || extra.contains($0)
      }
  }

  /// The allocations of a record must add up to it and have different tag sets.
  static func check(_ record: UsageRecord) throws(AWSRefusal) {
    guard !record.allocations.isEmpty else { return }
    guard Set(record.allocations.map(\.tags)).count == record.allocations.count else {
      throw AWSRefusal(
        "InvalidUsageAllocationsException", "Two allocations of one record have the same tags.")
    }
    let sum = record.allocations.reduce(ExactDecimal.zero) { $0 + $1.quantity }
    guard sum == record.quantity else {
      throw AWSRefusal(
        "InvalidUsageAllocationsException",
        "Sum of allocated usage quantities is not equal to the usage quantity: \(sum.text) and "
          + "\(record.quantity.text).")
    }
  }
}
