package base_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

// liar serves one file, and answers as bytes tell it to.
type liar struct {
	file   []byte
	script []byte
	asked  int
}

// honest is the right answer.
func (l *liar) honest(r base.FTPPacket) base.FTPPacket {
	a := base.FTPPacket{Seq: r.Seq + 1, Session: 5, Op: base.FTPAck, Request: r.Op, Offset: r.Offset}
	switch r.Op {
	case base.FTPOpenFileRO:
		a.Data = binary.LittleEndian.AppendUint32(nil, uint32(len(l.file)))
	case base.FTPReadFile:
		from := min(int(r.Offset), len(l.file))
		a.Data = l.file[from:min(from+int(r.Want), len(l.file))]
	case base.FTPCalcFileCRC32:
		a.Data = binary.LittleEndian.AppendUint32(nil, base.FTPChecksum(l.file))
	default:
	}
	return a
}

// answers are what the script makes of the right answer: two bytes for each
// request.
func (l *liar) answers(r base.FTPPacket) [][251]byte {
	a := l.honest(r)
	if len(l.script) < 2 {
		return [][251]byte{a.Encode()}
	}
	how, what := l.script[0], l.script[1]
	l.script = l.script[2:]
	switch how % 10 {
	case 1: // lost
		return nil
	case 2:
		a.Seq += uint16(what)
	case 3:
		a.Op, a.Data = base.FTPNak, []byte{what, what}
	case 4:
		a.Data = a.Data[:min(int(what), len(a.Data))]
	case 5: // more than was asked for
		a.Data = append(bytes.Clone(a.Data), make([]byte, what)...)
	case 6: // other bytes
		a.Data = bytes.Clone(a.Data)
		if len(a.Data) > 0 {
			a.Data[int(what)%len(a.Data)] ^= how | 1
		}
	case 7: // any byte of the packet
		p := a.Encode()
		p[int(what)%len(p)] ^= how | 1
		return [][251]byte{p}
	case 8: // a late one before it, and it twice
		late := a
		late.Seq -= 2
		return [][251]byte{late.Encode(), a.Encode(), a.Encode()}
	case 9:
		a.Offset, a.Session, a.Request = a.Offset+uint32(what), a.Session+what, base.FTPOp(what)
	}
	return [][251]byte{a.Encode()}
}

// serve speaks until the port ends.
func (l *liar) serve(codec *base.Codec, port net.Conn) {
	reader, writer := codec.NewReader(port), codec.NewWriter(port, 1, 1)
	for {
		f, err := reader.Read()
		if err != nil {
			return
		}
		switch m := f.Message.(type) {
		case *common.MessageHeartbeat:
			_ = writer.Write(&common.MessageHeartbeat{SystemStatus: common.MAV_STATE_STANDBY, BaseMode: common.MAV_MODE_FLAG_SAFETY_ARMED})
		case *common.MessageFileTransferProtocol:
			r, err := base.DecodeFTP(m.Payload)
			if err != nil {
				return
			}
			l.asked++
			for _, p := range l.answers(r) {
				_ = writer.Write(&common.MessageFileTransferProtocol{Payload: p})
			}
		}
	}
}

// FuzzFTPReplies: whatever a base answers, what is read well is the whole file,
// the reading ends, and it does not ask for ever.
func FuzzFTPReplies(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 0, 8, 0, 2, 3, 4, 100, 1, 0, 1, 0})
	f.Add([]byte{0, 0, 6, 17, 0, 0, 5, 200})
	f.Add([]byte{3, 5, 0, 0, 4, 0, 7, 4, 9, 9, 3, 6})
	codec := newCodec(f)
	content := randomBytes(700)
	f.Fuzz(func(t *testing.T, script []byte) {
		synctest.Test(t, func(t *testing.T) {
			ours, theirs := net.Pipe()
			link, err := base.New(base.Options{Open: func() (io.ReadWriteCloser, error) { return ours, nil }})
			if err != nil {
				t.Fatal(err)
			}
			l := &liar{file: content, script: script}
			ctx, cancel := context.WithCancel(t.Context())
			var tasks sync.WaitGroup
			tasks.Go(func() { _ = link.Run(ctx) })
			tasks.Go(func() { l.serve(codec, theirs) })
			time.Sleep(time.Second)
			begun := time.Now()
			got, err := link.ReadFile(ctx, "/f")
			if err == nil && !bytes.Equal(got, content) {
				t.Errorf("got %d bytes that are not the file, and no error", len(got))
			}
			if took := time.Since(begun); took > time.Minute+time.Duration(len(script))*200*time.Millisecond {
				t.Errorf("took %v", took)
			}
			cancel()
			_ = theirs.Close()
			tasks.Wait()
			if most := 80 + len(content) + len(script); l.asked > most {
				t.Errorf("asked %d times, want at most %d", l.asked, most)
			}
		})
	})
}
