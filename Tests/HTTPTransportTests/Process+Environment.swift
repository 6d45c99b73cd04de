import Glibc

/// Sets a variable of this process.
func setEnvironment(_ name: String, _ value: String) { setenv(name, value, 1) }
/// Removes a variable of this process.
func unsetEnvironment(_ name: String) { unsetenv(name) }
/// Closes a socket.
func closeSocket(_ socket: CInt) { close(socket) }
