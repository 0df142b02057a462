package doctor

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"time"
)

// An SNTP packet (RFC 4330): 48 bytes, times as seconds since 1900 in 32.32 bits.
const (
	ntpSize  = 48
	ntpEpoch = 2208988800 // 1970 in seconds since 1900
	ntpWait  = 3 * time.Second
)

var errNTP = errors.New("it answers, and not with a time")

// NTP asks a time server, HOST or HOST:PORT.
func NTP(ctx context.Context, server string, now func() time.Time) (Reading, error) {
	host := server
	if _, _, err := net.SplitHostPort(server); err != nil {
		host = net.JoinHostPort(server, "123")
	}
	ctx, cancel := context.WithTimeout(ctx, ntpWait)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "udp", host)
	if err != nil {
		return Reading{}, fmt.Errorf("cannot ask time server %s: %w", server, err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	defer stop()
	sent := now()
	ask := make([]byte, ntpSize)
	ask[0] = 4<<3 | 3 // version 4, client
	binary.BigEndian.PutUint64(ask[40:], ntpTime(sent))
	if _, err := conn.Write(ask); err != nil {
		return Reading{}, fmt.Errorf("cannot ask time server %s: %w", server, err)
	}
	answer := make([]byte, 512)
	n, err := conn.Read(answer)
	if err != nil {
		return Reading{}, fmt.Errorf("time server %s does not answer: %w", server, err)
	}
	r, err := readNTP(answer[:n], sent, now())
	if err != nil {
		return Reading{}, fmt.Errorf("cannot use time server %s: %w", server, err)
	}
	r.From = "NTP " + server
	return r, nil
}

// readNTP reads the answer to a question that was sent and answered at times of
// this clock. The question's time must come back: an answer to another one
// says nothing.
func readNTP(b []byte, sent, got time.Time) (Reading, error) {
	if len(b) < ntpSize || b[0]&7 != 4 || b[0]>>6 == 3 || b[1] == 0 || b[1] > 15 || binary.BigEndian.Uint64(b[24:]) != ntpTime(sent) {
		return Reading{}, errNTP
	}
	received, answered := fromNTP(binary.BigEndian.Uint64(b[32:])), fromNTP(binary.BigEndian.Uint64(b[40:]))
	way := got.Sub(sent) - answered.Sub(received)
	if way < 0 || received.Year() < 2000 {
		return Reading{}, errNTP
	}
	return Reading{Ahead: (sent.Sub(received) + got.Sub(answered)) / 2, Within: way / 2}, nil
}

func ntpTime(t time.Time) uint64 {
	return uint64(t.Unix()+ntpEpoch)<<32 | uint64(t.Nanosecond())<<32/1e9
}

// fromNTP reads a time of the era that began in 1900 if it is after 1968, or of
// the next, which begins in 2036.
func fromNTP(n uint64) time.Time {
	s := int64(n >> 32)
	if s < 1<<31 {
		s += 1 << 32
	}
	return time.Unix(s-ntpEpoch, int64(n&0xffffffff)*1e9>>32)
}
