package broker_test

import (
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"go.uber.org/goleak"

	"tiepdan/ward/broker"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func client(t *testing.T, url, id string, clean bool, got chan<- string) mqtt.Client {
	t.Helper()
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(url).SetClientID(id).SetCleanSession(clean).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { got <- string(m.Payload()) }))
	if token := c.Connect(); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	return c
}

// TestKeeps: retained messages and sessions outlive the broker.
func TestKeeps(t *testing.T) {
	t.Parallel()
	options := broker.Options{Listen: "127.0.0.1:0", Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)}
	b, err := broker.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 10)
	ward := client(t, b.URL(), "ward", false, got)
	if token := ward.Subscribe("kb/v1/+/+/evt/+", 1, nil); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	ward.Disconnect(50)
	robot := client(t, b.URL(), "robot", true, got)
	robot.Publish("kb/v1/c/r/evt/rating", 1, false, "event").Wait()
	robot.Publish("kb/v1/c/r/state", 1, true, "state").Wait()
	robot.Disconnect(50)
	b.Stop()

	if b, err = broker.Start(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	defer b.Stop()
	ward = client(t, b.URL(), "ward", false, got)
	defer ward.Disconnect(50)
	if token := ward.Subscribe("kb/v1/+/+/state", 1, nil); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	for left := map[string]bool{"event": true, "state": true}; len(left) > 0; {
		select {
		case text := <-got:
			delete(left, text)
		case <-time.After(30 * time.Second):
			t.Fatalf("got nothing of %v, want both after a restart", left)
		}
	}
}

func TestStartErrors(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	tests := []struct{ listen, want string }{
		{l.Addr().String(), "address already in use"},
		{"0.0.0.0:0", "not a loopback address"},
		{"localhost", "cannot start the broker on localhost"},
	}
	for _, tt := range tests {
		_, err := broker.Start(t.Context(), broker.Options{Listen: tt.listen, Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.listen, err, tt.want)
		}
	}
}
