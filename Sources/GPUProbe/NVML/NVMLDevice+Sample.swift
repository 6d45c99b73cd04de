import Billing
import CNVML

extension NVMLDevice {
  /// One look at what moves. `held` are the counters of this driver.
  func sample(
    of uuid: DeviceUUID, atNanoseconds: UInt64, held: HeldTimeFields
  ) throws(ProbeFailure) -> DeviceSample {
    var sample = DeviceSample(uuid: uuid, atNanoseconds: atNanoseconds)
    sample.smClockMegahertz = try clock(cnvml_clock, .multiprocessor)
    sample.memoryClockMegahertz = try clock(cnvml_clock, .memory)
    sample.powerMilliwatts = try number(cnvml_power_usage, "its power").map(Int64.init)
    sample.powerLimitMilliwatts = try number(cnvml_power_limit, "its power limit").map(Int64.init)
    sample.energyMillijoules = try longNumber(cnvml_energy, "its energy").flatMap(Int64.init(exactly:))
    sample.temperatureCelsius = try temperature()
    sample.utilisationPercent = try utilisation()
    sample.memoryUsedBytes = try memory()?.usedBytes
    sample.clockReasons = try longNumber(cnvml_clock_reasons, "what holds its clocks down")
    sample.heldNanoseconds = try heldNanoseconds(held)
    sample.eccUncorrectedCount = try eccUncorrectedCount()
    sample.computeProcessCount = try computeProcessCount()
    return sample
  }

  private func temperature() throws(ProbeFailure) -> Int? {
    var celsius: Int32 = 0
    let isTold = try isTold("its temperature") {
      unsafe cnvml_get_temperature(library.pointer, handle, &celsius)
    }
    return isTold ? Int(celsius) : nil
  }

  private func utilisation() throws(ProbeFailure) -> Int? {
    var percent: UInt32 = 0
    let isTold = try isTold("its utilisation") {
      unsafe cnvml_get_utilisation(library.pointer, handle, &percent)
    }
    return isTold && percent <= 100 ? Int(percent) : nil
  }

  /// Errors since the driver was loaded.
  private func eccUncorrectedCount() throws(ProbeFailure) -> Int64? {
    let (uncorrected, volatile): (Int32, Int32) = (1, 0)
    var count: UInt64 = 0
    let isTold = try isTold("its memory errors") {
      unsafe cnvml_get_ecc_count(library.pointer, handle, uncorrected, volatile, &count)
    }
    return isTold ? Int64(exactly: count) : nil
  }

  private func computeProcessCount() throws(ProbeFailure) -> Int? {
    var count: UInt32 = 0
    let isTold = try isTold("its processes") {
      unsafe cnvml_get_compute_process_count(library.pointer, handle, &count)
    }
    return isTold ? Int(count) : nil
  }

  private func heldNanoseconds(
    _ fields: HeldTimeFields
  ) throws(ProbeFailure) -> DeviceSample.HeldNanoseconds {
    var values = fields.ids.map { id in
      var value = cnvml_field_value()
      value.field_id = id
      return value
    }
    var result = DeviceSample.HeldNanoseconds()
    let isTold = try isTold("its counters") {
      unsafe cnvml_get_fields(library.pointer, handle, &values, Int32(values.count))
    }
    guard isTold else { return result }
    var told: [UInt32: Int64] = [:]
    for value in values where NVMLCode(value.code) == .success {
      told[value.field_id] = NVMLFieldNumber.read(bits: value.bits, valueType: value.value_type)
    }
    result.powerCap = told[fields.powerCap]
    result.softwareThermal = fields.softwareThermal.flatMap { told[$0] }
    result.hardwareThermal = fields.hardwareThermal.flatMap { told[$0] }
    result.powerBrake = fields.powerBrake.flatMap { told[$0] }
    return result
  }
}

/// The number that a field's eight bytes hold.
enum NVMLFieldNumber {
  /// A count of at least 0; `nil` for anything else, and for floating point, in which no counter comes.
  static func read(bits: UInt64, valueType: UInt32) -> Int64? {
    let number: Int64? =
      switch valueType {
      case 1: Int64(UInt32(truncatingIfNeeded: bits))
      case 2, 3: Int64(exactly: bits)
      case 4: Int64(bitPattern: bits)
      case 5: Int64(Int32(truncatingIfNeeded: bits))
      case 6: Int64(UInt16(truncatingIfNeeded: bits))
      default: nil
      }
    return number.flatMap { $0 < 0 ? nil : $0 }
  }
}
