/// One line of the journal: everything one exchange changed, or a return to the start.
enum JournalEntry: Hashable, Sendable, Codable {
  case exchange([SimulationEffect])
  case reset
}
