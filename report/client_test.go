package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/goleak"

	"tiepdan/report"
	"tiepdan/report/schema"
)

func TestMain(m *testing.M) {
	// The broker's library keeps one ticking goroutine for its clock.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server/ats.Register.func1"))
}

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

// broker starts a real broker in this process, with no ward behind it.
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

// outbox keeps the records from first on.
type outbox struct {
	first uint64
	wake  chan struct{}

	mu        sync.Mutex
	records   []report.Record
	delivered []uint64
}

func newOutbox(t *testing.T, first uint64, n int) *outbox {
	t.Helper()
	o := &outbox{first: first, wake: make(chan struct{}, 1)}
	o.put(t, n)
	return o
}

func (o *outbox) put(t *testing.T, n int) {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	for range n {
		id, err := uuid.NewV7()
		if err != nil {
			t.Fatal(err)
		}
		o.records = append(o.records, report.Record{
			Seq: o.first + uint64(len(o.records)), ID: id.String(), Kind: "fault", At: time.Now(),
			Body: json.RawMessage(`{"part":"printer","up":true}`),
		})
	}
	o.woken()
}

// add puts in one record.
func (o *outbox) add(kind string, body json.RawMessage) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.records = append(o.records, report.Record{
		Seq: o.first + uint64(len(o.records)), ID: uuid.Must(uuid.NewV7()).String(), Kind: kind, At: time.Now(), Body: body,
	})
	o.woken()
}

func (o *outbox) woken() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

func (o *outbox) Epoch() string         { return "e1" }
func (o *outbox) Wake() <-chan struct{} { return o.wake }

func (o *outbox) Pending(_ context.Context, after uint64, limit int) ([]report.Record, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i, _ := slices.BinarySearchFunc(o.records, after+1, func(r report.Record, seq uint64) int { return int(r.Seq) - int(seq) })
	return o.records[i:min(len(o.records), i+limit):len(o.records)], nil
}

func (o *outbox) Deliver(_ context.Context, upto uint64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.delivered = append(o.delivered, upto)
	return nil
}

func (o *outbox) marks() []uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.delivered)
}

// ward is a hand-driven ward: it records, gives the receipts it is told to,
// and the last one again when a robot says who it is. (A retained one alone
// will not do: a broker may not have it ready for who subscribes at once.)
type ward struct {
	t       *testing.T
	client  mqtt.Client
	lenient bool // it takes events that it cannot read

	mu    sync.Mutex
	given *schema.Receipt
	seqs  []uint64
	heard map[string][]string
	times map[string][]time.Time
}

func newWard(t *testing.T, url string) *ward {
	t.Helper()
	w := &ward{t: t, heard: make(map[string][]string), times: make(map[string][]time.Time)}
	w.client = mqtt.NewClient(mqtt.NewClientOptions().AddBroker(url).SetClientID("ward").
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { w.take(m) }))
	if token := w.client.Connect(); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	t.Cleanup(func() { w.client.Disconnect(50) })
	for _, filters := range []map[string]byte{schema.Filters(), schema.AnswerFilters()} {
		if token := w.client.SubscribeMultiple(filters, nil); token.Wait() && token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
	return w
}

func (w *ward) take(m mqtt.Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	topic, err := schema.ParseTopic(m.Topic())
	if err != nil {
		w.t.Errorf("got topic %s: %v", m.Topic(), err)
		return
	}
	w.heard[string(topic.Channel)] = append(w.heard[string(topic.Channel)], string(m.Payload()))
	w.times[string(topic.Channel)] = append(w.times[string(topic.Channel)], time.Now())
	if topic.Channel == schema.ChannelInfo && w.given != nil {
		info, err := schema.Decode[schema.Info](m.Payload())
		if err != nil {
			w.t.Errorf("got info %s: %v", m.Payload(), err)
		}
		w.given.Upto = max(w.given.Upto, max(info.First, 1)-1)
		go w.send(*w.given) // a handler must not wait for the connection
	}
	all, err := eventsOf(topic.Channel, m.Payload())
	if err != nil && !w.lenient {
		w.t.Errorf("got event %s: %v", m.Payload(), err)
	}
	for _, e := range all {
		w.seqs = append(w.seqs, e.Seq)
	}
}

// eventsOf reads what is an event, or a bundle of events. One that is refused
// has its number.
func eventsOf(channel schema.Channel, payload []byte) (all []schema.Event, err error) {
	take := func(e schema.Event, refused error, data []byte) {
		if refused != nil {
			e.Epoch, e.Seq, _ = schema.SniffHeader(data)
		}
		all, err = append(all, e), errors.Join(err, refused)
	}
	if kind, ok := channel.Kind(); ok {
		e, refused := schema.DecodeEvent(kind, payload)
		take(e, refused, payload)
	}
	if channel == schema.ChannelBundle {
		packed, bad := schema.SplitBundle(payload)
		err = bad
		for _, one := range packed {
			e, refused := one.Decode()
			take(e, refused, one.Data)
		}
	}
	return all, err
}

func (w *ward) receipt(epoch string, upto uint64) {
	w.t.Helper()
	w.mu.Lock()
	w.given = &schema.Receipt{V: 1, Epoch: epoch, Upto: upto}
	token := w.send(*w.given)
	w.mu.Unlock()
	if token.Wait(); token.Error() != nil {
		w.t.Fatal(token.Error())
	}
}

func (w *ward) send(r schema.Receipt) mqtt.Token {
	data, err := schema.Encode(r)
	if err != nil {
		w.t.Error(err)
	}
	topic := schema.Topic{Commune: "00070", Robot: "kb-01", Channel: schema.ChannelAck}
	return w.client.Publish(topic.String(), 1, true, data)
}

func (w *ward) got() []uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.seqs)
}

func (w *ward) last(channel schema.Channel) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if all := w.heard[string(channel)]; len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

func (w *ward) count(channel schema.Channel) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.heard[string(channel)])
}

// reporter runs a client; links gets what OnLink is told.
func reporter(t *testing.T, url string, o report.Outbox, change func(*report.Options)) (stop func(), links func() []string) {
	t.Helper()
	var mu sync.Mutex
	var told []string
	options := report.Options{
		Brokers: []string{url}, Commune: "00070", Robot: "kb-01", Boot: "b1", Outbox: o,
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
		OnLink: func(up bool, detail string) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, fmt.Sprint(up, " ", detail))
		},
	}
	if change != nil {
		change(&options)
	}
	client, err := report.New(options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- client.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("got %v, want nil", err)
		}
	})
	t.Cleanup(stop)
	return stop, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(told)
	}
}

// TestAcknowledgedIsNotDelivered: the broker acknowledges everything, and no
// ward is there. The client probes with one event, and marks nothing.
func TestAcknowledgedIsNotDelivered(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	o := newOutbox(t, 1, 20000)
	_, links := reporter(t, url, o, nil)
	eventually(t, "a second probe", func() bool { return len(w.got()) >= 2 })
	if got := w.got(); !slices.Equal(got[:2], []uint64{1, 1}) {
		t.Errorf("got events %v without a receipt, want the first again", got)
	}
	if got := o.marks(); got != nil {
		t.Errorf("got marks %v without a receipt, want none", got)
	}
	eventually(t, "word of a silent ward", func() bool {
		return slices.Contains(links(), "false the ward does not answer")
	})
	w.receipt("other", 200)
	time.Sleep(300 * time.Millisecond) // for what must not happen
	if got := o.marks(); got != nil {
		t.Errorf("got marks %v from a receipt of another outbox, want none", got)
	}
	w.receipt("e1", 1)
	eventually(t, "the window after the receipt", func() bool { return slices.Max(w.got()) == 16385 })
	if got := o.marks(); !slices.Equal(got, []uint64{1}) {
		t.Errorf("got marks %v, want 1", got)
	}
	eventually(t, "word of a ward that answers", func() bool { l := links(); return l[len(l)-1] == "true the ward answers" })
}

// TestReceiptsLead: the retained receipt says where to begin, a higher one
// moves the window, a lower one brings events back.
func TestReceiptsLead(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	w.receipt("e1", 10)
	o := newOutbox(t, 1, 20000)
	reporter(t, url, o, nil)
	// On a busy machine it may take more than five seconds, and events come twice.
	at := func(n uint64) func() bool {
		return func() bool { got := w.got(); return len(got) > 0 && slices.Max(got) == n }
	}
	eventually(t, "a full window", at(16394))
	if got := slices.Compact(slices.Sorted(slices.Values(w.got()))); got[0] != 11 || len(got) != 16384 {
		t.Errorf("got %d events from %d, want 16384 from 11", len(got), got[0])
	}
	w.receipt("e1", 16394)
	eventually(t, "the rest", at(20000))
	w.receipt("e1", 20000)
	eventually(t, "the mark at 20000", func() bool { return slices.Contains(o.marks(), 20000) })
	before := len(w.got())
	w.receipt("e1", 19990)
	eventually(t, "the last ten again", func() bool {
		got := w.got()[before:]
		return len(got) >= 10 && slices.Min(got) == 19991 && slices.Max(got) == 20000
	})
	alone := w.count("evt/fault")
	if alone > 5 {
		t.Errorf("got %d events of a backlog alone, want them in bundles but for the first to be asked with", alone)
	}
	o.put(t, 1)
	eventually(t, "a new event, alone", func() bool { return at(20001)() && w.count("evt/fault") > alone })
}

// TestHole: events before 90 are no longer kept. The ward is told before it
// sees the first of them.
func TestHole(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	w.receipt("e1", 0)
	reporter(t, url, newOutbox(t, 90, 5), nil)
	eventually(t, "the kept events", func() bool { return len(w.got()) == 5 })
	info, err := schema.Decode[schema.Info]([]byte(w.last(schema.ChannelInfo)))
	if err != nil || info.First != 90 || info.Epoch != "e1" {
		t.Errorf("got info %+v, %v, want first 90 of e1", info, err)
	}
}

// TestOutboxWentBack: the ward has more than the outbox ever gave out. New
// events would take used numbers, so nothing is sent and the reason is told.
func TestOutboxWentBack(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	w.receipt("e1", 50)
	o := newOutbox(t, 1, 20)
	_, links := reporter(t, url, o, nil)
	eventually(t, "the reason", func() bool { return strings.Contains(strings.Join(links(), "\n"), "needs a new epoch") })
	if got, marks := w.got(), o.marks(); len(got) != 0 || marks != nil {
		t.Errorf("got events %v and marks %v, want none", got, marks)
	}
}

func TestPresenceAndStatus(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	var mu sync.Mutex
	waiting := 0
	const every = 400 * time.Millisecond
	stop, links := reporter(t, url, newOutbox(t, 1, 0), func(o *report.Options) {
		o.StatusEvery = every
		o.Status = func() schema.Status {
			mu.Lock()
			defer mu.Unlock()
			waiting++
			return schema.Status{Services: []schema.ServiceStatus{{Service: "land", Waiting: waiting}}}
		}
	})
	eventually(t, "four statuses", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.times[string(schema.ChannelStatus)]) >= 4
	})
	w.mu.Lock()
	times := slices.Clone(w.times[string(schema.ChannelStatus)])
	w.mu.Unlock()
	// The broker may hand over two at once when the machine is busy, so the
	// whole span is looked at.
	if got, least := times[3].Sub(times[0]), 2*every; got < least {
		t.Errorf("got four statuses within %v, want at least %v", got, least)
	}
	if got, want := w.last(schema.ChannelState), `{"v":1,"state":"online","boot":"b1"}`; got != want {
		t.Errorf("got state %s, want %s", got, want)
	}
	if _, err := schema.Decode[schema.Status]([]byte(w.last(schema.ChannelStatus))); err != nil {
		t.Errorf("got a status that the ward refuses: %v", err)
	}
	stop()
	eventually(t, "the goodbye", func() bool { return strings.Contains(w.last(schema.ChannelState), `"off"`) })
	if got := links(); len(got) != 1 || !strings.HasPrefix(got[0], "true connected to 127.0.0.1") {
		t.Errorf("got link words %q, want one that it is up", got)
	}
}

// TestBrokerAway: the client waits, and says why, until ctx ends.
func TestBrokerAway(t *testing.T) {
	t.Parallel()
	stop, links := reporter(t, "tcp://127.0.0.1:1", newOutbox(t, 1, 1), nil)
	eventually(t, "the reason", func() bool { return len(links()) == 1 })
	if got := links()[0]; !strings.HasPrefix(got, "false cannot connect to broker") {
		t.Errorf("got %q, want that the broker cannot be reached", got)
	}
	stop()
}

func TestNewErrors(t *testing.T) {
	t.Parallel()
	_, err := report.New(report.Options{Brokers: []string{"http://u:hush@a", "tcp://ok"}, Commune: "a b", Robot: "r", Boot: ""})
	if err == nil {
		t.Fatal("got no error, want one")
	}
	for _, want := range []string{"tcp://host:port", "no outbox", `commune: "a b"`, `boot: ""`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to tell %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("got %v, want no password in it", err)
	}
}
