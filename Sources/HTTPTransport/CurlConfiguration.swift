/// What an operator may choose about the network. There is no switch that turns verification off.
package struct CurlConfiguration: Hashable, Sendable {
  /// Which URLs may be called.
  package var policy: URLPolicy
  /// A PEM file of certificate authorities that replaces the system's; `nil` trusts the system's.
  package var certificateAuthorityFile: String?
  /// A proxy for `https` requests, for example `http://proxy.internal:3128`; `nil` connects directly, whatever the
  /// environment says.
  package var proxyURL: String?
  /// An exchange slower than this many bytes a second for `lowSpeedSeconds` is given up.
  package var lowSpeedBytesPerSecond: Int
  /// How long an exchange may stay below `lowSpeedBytesPerSecond`.
  package var lowSpeedSeconds: Int
  /// A connection that was idle longer than this is not used again, because the other side has likely dropped it.
  package var idleConnectionSecondsMax: Int

  /// The choices of a provider client unless said otherwise.
  package init(
    policy: URLPolicy = .httpsOnly, certificateAuthorityFile: String? = nil, proxyURL: String? = nil,
    lowSpeedBytesPerSecond: Int = 1, lowSpeedSeconds: Int = 25, idleConnectionSecondsMax: Int = 20
  ) {
    self.policy = policy
    self.certificateAuthorityFile = certificateAuthorityFile
    self.proxyURL = proxyURL
    self.lowSpeedBytesPerSecond = lowSpeedBytesPerSecond
    self.lowSpeedSeconds = lowSpeedSeconds
    self.idleConnectionSecondsMax = idleConnectionSecondsMax
  }

  /// The `User-Agent` of every request.
  package static let userAgent = "agnitra-billing"
}
