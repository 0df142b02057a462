// Package freeport gives tests addresses on loopback for programs that they
// start: ones that nobody listens on, and that the kernel gives nobody either.
package freeport

import (
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

// The kernel gives a listener on port 0, and every connection, a port from
// 32768 up (net.ipv4.ip_local_port_range). A port of that range that was free
// a moment ago is often somebody's when the program under test wants it.
const lowest, highest = 20000, 32767

// Address is 127.0.0.1 with a port that nothing listens on.
func Address(tb testing.TB) string {
	tb.Helper()
	var listen net.ListenConfig
	for range 100 {
		port := lowest + rand.IntN(highest-lowest+1) //nolint:gosec // a port, no secret
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		l, err := listen.Listen(tb.Context(), "tcp", addr)
		if err != nil {
			continue
		}
		if err := l.Close(); err != nil {
			tb.Fatal(err)
		}
		return addr
	}
	tb.Fatal("no free port on 127.0.0.1 in a hundred tries")
	return ""
}
