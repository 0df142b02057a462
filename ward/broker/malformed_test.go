package broker_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"

	"tiepdan/ward/pki"
)

// dial opens a connection, and says who it is.
func (g *guarded) dial(ctx context.Context, secure *tls.Config, id string, more func(*packets.ConnectPacket)) (net.Conn, error) {
	conn, err := (&tls.Dialer{Config: secure}).DialContext(ctx, "tcp", strings.TrimPrefix(g.url, "tls://"))
	if err != nil {
		return nil, err
	}
	hello, ok := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	if !ok {
		g.t.Fatal("got no packet")
	}
	hello.ProtocolName, hello.ProtocolVersion, hello.CleanSession, hello.ClientIdentifier, hello.Keepalive = "MQTT", 4, true, id, 30
	if more != nil {
		more(hello)
	}
	err = conn.SetDeadline(time.Now().Add(patience))
	if err == nil {
		err = hello.Write(conn)
	}
	if err == nil {
		_, err = packets.ReadPacket(conn)
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// dieWith connects with a last will, and cuts the line.
func (g *guarded) dieWith(ctx context.Context, secure *tls.Config, id, topic string) error {
	conn, err := g.dial(ctx, secure, id, func(p *packets.ConnectPacket) {
		p.WillFlag, p.WillQos, p.WillTopic, p.WillMessage = true, 1, topic, []byte("lost")
	})
	if err != nil {
		return err
	}
	return conn.Close()
}

// FuzzMalformed sends bytes that may be packets, as a certified robot. The
// broker must neither fall over nor pass anything on for another robot.
func FuzzMalformed(f *testing.F) {
	var good bytes.Buffer
	for _, topic := range []string{"kb/v1/cua-nam/kb-02/evt/rating", "kb/v1/cua-nam/kb-02/state", "#", "", "\x00"} {
		p, ok := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
		if !ok {
			f.Fatal("got no packet")
		}
		p.TopicName, p.Payload = topic, []byte("forged")
		if err := p.Write(&good); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(good.Bytes())
	f.Add([]byte{0x30, 0xff, 0xff, 0xff, 0x7f})                     // 256 MB are to come
	f.Add([]byte{0x32, 0x03, 0x00, 0x01, 'a'})                      // no room for the packet's number
	f.Add([]byte{0x82, 0x02, 0x00, 0x01})                           // subscribes to nothing
	f.Add([]byte{0x10, 0x0c, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0}) // says twice who it is
	f.Add([]byte{0xf0, 0x00})
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	g := newGuarded(f)
	ward := g.mustConnect(g.ours(pki.Ward), "wardd")
	if code := ward.subscribe(f, "kb/v1/+/kb-02/#"); code != 1 {
		f.Fatalf("got %x, want 1", code)
	}
	two := g.mustConnect(g.robot(g.ca, "kb-02"), "kb-cua-nam-kb-02")
	secure := g.robot(g.ca, "kb-01")
	f.Fuzz(func(t *testing.T, data []byte) {
		conn, err := g.dial(t.Context(), secure, "kb-cua-nam-kb-01", nil)
		if err != nil {
			return // it came too soon after the last one
		}
		defer conn.Close()
		if _, err := conn.Write(append(data, 0xc0, 0)); err == nil { // with a ping, if it is still understood
			_ = conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
			_, _ = io.ReadFull(conn, make([]byte, 2))
		}
		two.publish("kb/v1/cua-nam/kb-02/evt/rating", "true")
		ward.want(t, "kb/v1/cua-nam/kb-02/evt/rating true")
	})
}
