import CZlib

/// Compression of a whole file, for generated fixtures.
package enum Gzip {
  /// One gzip member, without name and time, so that equal bytes give equal files with one version of zlib.
  package static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var deflater = unsafe z_stream()
    let status = unsafe deflateInit2_(
      &deflater, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib takes its own version and window size, and memory is there")
    defer { unsafe deflateEnd(&deflater) }
    var source = bytes
    var target = unsafe [UInt8](repeating: 0, count: Int(deflateBound(&deflater, UInt(bytes.count))))
    let byteCount = unsafe source.withUnsafeMutableBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer { target in
        unsafe deflater.next_in = source.baseAddress
        unsafe deflater.avail_in = UInt32(source.count)
        unsafe deflater.next_out = target.baseAddress
        unsafe deflater.avail_out = UInt32(target.count)
        let status = unsafe deflate(&deflater, Z_FINISH)
        precondition(status == Z_STREAM_END, "a target of the bound's size always suffices")
        return unsafe target.count - Int(deflater.avail_out)
      }
    }
    return Array(target[..<byteCount])
  }
}
