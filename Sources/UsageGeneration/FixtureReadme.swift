extension FixtureSummary {
  /// The text of `fixtures/README.md`.
  package var readme: String {
    """
    # Fixtures

    A month-end week, 2026-10-26 to 2026-11-01 in UTC, of 12 made-up projects of 4 made-up customers. Nothing here was
    measured and nobody is billed. `catalog.yaml` and `billing.yaml` belong to it; `rehearse.sh` runs it through the
    provider simulators.

    ## Where it comes from

    `events/` and this page are made by the generator in this repository, and a test checks that they still are:

        swift run -c release usage-generator fixture --seed \(seed) -o fixtures/

    The rows look exactly as upstream's meter writes them with Python's `json.dumps`. The file of a day holds what
    arrived that day. `2026-10-28` is compressed, as some exporters do.

    `replays/` is not made by the generator: four events of claimed savings, the replays that verify them without a
    GPU, and the device that the rehearsal plays. One claim is verified, one is inflated, one is false, one needs
    another tier.

    ## What is in it

    | file | rows |
    |---|---|
    \(rowCountByFile.map { "| \($0.name) | \($0.rowCount) |" }.joined(separator: "\n"))
    | all | \(rowCount) |

    | kind | count |
    |---|---|
    | distinct events | \(eventCount) |
    | of them flat, without `usage_id`, `region`, `providers` (proj-003, proj-006, proj-011) | \(flatCount) |
    | of them an hour late or more, up to 67 hours | \(lateCount) |
    | of them in the file of a later day than their own | \(inLaterFileCount) |
    | of them held: a tier the catalog does not have (`mi300x`, proj-002), a project nobody knows (proj-099) | 2 |
    | exact repetitions within a file | \(repetitionInFileCount) |
    | exact repetitions in a later file | \(repetitionAcrossFilesCount) |
    | conflicts: the id of a posted event with other content (proj-004, a day later) | \(conflictCount) |
    | bad rows | \(badRows.count) |

    The sum of `tokens_processed` over the distinct events is \(tokenSum).

    | project | distinct events |
    |---|---|
    \(eventCountByProject.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value) |" }.joined(separator: "\n"))

    The bad rows:

    \(badRows.map { "- \($0)" }.joined(separator: "\n"))

    """
  }
}
