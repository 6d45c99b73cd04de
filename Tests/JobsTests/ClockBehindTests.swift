import Billing
import Jobs
import Testing

@Suite("A clock against the last run")
struct ClockBehindTests {
  @Test("a clock that is behind the last run is refused while no target confirms it")
  func clockBehind() throws {
    let office = try Office()
    try office.run()
    (office.first.canBeReached, office.second.canBeReached) = (false, false)
    office.clock.instant = office.clock.instant.adding(seconds: -301)
    do {
      try office.run()
      Issue.record("it ran")
    } catch {
      #expect(ExitStatus(error) == .temporary)
      #expect("\(error)".contains("set it"))
    }
    office.clock.instant = office.clock.instant.adding(seconds: 2)
    try office.run()
  }

  @Test("one run under a clock that was ahead refuses no later run that a target's clock agrees with")
  func clockWasAhead() throws {
    let office = try Office()
    office.post(UsageDraft("one"))
    (office.first.canBeReached, office.second.canBeReached) = (false, false)
    office.clock.instant = office.clock.instant.adding(seconds: 30 * 86_400)
    try office.run()
    office.clock.instant = office.clock.instant.adding(seconds: -30 * 86_400)
    (office.first.canBeReached, office.second.canBeReached) = (true, true)
    #expect(try office.run().exitStatus == .done)
    #expect(try office.states() == [.delivered: 1])
  }
}
