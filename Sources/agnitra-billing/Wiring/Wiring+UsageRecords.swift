import Billing
import Configuration
import Jobs
import UsageRecordDecoding

extension Wiring {
  /// How usage records are read: the settings, and what a person says in addition.
  func usageRecordRules(_ asked: RecordImport? = nil) throws(CommandFailure) -> UsageRecordRules {
    var mapping = settings.usageRecords
    if let mapPath = asked?.mapPath {
      let text = try ConfigurationFile.read(mapPath, hint: "--map names it")
      mapping = mapping.overridden(
        by: try Self.checked { () throws(ConfigurationErrors) in try UsageRecordSettings(reading: text) })
    }
    var rules = UsageRecordRules(defaultCurrency: settings.defaultCurrency)
    rules.projectOfOwner = mapping.projectOfOwner
    rules.tierOfModel = mapping.tierOfModel
    rules.ownerLabel = mapping.ownerLabel ?? rules.ownerLabel
    let seconds = asked?.scrapeIntervalSeconds ?? mapping.scrapeIntervalSeconds
    rules.scrapeIntervalMilliseconds = seconds.map { $0 * 1_000 }
    (rules.project, rules.tier) = (asked?.project, asked?.tier)
    rules.customerOfProject = catalog.projects.mapValues(\.customerID)
    for route in catalog.routes where rules.currencyOfProject[route.projectID] == nil {
      rules.currencyOfProject[route.projectID] = route.currency
    }
    return rules
  }

  /// The records that a person names.
  func recordSources(
    _ paths: [String], _ asked: RecordImport
  ) throws(CommandFailure) -> [any EventSource] {
    let rules = try usageRecordRules(asked)
    do throws(SourceError) {
      return try Self.recordSources(paths, format: asked.format, rules: rules)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The records that the settings name; a path that cannot be opened fails when it is read.
  func configuredRecordSources() throws(CommandFailure) -> [any EventSource] {
    let rules = try usageRecordRules()
    var sources: [any EventSource] = []
    for entry in settings.usageRecordPaths {
      do throws(SourceError) {
        sources += try Self.recordSources([entry.path], format: entry.format, rules: rules)
      } catch {
        sources.append(UnreadableSource(path: entry.path, error: error.naming(configurationPath)))
      }
    }
    return sources
  }

  private static func recordSources(
    _ paths: [String], format: UsageRecordFormat, rules: UsageRecordRules
  ) throws(SourceError) -> [any EventSource] {
    var sources: [any EventSource] = []
    for path in try UsageRecordFiles.paths(paths) {
      sources.append(try UsageRecordSource(path: path, format: format, rules: rules))
    }
    return sources
  }
}
