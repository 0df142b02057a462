package base_test

import (
	"errors"
	"io/fs"
	"reflect"
	"testing"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

func TestFTPPacketOnTheWire(t *testing.T) {
	t.Parallel()
	// The layout of https://mavlink.io/en/services/ftp.html#payload by hand.
	tests := []struct {
		name   string
		packet base.FTPPacket
		want   []byte
	}{
		{
			"open",
			base.FTPPacket{Seq: 0x0201, Op: base.FTPOpenFileRO, Data: []byte("/a")},
			[]byte{1, 2, 0, 4, 2, 0, 0, 0, 0, 0, 0, 0, '/', 'a'},
		},
		{
			"read",
			base.FTPPacket{Seq: 3, Session: 7, Op: base.FTPReadFile, Want: 239, Offset: 0x04030201},
			[]byte{3, 0, 7, 5, 239, 0, 0, 0, 1, 2, 3, 4},
		},
		{
			"data",
			base.FTPPacket{Seq: 4, Session: 7, Op: base.FTPAck, Request: base.FTPReadFile, Data: []byte{9, 8}},
			[]byte{4, 0, 7, 128, 2, 5, 0, 0, 0, 0, 0, 0, 9, 8},
		},
		{
			"end of a burst",
			base.FTPPacket{Op: base.FTPAck, Request: base.FTPBurstReadFile, BurstComplete: true},
			[]byte{0, 0, 0, 128, 0, 15, 1},
		},
		{
			"no",
			base.FTPPacket{Seq: 4, Op: base.FTPNak, Request: base.FTPOpenFileRO, Data: []byte{10}},
			[]byte{4, 0, 0, 129, 1, 4, 0, 0, 0, 0, 0, 0, 10},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var want [251]byte
			copy(want[:], tt.want)
			if got := tt.packet.Encode(); got != want {
				t.Errorf("Encode: got %v, want %v", got, want)
			}
			if got, err := base.DecodeFTP(want); err != nil || !reflect.DeepEqual(got, tt.packet) {
				t.Errorf("DecodeFTP: got %+v (%v), want %+v", got, err, tt.packet)
			}
		})
	}
	if _, err := base.DecodeFTP([251]byte{4: 240}); err == nil {
		t.Error("got no error for a size of 240")
	}
}

func TestFTPErrorIsNotExist(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  base.FTPError
		want bool
	}{
		{base.FTPError{Code: base.FTPFileNotFound}, true},
		{base.FTPError{Code: base.FTPFailErrno, Errno: 2}, true},
		{base.FTPError{Code: base.FTPFailErrno, Errno: 13}, false},
		{base.FTPError{Code: base.FTPFail, Errno: 2}, false},
	}
	for _, tt := range tests {
		if got := errors.Is(&tt.err, fs.ErrNotExist); got != tt.want {
			t.Errorf("%v: got %v, want %v", &tt.err, got, tt.want)
		}
		if tt.err.Error() == "" {
			t.Errorf("%+v has no text", tt.err)
		}
	}
}

// The check value of CRC-32/JAMCRC-like sums begun at 0: computed bit by bit.
func TestFTPChecksum(t *testing.T) {
	t.Parallel()
	bitwise := func(data []byte) uint32 {
		var sum uint32
		for _, b := range data {
			sum ^= uint32(b)
			for range 8 {
				lowest := sum & 1
				sum >>= 1
				if lowest == 1 {
					sum ^= 0xEDB88320
				}
			}
		}
		return sum
	}
	for _, s := range []string{"", "\x00\x00", "123456789", "a floor"} {
		if got, want := base.FTPChecksum([]byte(s)), bitwise([]byte(s)); got != want {
			t.Errorf("%q: got %08x, want %08x", s, got, want)
		}
	}
	if got := base.FTPChecksum([]byte{0, 0, 0}); got != 0 {
		t.Errorf("zeros: got %08x, want 0, for the sum begins there", got)
	}
}

func FuzzDecodeFTP(f *testing.F) {
	for _, p := range []base.FTPPacket{
		{Seq: 1, Op: base.FTPOpenFileRO, Data: []byte("/map/floor.yaml")},
		{Op: base.FTPReadFile, Want: 239, Offset: 1 << 31},
		{Op: base.FTPAck, Request: base.FTPReadFile, Data: make([]byte, base.FTPDataLen)},
		{Op: base.FTPNak, Data: []byte{2, 5}},
	} {
		payload := p.Encode()
		f.Add(payload[:])
	}
	f.Add([]byte{4: 255})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m common.MessageFileTransferProtocol
		copy(m.Payload[:], raw)
		p, err := base.DecodeFTP(m.Payload)
		if err != nil {
			return
		}
		if len(p.Data) > base.FTPDataLen || p.Want > base.FTPDataLen {
			t.Fatalf("got more than a packet holds: %+v", p)
		}
		again, err := base.DecodeFTP(p.Encode())
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("got %+v (%v) after encoding, want %+v", again, err, p)
		}
	})
}
