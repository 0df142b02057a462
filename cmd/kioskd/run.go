package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/thejerf/suture/v4"
	"golang.org/x/sync/errgroup"

	"tiepdan/agent"
	"tiepdan/agent/visitlog"
	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/kiosk"
	"tiepdan/nav"
	"tiepdan/report"
)

// plugs collects what is plugged into the agent. Devices are made before the
// agent and post to it through post, which waits for it.
type plugs struct {
	file   string // of the configuration
	logger *slog.Logger
	agent  *agent.Agent // set before any service runs
	links  *suture.Supervisor
	logs   *logRing // the newest lines, for the technician's page
	guide  *guide
	wire   *base.Link     // nil without a base
	nav    *nav.Navigator // nil without a base, and while the site is wrong
	floor  *floorService
	watch  *watch
	visits *visitlog.Visits
	live   live       // what the doctor examines
	drive  *handDrive // by hand
	// onFloor are told of a floor that a technician changed.
	onFloor []func(config.Nav)
}

func (p *plugs) post(m kiosk.Msg) { p.agent.Post(m) }

// service is one link under supervision: it comes back by itself.
type service struct {
	name string
	run  func(context.Context) error
}

func (s service) Serve(ctx context.Context) error { return s.run(ctx) }
func (s service) String() string                  { return s.name }

func (p *plugs) serve(name string, run func(context.Context) error) {
	p.links.Add(service{name, run})
}

func newPlugs(logger *slog.Logger, logs *logRing) *plugs {
	hook := func(e suture.Event) {
		logger.LogAttrs(context.Background(), slog.LevelWarn, "a service ended and is started again", slog.Any("event", e.Map()))
	}
	return &plugs{logger: logger, logs: logs, guide: newGuide(logger), links: suture.New("links", suture.Spec{EventHook: hook, FailureBackoff: 2 * time.Second})}
}

// gcPercent makes Go collect twice as often as it would: of a heap of eight
// megabytes that costs little, and what a day of visits leaves behind stays
// within two hundredths of what the first hours took.
const gcPercent = 50

// run is the program: configuration, store, devices, agent, window.
func run(ctx context.Context, configFile, logLevel, logFormat string) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(logLevel)); err != nil {
		return fmt.Errorf("--log %q: want debug, info, warn or error", logLevel)
	}
	lines, err := logHandler(logFormat, os.Stderr, &slog.HandlerOptions{Level: level})
	if err != nil {
		return err
	}
	debug.SetGCPercent(gcPercent)
	logs := &logRing{}
	shown := slog.NewTextHandler(logs, &slog.HandlerOptions{Level: level})
	visits := visitlog.New()
	logger := slog.New(visits.Handler(slog.NewMultiHandler(lines, shown)))
	p := newPlugs(logger, logs) //nolint:contextcheck // what its callbacks log belongs to no request
	p.file, p.visits = configFile, visits
	c, err := config.Load(configFile)
	if err != nil {
		return err
	}
	if c.Format() < config.Version {
		logger.Warn("the configuration has an older format: kioskctl config migrate --write brings it up to date",
			slog.String("file", configFile), slog.Int("format", c.Format()), slog.Int("newest", config.Version))
	}
	store, err := agent.OpenStore(ctx, c.Unit.StateDir)
	if err != nil {
		return err
	}
	err = assemble(ctx, c, store, p)
	return errors.Join(err, store.Close())
}

func assemble(ctx context.Context, c *config.Config, store *agent.Store, p *plugs) error {
	own, trouble := overFloor(c)
	p.watch = p.newWatch(c, store, p.visits)
	screen, err := p.newScreen(c) //nolint:contextcheck // as above
	if err != nil {
		return err
	}
	o := agent.Options{
		Store: store, Setup: setup(c), Encode: report.Encode, Logger: p.logger, Screens: []agent.Screen{screen, p.visits},
		Clock: func() string { return string(report.Clock()) },
		Alive: func() { p.alive(screen) }, Stepped: p.watch.step,
	}
	if err := p.addDevices(c, &o, screen); err != nil { //nolint:contextcheck // a press is stored although the program ends
		return err
	}
	p.addFloorEdits(c, &o, screen, own, trouble)
	if p.agent, err = agent.New(ctx, o); err != nil {
		return err
	}
	p.floor = p.addFloor(c, p.wire, screen.floor.refresh)
	screen.floor.use(p.floor)
	if err := p.addConsole(c, screen); err != nil { //nolint:contextcheck // as above
		return err
	}
	p.addShare(c.Line)
	p.addReservations(c)
	updates, err := p.addUpdates(c) //nolint:contextcheck // what it logs at the start belongs to no request
	if err != nil {
		return err
	}
	p.addControl(c, screen, updates)
	if err := p.addReport(c, store, updates); err != nil {
		return err
	}
	return p.runAll(ctx, screen)
}

// runAll runs the agent and the links beside, and the window on the main
// thread, until ctx ends or the agent must be restarted.
func (p *plugs) runAll(ctx context.Context, screen *screen) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.agent.Run(ctx) })
	g.Go(func() error {
		if err := p.links.Serve(ctx); err != nil && ctx.Err() == nil {
			return fmt.Errorf("cannot keep the links running: %w", err)
		}
		return nil
	})
	_, _ = daemon.SdNotify(false, daemon.SdNotifyReady)
	screen.run(ctx)
	cancel()
	return g.Wait()
}

// alive feeds systemd's watchdog from the agent's loop, as long as the window's
// thread is alive too.
func (p *plugs) alive(s *screen) {
	p.watch.loop.Store(time.Now().UnixNano())
	if s.alive() {
		_, _ = daemon.SdNotify(false, daemon.SdNotifyWatchdog)
	}
}

func (p *plugs) addDevices(c *config.Config, o *agent.Options, s *screen) error {
	printer, err := p.addPrinter(c)
	if err != nil {
		return err
	}
	if printer != nil {
		o.Printer = printer
		p.live.tickets = printer
	}
	if err := p.addSpeech(c, o, s); err != nil {
		return err
	}
	if robot := p.addBase(c); robot != nil {
		o.Base = robot
	}
	p.addCallBoxes(c)
	return p.addPanel(c, s)
}

// addSpeech plugs in the voice with its hearing.
func (p *plugs) addSpeech(c *config.Config, o *agent.Options, s *screen) error {
	voice, err := p.addVoice(c, s)
	if voice == nil || err != nil {
		return err
	}
	o.Voice = voice
	p.addWake(c, voice, s)
	if ear := p.addEar(c, voice, s); ear != nil {
		o.Ear = ear
	}
	return nil
}
