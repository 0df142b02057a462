package basetest_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

func TestFileServiceRefusesWhatARealOneRefuses(t *testing.T) {
	t.Parallel()
	const yaml = "/map/floor.yaml"
	open := base.FTPPacket{Op: base.FTPOpenFileRO, Data: []byte(yaml)}
	tests := []struct {
		name string
		send []base.FTPPacket
		want base.FTPCode // of the last answer; 0 is an ACK
	}{
		{"opens a file", []base.FTPPacket{open}, 0},
		{"no such file", []base.FTPPacket{{Op: base.FTPOpenFileRO, Data: []byte("/x")}}, base.FTPFileNotFound},
		{"one session at a time", []base.FTPPacket{open, open}, base.FTPNoSessionsAvailable},
		{"free again after a reset", []base.FTPPacket{open, {Op: base.FTPResetSessions}, open}, 0},
		{"reads", []base.FTPPacket{open, {Op: base.FTPReadFile, Session: 1, Want: 5}}, 0},
		{"reads nothing", []base.FTPPacket{open, {Op: base.FTPReadFile, Session: 1}}, base.FTPInvalidDataSize},
		{"reads behind the end", []base.FTPPacket{open, {Op: base.FTPReadFile, Session: 1, Want: 5, Offset: 1 << 31}}, base.FTPEndOfFile},
		{"reads what is not open", []base.FTPPacket{{Op: base.FTPReadFile, Session: 1, Want: 5}}, base.FTPInvalidSession},
		{"reads another session", []base.FTPPacket{open, {Op: base.FTPReadFile, Session: 2, Want: 5}}, base.FTPInvalidSession},
		{"closes another session", []base.FTPPacket{open, {Op: base.FTPTerminateSession, Session: 2}}, base.FTPInvalidSession},
		{"sums no file", []base.FTPPacket{{Op: base.FTPCalcFileCRC32, Data: []byte("/x")}}, base.FTPFileNotFound},
		{"writes nothing", []base.FTPPacket{{Op: 6, Data: []byte("/x")}}, base.FTPUnknownCommand},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onWire(t, basetest.Options{}, func(p *peer) {
				for i, packet := range tt.send {
					packet.Seq = uint16(2*i + 1)
					p.send(&common.MessageFileTransferProtocol{Payload: packet.Encode()})
				}
				p.mu.Lock()
				defer p.mu.Unlock()
				last := tt.send[len(tt.send)-1]
				if len(p.files) != len(tt.send) {
					p.t.Fatalf("got %d answers, want %d", len(p.files), len(tt.send))
				}
				got := p.files[len(p.files)-1]
				if got.Seq != uint16(2*len(tt.send)) || got.Request != last.Op {
					p.t.Errorf("got %+v, want the answer to %+v", got, last)
				}
				if no := got.Op == base.FTPNak; no != (tt.want != 0) || no && base.FTPCode(got.Data[0]) != tt.want {
					p.t.Errorf("got %+v, want code %v", got, tt.want)
				}
			})
		})
	}
}

func TestFileServiceRepeatsItsAnswer(t *testing.T) {
	t.Parallel()
	onWire(t, basetest.Options{}, func(p *peer) {
		for range 3 {
			open := base.FTPPacket{Seq: 9, Op: base.FTPOpenFileRO, Data: []byte("/map/floor.yaml")}
			p.send(&common.MessageFileTransferProtocol{Payload: open.Encode()})
		}
		synctest.Wait()
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, got := range p.files {
			if got.Op != base.FTPAck || got.Session != 1 || got.Seq != 10 {
				p.t.Errorf("got %+v, want the first answer again", got)
			}
		}
		if len(p.files) != 3 {
			p.t.Errorf("got %d answers, want 3", len(p.files))
		}
	})
}

func TestMapFilesShowThePlan(t *testing.T) {
	t.Parallel()
	plan := basetest.ServicePoint()
	z, err := gzip.NewReader(bytes.NewReader(plan.MapFiles()["/map/floor.pgm.gz"]))
	if err != nil {
		t.Fatalf("cannot open the picture: %v", err)
	}
	picture, err := io.ReadAll(z)
	if err != nil {
		t.Fatalf("cannot read the picture: %v", err)
	}
	pixels := bytes.TrimPrefix(picture, []byte("P5\n400 300\n255\n"))
	if len(pixels) != 400*300 {
		t.Fatalf("got %d pixels behind %.20q, want 400 by 300", len(pixels), picture)
	}
	for i, grey := range pixels {
		x, y := (float64(i%400)+0.5)*0.05, 15-(float64(i/400)+0.5)*0.05
		// Solid answers for cells of 0.1 m: it cannot judge beside an edge.
		edge := false
		for _, d := range []float64{-0.1, 0.1} {
			edge = edge || plan.Solid(x+d, y) != plan.Solid(x, y) || plan.Solid(x, y+d) != plan.Solid(x, y)
		}
		if want := plan.Solid(x, y); !edge && want != (grey == 0) && !nearCharger(x, y) {
			t.Errorf("at (%.3f, %.3f): got grey %d, want solid %v", x, y, grey, want)
		}
	}
}

// nearCharger: the charger is thinner than such a cell.
func nearCharger(x, y float64) bool { return x > 19.6 && y > 4.7 && y < 5.3 }

// idle is a body that stands there.
type idle struct{ basetest.Body }

func (idle) Step(time.Duration)        {}
func (idle) Beat()                     {}
func (idle) Sensed() basetest.Sensed   { return basetest.Sensed{BatteryPct: 50} }
func (idle) SpeedCap(float64)          {}
func (idle) Velocity(float64, float64) {}

func TestFilesOfAnotherBody(t *testing.T) {
	t.Parallel()
	onWire(t, basetest.Options{Body: idle{}}, func(p *peer) {
		ask := func(seq uint16) {
			packet := base.FTPPacket{Seq: seq, Op: base.FTPCalcFileCRC32, Data: []byte("/map/floor.yaml")}
			p.send(&common.MessageFileTransferProtocol{Payload: packet.Encode()})
		}
		ask(1)
		p.base.SetFile("/map/floor.yaml", []byte("image: x"))
		ask(3)
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.files) != 2 || p.files[0].Op != base.FTPNak || p.files[1].Op != base.FTPAck {
			p.t.Errorf("got %+v, want no file before it was set, and one after", p.files)
		}
	})
}
