package vehicletest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

// Options configures a Vehicle.
type Options struct {
	// Peers is the tree's directory testpeers.
	Peers string
	// Plan is the floor; nil means ServicePoint.
	Plan *basetest.FloorPlan
	// Start names the plan's place where it stands; "" means the dock.
	Start string
	// SpeedUp makes motion and battery run faster than the wire's clock; 0
	// means 1.
	SpeedUp float64
	// Key signs every frame and refuses others.
	Key *base.Key
}

// Vehicle is the running program. Its methods are those of basetest.Base; one
// that the program cannot obey any more panics.
type Vehicle struct {
	node       *exec.Cmd
	in, orders io.WriteCloser
	results    io.Closer
	answers    *bufio.Reader
	complaints *bytes.Buffer
	pumping    sync.WaitGroup

	mu   sync.Mutex // one order at a time
	plug sync.Mutex
	port io.Writer // nil while unplugged
}

// New starts the program. It stands, without a line, until Close.
func New(o Options) (*Vehicle, error) {
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	v := &Vehicle{complaints: new(bytes.Buffer)}
	v.node = exec.CommandContext(context.Background(), "node", filepath.Join(o.Peers, "vehicle.js"), config)
	v.node.Stderr = v.complaints
	if v.in, err = v.node.StdinPipe(); err != nil {
		return nil, fmt.Errorf("cannot reach the vehicle: %w", err)
	}
	out, err := v.node.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("cannot reach the vehicle: %w", err)
	}
	commands, orders, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("cannot reach the vehicle: %w", err)
	}
	answers, results, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot reach the vehicle: %w", err), commands.Close(), orders.Close())
	}
	v.orders, v.results, v.answers = orders, answers, bufio.NewReader(answers)
	v.node.ExtraFiles = []*os.File{commands, results}
	err = v.node.Start()
	err = errors.Join(err, commands.Close(), results.Close())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot start the vehicle (scripts/setup test installs it): %w", err), orders.Close(), answers.Close())
	}
	v.pumping.Go(func() { v.pump(out) })
	if err := v.ask(nil, "truth"); err != nil { // waits until it is there
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// config is what the program is told on its command line.
func (o Options) config() (string, error) {
	if o.Plan == nil {
		o.Plan = basetest.ServicePoint()
	}
	if o.Start == "" {
		o.Start = "dock"
	}
	start, ok := o.Plan.Places[o.Start]
	if !ok {
		return "", fmt.Errorf("cannot place the vehicle: no place %q", o.Start)
	}
	pose := func(p basetest.Pose) map[string]float64 {
		return map[string]float64{"x": p.X, "y": p.Y, "heading": p.Heading}
	}
	config := map[string]any{
		"start": pose(start), "dock": pose(o.Plan.Places["dock"]), "battery": 90, "speedUp": max(o.SpeedUp, 1), "files": o.Plan.MapFiles(),
	}
	if o.Key != nil {
		config["key"] = hex.EncodeToString(o.Key[:])
	}
	text, err := json.Marshal(config)
	if err != nil {
		return "", fmt.Errorf("cannot tell the vehicle what it is: %w", err)
	}
	return string(text), nil
}

// pump carries what the vehicle says to the line, or into the void.
func (v *Vehicle) pump(out io.Reader) {
	buf := make([]byte, 4096)
	for {
		n, err := out.Read(buf)
		v.plug.Lock()
		if v.port != nil {
			_, _ = v.port.Write(buf[:n]) // like a wire, it does not know
		}
		v.plug.Unlock()
		if err != nil {
			return
		}
	}
}

// Serve plugs the vehicle in until ctx ends or the port fails.
func (v *Vehicle) Serve(ctx context.Context, port io.ReadWriteCloser) error {
	v.setPort(port)
	defer v.setPort(nil)
	failed := make(chan error, 1)
	go func() {
		_, err := io.Copy(v.in, port)
		failed <- err
	}()
	select {
	case <-ctx.Done():
		err := port.Close()
		<-failed
		return err
	case err := <-failed:
		return errors.Join(err, port.Close())
	}
}

func (v *Vehicle) setPort(port io.Writer) {
	v.plug.Lock()
	defer v.plug.Unlock()
	v.port = port
}

// Close ends the program. The error says what the program complained about.
func (v *Vehicle) Close() error {
	// It ends with its input.
	err := errors.Join(v.in.Close(), v.orders.Close())
	v.pumping.Wait()
	err = errors.Join(err, v.node.Wait(), v.results.Close())
	if v.complaints.Len() > 0 {
		err = errors.Join(err, fmt.Errorf("the vehicle says: %s", strings.TrimSpace(v.complaints.String())))
	}
	return err
}

// order has the program do something and takes its answer into result, unless
// that is nil.
func (v *Vehicle) order(result any, name string, args ...any) {
	if err := v.ask(result, name, args...); err != nil {
		panic(err)
	}
}

func (v *Vehicle) ask(result any, name string, args ...any) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	line, err := json.Marshal(append([]any{name}, args...))
	if err == nil {
		_, err = v.orders.Write(append(line, '\n'))
	}
	var answer []byte
	if err == nil {
		answer, err = v.answers.ReadBytes('\n')
	}
	if err == nil && result != nil {
		err = json.Unmarshal(answer, result)
	}
	if err != nil {
		return fmt.Errorf("the vehicle does not obey %q: %w", name, err)
	}
	return nil
}

// PressEStop cuts the motors and latches.
func (v *Vehicle) PressEStop() { v.order(nil, "press") }

// ReleaseEStop turns the button back.
func (v *Vehicle) ReleaseEStop() { v.order(nil, "release") }

// SetBumpers presses bumpers, a bit for each of six.
func (v *Vehicle) SetBumpers(pressed uint8) { v.order(nil, "bumpers", pressed) }

// SetLocalised takes the knowledge of the position away, or gives it back.
func (v *Vehicle) SetLocalised(good bool) { v.order(nil, "localised", good) }

// Jump makes the vehicle believe that it is elsewhere.
func (v *Vehicle) Jump(xM, yM float64) { v.order(nil, "jump", xM, yM) }

// SetBattery sets the charge in percent.
func (v *Vehicle) SetBattery(pct float64) { v.order(nil, "battery", pct) }

// SetBlocked puts somebody in front of the vehicle.
func (v *Vehicle) SetBlocked(blocked bool) { v.order(nil, "blocked", blocked) }

// SetContacts cleans the charger's contacts, or dirties them.
func (v *Vehicle) SetContacts(good bool) { v.order(nil, "contacts", good) }

// SetFault makes the vehicle report a fault, or none when text is empty.
func (v *Vehicle) SetFault(text string) { v.order(nil, "fault", text) }

// SetSick makes parts report that they are not healthy.
func (v *Vehicle) SetSick(parts common.MAV_SYS_STATUS_SENSOR) { v.order(nil, "sick", uint32(parts)) }

// SetMute keeps the vehicle's frames off the wire. It still hears.
func (v *Vehicle) SetMute(mute bool) { v.order(nil, "mute", mute) }

// SetFile puts a file on the vehicle.
func (v *Vehicle) SetFile(path string, content []byte) { v.order(nil, "file", path, content) }

// LeaveFileOpen takes the only session.
func (v *Vehicle) LeaveFileOpen() { v.order(nil, "fileLeftOpen") }

// Garbage puts noise on the wire.
func (v *Vehicle) Garbage() {
	noise := make([]byte, 400)
	for i := range noise {
		noise[i] = byte(rand.Uint32()) //nolint:gosec // noise, not a secret
	}
	noise[0], noise[200] = 0xFD, 0xFD
	v.order(nil, "noise", noise)
}

// Truth is where the vehicle really is, and its speed in m/s.
func (v *Vehicle) Truth() (at basetest.Pose, speedMps float64) {
	var t [4]float64
	v.order(&t, "truth")
	return basetest.Pose{X: t[0], Y: t[1], Heading: t[2]}, t[3]
}

// Moves counts the frames that asked the vehicle to move.
func (v *Vehicle) Moves() (n int) {
	v.order(&n, "moves")
	return n
}

// Rejected lists what came that the vehicle does not know.
func (v *Vehicle) Rejected() (strange []string) {
	v.order(&strange, "strange")
	return strange
}

// Refused counts the frames that came damaged, and those without a signature or
// with a wrong one.
func (v *Vehicle) Refused() (damaged, unsigned, forged int) {
	var c struct{ CRC, Unsigned, Forged int }
	v.order(&c, "counts")
	return c.CRC, c.Unsigned, c.Forged
}
