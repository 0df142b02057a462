package base_test

import (
	"bytes"
	"context"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

func TestTeeCopiesBothWaysAndIsNeverRead(t *testing.T) {
	t.Parallel()
	tool, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer tool.Close()
	emulated, err := basetest.New(basetest.Options{})
	if err != nil {
		t.Fatalf("basetest.New: %v", err)
	}
	device := filepath.Join(t.TempDir(), "base")
	tty := basetest.NewTTY(emulated, device)
	if err := tty.Plug(context.WithoutCancel(t.Context())); err != nil {
		t.Fatalf("Plug: %v", err)
	}
	link, err := base.New(base.Options{Path: device, Tee: tool.LocalAddr().String()})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var tasks sync.WaitGroup
	tasks.Go(func() { _ = emulated.Run(ctx) })
	tasks.Go(func() { _ = link.Run(ctx) })
	defer tasks.Wait()
	defer tty.Close()
	defer cancel()

	codec := newCodec(t)
	_ = tool.SetReadDeadline(time.Now().Add(10 * time.Second))
	heard := map[uint8]int{}
	buf := make([]byte, 512)
	for heard[1] < 20 || heard[191] < 5 {
		n, from, err := tool.ReadFromUDP(buf)
		if err != nil {
			t.Fatalf("heard %v, then: %v", heard, err)
		}
		f, err := codec.NewReader(bytes.NewReader(buf[:n])).Read()
		if err != nil {
			t.Fatalf("got no frame: %x", buf[:n])
		}
		heard[f.Component]++
		// A tool that talks back, as all of them do.
		var frame bytes.Buffer
		stop := &common.MessageHeartbeat{BaseMode: 0, SystemStatus: common.MAV_STATE_EMERGENCY}
		if err := codec.NewWriter(&frame, 1, 1).Write(stop); err != nil {
			t.Fatalf("Write: %v", err)
		}
		if _, err := tool.WriteToUDP(frame.Bytes(), from); err != nil {
			t.Fatalf("WriteToUDP: %v", err)
		}
	}
	if s := link.State(); !s.Link || s.EStops != 0 {
		t.Errorf("got %+v: the link listened to the tool", s)
	}
}

func TestTeeStaysOnThisComputer(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:14550", "192.168.1.4:14550", "localhost:14550", "127.0.0.1", "127.0.0.1:0", ":14550", "[::]:1"} {
		if _, err := base.New(base.Options{Path: "/dev/null", Tee: address}); err == nil || !strings.Contains(err.Error(), "cannot copy") {
			t.Errorf("%s: got %v", address, err)
		}
	}
	for _, address := range []string{"127.0.0.1:14550", "[::1]:14550", "127.8.8.8:1"} {
		if _, err := base.New(base.Options{Path: "/dev/null", Tee: address}); err != nil {
			t.Errorf("%s: got %v", address, err)
		}
	}
}
