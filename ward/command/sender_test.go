package command_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/nats-io/nats-server/v2/server"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
)

const patience = 60 * time.Second // for a machine that is busy with other tests

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within %v: %s", patience, what)
}

func broker(t *testing.T) (url string) {
	t.Helper()
	o := &server.Options{
		ServerName: "test", DontListen: true, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir(),
		MQTT: server.MQTTOpts{Host: "127.0.0.1", Port: server.RANDOM_PORT},
	}
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	if !s.ReadyForConnections(patience) {
		t.Fatal("the broker is not ready")
	}
	return fmt.Sprintf("tcp://127.0.0.1:%d", o.MQTT.Port)
}

var unit = schema.Topic{Commune: "00070", Robot: "kb-01"}

// robot is a client that answers by hand.
type robot struct {
	client mqtt.Client
	got    chan mqtt.Message
	seq    uint64
}

func newRobot(t *testing.T, url string) *robot {
	t.Helper()
	r := &robot{got: make(chan mqtt.Message, 16)}
	r.client = mqtt.NewClient(mqtt.NewClientOptions().AddBroker(url).SetClientID("robot").
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { r.got <- m }))
	if token := r.client.Connect(); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	t.Cleanup(func() { r.client.Disconnect(50) })
	for _, filter := range unit.OrderFilters() {
		if token := r.client.Subscribe(filter, 1, nil); token.Wait() && token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
	return r
}

func (r *robot) next(t *testing.T) mqtt.Message {
	t.Helper()
	select {
	case m := <-r.got:
		return m
	case <-time.After(patience):
		t.Fatal("the robot gets nothing")
		return nil
	}
}

func (r *robot) say(t *testing.T, from schema.Topic, result schema.Result) {
	t.Helper()
	body, err := schema.EncodeBody(result)
	if err != nil {
		t.Fatal(err)
	}
	r.seq++
	data, err := schema.Join(schema.Header{
		V: 1, ID: "01890a5d-ac96-774b-bcce-b302099a8057", Epoch: "e", Seq: r.seq, TS: time.Now(), Clock: schema.ClockNTP,
	}, body)
	if err != nil {
		t.Fatal(err)
	}
	r.client.Publish(from.On(schema.ResultChannel(result.Command)).String(), 1, false, data).Wait()
}

func start(t *testing.T, url string, key ed25519.PrivateKey) *command.Sender {
	t.Helper()
	s, err := command.New(command.Options{Broker: url, Key: key, Logger: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	ctx := t.Context()
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestSender: what is sent opens with the ward's key, and the robot's word, and
// nobody else's, moves its state on.
func TestSender(t *testing.T) {
	t.Parallel()
	url := broker(t)
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	r, s := newRobot(t, url), start(t, url, key)
	var id string
	eventually(t, "a goto is sent", func() bool {
		var err error
		id, err = s.Goto(t.Context(), command.Errand{To: unit, Goto: schema.Goto{Place: "door-3"}})
		return err == nil
	})
	m := r.next(t)
	topic, err := schema.ParseTopic(m.Topic())
	if err != nil {
		t.Fatal(err)
	}
	c, err := schema.OpenCommand([]ed25519.PublicKey{key.Public().(ed25519.PublicKey)}, topic, m.Payload())
	if err != nil || c.ID != id || c.Order != (schema.Goto{Place: "door-3"}) || m.Retained() {
		t.Fatalf("got %+v, %v, retained %t, want the goto %s", c, err, m.Retained(), id)
	}
	state := func() command.State {
		found, _ := s.Find(id)
		return found.State
	}
	if got := state(); got != command.Sent {
		t.Errorf("before any answer: got %s, want %s", got, command.Sent)
	}
	other := unit
	other.Robot = "kb-02"
	r.say(t, other, schema.Result{Command: id, State: schema.ResultDone})
	for _, step := range []schema.ResultState{schema.ResultAccepted, schema.ResultRunning} {
		r.say(t, unit, schema.Result{Command: id, State: step})
		eventually(t, "the state "+string(step), func() bool { return state() == command.State(step) })
	}
	r.say(t, unit, schema.Result{Command: id, State: schema.ResultAccepted}) // sent again after a cut
	r.say(t, unit, schema.Result{Command: id, State: schema.ResultRejected, Reason: schema.ReasonCancelled})
	eventually(t, "the end", func() bool { return state() == command.Rejected })
	if all := s.States(); len(all) != 1 || all[0].Reason != schema.ReasonCancelled {
		t.Errorf("got %+v, want one command with its reason", all)
	}
}

// TestConfigure: settings stay for a robot that comes later, and what it says to
// them is kept.
func TestConfigure(t *testing.T) {
	t.Parallel()
	url := broker(t)
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	s := start(t, url, key)
	eventually(t, "settings are put", func() bool { return s.Configure(t.Context(), unit, schema.Settings{Rev: 3}) == nil })
	r := newRobot(t, url)
	m := r.next(t)
	got, err := schema.OpenSettings([]ed25519.PublicKey{key.Public().(ed25519.PublicKey)}, unit.On(schema.ChannelDesired), m.Payload())
	if err != nil || got.Rev != 3 || !m.Retained() {
		t.Fatalf("got %+v, %v, retained %t, want revision 3", got, err, m.Retained())
	}
	data, err := schema.Encode(schema.Reported{V: 1, Rev: 3, State: schema.SettingsApplied})
	if err != nil {
		t.Fatal(err)
	}
	r.client.Publish(unit.On(schema.ChannelReported).String(), 1, true, data).Wait()
	eventually(t, "what is reported", func() bool {
		reported, ok := s.Reported(unit)
		return ok && reported.Rev == 3 && reported.State == schema.SettingsApplied
	})
}

// TestAway: without a broker nothing is promised; and what is never answered is
// not left as sent.
func TestAway(t *testing.T) {
	t.Parallel()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	s, err := command.New(command.Options{Broker: "tcp://127.0.0.1:1", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Report(t.Context(), unit); !errors.Is(err, command.ErrAway) {
		t.Errorf("got %v, want %v", err, command.ErrAway)
	}
	if got := s.States(); len(got) != 0 {
		t.Errorf("got %+v, want no command", got)
	}
	if _, err := command.New(command.Options{}); err == nil {
		t.Error("without a key: got no error, want one")
	}
	url := broker(t)
	now := time.Now()
	late, err := command.New(command.Options{Broker: url, Key: key, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	ctx := t.Context()
	go func() { done <- late.Run(ctx) }()
	eventually(t, "it is sent", func() bool { _, err := late.Report(ctx, unit); return err == nil })
	now = now.Add(time.Minute)
	if got := late.States(); len(got) != 1 || got[0].State != command.Unanswered {
		t.Errorf("got %+v, want one command without an answer", got)
	}
	t.Cleanup(func() { <-done })
}

func TestKey(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "command.key")
	made, err := command.MakeKey(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := command.MakeKey(file); err == nil {
		t.Error("a key was written over, want an error")
	}
	if got, err := command.LoadKey(file); err != nil || !got.Equal(made) {
		t.Errorf("got %v, %v, want the key that was made", got, err)
	}
	public, err := base64.StdEncoding.DecodeString(command.Public(made))
	if err != nil || !made.Public().(ed25519.PublicKey).Equal(ed25519.PublicKey(public)) {
		t.Errorf("got %v, %v, want the public part", public, err)
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := command.LoadKey(file); err == nil {
		t.Error("a key that others can read was taken, want an error")
	}
	bad := filepath.Join(t.TempDir(), "bad")
	if err := os.WriteFile(bad, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := command.LoadKey(bad); err == nil {
		t.Error("a file without a key was taken, want an error")
	}
}
