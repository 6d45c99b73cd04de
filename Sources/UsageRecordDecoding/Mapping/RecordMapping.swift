import Billing

/// Decides whose record it is and of which tier; what nobody says is never guessed.
struct RecordMapping {
  let rules: UsageRecordRules

  func record(_ draft: RecordDraft) throws(UsageRecordFault) -> GPUUsageRecord {
    let projectID = try project(of: draft)
    let hardwareTier = try tier(of: draft)
    try check(draft.organisation, pays: projectID)
    return GPUUsageRecord(
      recordID: draft.recordID, format: draft.format, allocation: draft.allocation, projectID: projectID,
      hardwareTier: hardwareTier, modelName: draft.modelName,
      currency: rules.currencyOfProject[projectID] ?? rules.defaultCurrency, devices: draft.devices,
      gpuCount: draft.gpuCount, interval: draft.interval, isShared: draft.isShared)
  }

  private func project(of draft: RecordDraft) throws(UsageRecordFault) -> String {
    if let project = rules.project ?? draft.projectID { return project }
    guard let owner = draft.owner, !owner.isEmpty else {
      throw UsageRecordFault(
        .unmapped,
        "the record \(draft.recordID) names no \(draft.ownerWord): import it with --project, or say with "
          + "owner_label which label names the owner; then agnitra-billing quarantine retry")
    }
    if let project = rules.projectOfOwner[owner] { return project }
    throw UsageRecordFault(
      .unmapped,
      "nobody says whose the \(draft.ownerWord) \(UsageRecordFault.shown(owner)) is: add it to usage_records.projects "
        + "in billing.yaml, as \"\(UsageRecordFault.shown(owner))\": PROJECT; then agnitra-billing quarantine retry"
    )
  }

  private func tier(of draft: RecordDraft) throws(UsageRecordFault) -> String {
    if let tier = rules.tier ?? draft.hardwareTier { return tier }
    if let tier = rules.tierOfModel[draft.modelName] { return tier }
    guard !draft.modelName.isEmpty else {
      throw UsageRecordFault(
        .unmapped, "the record \(draft.recordID) names no GPU model: import it with --tier TIER")
    }
    throw UsageRecordFault(
      .unmapped,
      "nobody says of which tier the model \(UsageRecordFault.shown(draft.modelName)) is: add it to "
        + "usage_records.tiers in billing.yaml, as \"\(UsageRecordFault.shown(draft.modelName))\": TIER; then "
        + "agnitra-billing quarantine retry")
  }

  private func check(_ organisation: String?, pays projectID: String) throws(UsageRecordFault) {
    guard let organisation, let customer = rules.customerOfProject[projectID], customer != organisation else {
      return
    }
    throw UsageRecordFault(
      .inconsistent,
      "org_id is \(UsageRecordFault.shown(organisation)), and the catalog says that \(customer) pays for "
        + "\(projectID); correct one of the two")
  }
}
