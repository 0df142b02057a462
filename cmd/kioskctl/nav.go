package main

import (
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/nav"
)

func newNavCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "nav",
		Short: "Look at the robot's floor",
	}
	cmd.AddCommand(newNavPlanCommand())
	return cmd
}

// navFlags are the flags of nav plan.
type navFlags struct {
	resolution, radius, decay float64
	from, to, keepOut, out    string
	bench, check, random      int
	seed                      uint64
	asJSON                    bool
}

func newNavPlanCommand() *cobra.Command {
	var f navFlags
	cmd := &cobra.Command{
		Use:   "plan MAP.pgm|MAP.yaml",
		Short: "Find a way over a map, or measure how fast ways are found",
		Long: `Plan finds the way that is cheapest by length and nearness to things, as the robot checks its places and
shows ways on the screen. The base plans its own when it drives.

The map is a PGM with --resolution, its lower left corner at 0,0, dark is occupied; or a description beside it as
ROS's map_server writes it. --keepout has one polygon a line as "x,y x,y x,y …" in metres, or is a PGM of the
same size whose dark cells are kept out of. Time and energy are those of the usual speed with nobody in the way.

--bench N finds ways between N random pairs of points that can be reached from each other, from the search to the
corners left out, after 16 landmarks were prepared (told as prepare_ms where it is not JSON). cost_ratio is the worst
ratio of a way's cost over cells, before corners are left out, to the cheapest one's by a plain Dijkstra search over
the same costs, of the first --check pairs. --random SIDE takes a made-up map of SIDE by SIDE cells in place of a file.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.agree(cmd.Flags().Changed); err != nil {
				return err
			}
			return runNavPlan(f, args, cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.Float64Var(&f.resolution, "resolution", 0.05, "`metres` of a cell of a PGM")
	flags.StringVar(&f.from, "from", "", "where the way begins, `x,y` in metres")
	flags.StringVar(&f.to, "to", "", "where the way ends, `x,y` in metres")
	flags.StringVar(&f.keepOut, "keepout", "", "`file` of areas that must not be entered")
	flags.StringVar(&f.out, "out", "", "write a picture of map, margins and way to this PNG `file`")
	flags.Float64Var(&f.radius, "radius", 0.3, "half the robot's width in `metres`")
	flags.Float64Var(&f.decay, "decay", 0.6, "how many `metres` beyond that things push the way aside")
	flags.IntVar(&f.bench, "bench", 0, "measure this `number` of random pairs")
	flags.IntVar(&f.check, "check", 50, "compare this `number` of them with the cheapest way")
	flags.IntVar(&f.random, "random", 0, "take a made-up map of this `side` in cells")
	flags.Uint64Var(&f.seed, "seed", 1, "of the random pairs and the made-up map")
	flags.BoolVar(&f.asJSON, "json", false, "print one JSON object")
	return cmd
}

// widestMarginM is more than any robot of a service point keeps from things.
const widestMarginM = 5.0

// agree checks that the flags that were given go together.
func (f navFlags) agree(given func(name string) bool) error {
	for name, v := range map[string]float64{"radius": f.radius, "decay": f.decay} {
		if math.IsNaN(v) || v < 0 || v > widestMarginM {
			return fmt.Errorf("cannot use --%s %v: want 0 to %v m", name, v, widestMarginM)
		}
	}
	if !given("bench") {
		return nil
	}
	if f.check < 1 {
		return fmt.Errorf("cannot use --check %d: want 1 or more pairs", f.check)
	}
	if f.bench < 1 {
		return fmt.Errorf("cannot use --bench %d: want 1 or more pairs", f.bench)
	}
	for _, name := range []string{"from", "to", "out"} {
		if given(name) {
			return fmt.Errorf("cannot use --bench with --%s: it measures random pairs", name)
		}
	}
	return nil
}

func runNavPlan(f navFlags, args []string, out io.Writer) error {
	floor, err := f.floor(args)
	if err != nil {
		return err
	}
	// 0 means none here, and the planner's own there.
	o := nav.PlanOptions{RadiusM: orNone(f.radius), DecayM: orNone(f.decay)}
	if err := f.keepOutOf(floor, &o); err != nil {
		return err
	}
	plan := nav.NewPlan(floor, o)
	if f.bench > 0 {
		return f.measure(plan, out)
	}
	return f.route(plan, out)
}

func orNone(v float64) float64 {
	if v == 0 {
		return -1
	}
	return v
}

// measure tries random pairs.
func (f navFlags) measure(plan *nav.Plan, out io.Writer) error {
	begun := time.Now()
	plan.Prepare()
	prepared := time.Since(begun)
	t, err := plan.Try(f.bench, f.check, f.seed)
	if err != nil {
		return err
	}
	if f.asJSON {
		return json.NewEncoder(out).Encode(struct {
			N         int     `json:"n"`
			P50MS     float64 `json:"p50_ms"`
			P95MS     float64 `json:"p95_ms"`
			CostRatio float64 `json:"cost_ratio"`
		}{t.N, ms(t.P50), ms(t.P95), t.WorstRatio})
	}
	_, err = fmt.Fprintf(out, "%d ways: p50 %.2f ms, p95 %.2f ms; prepare_ms %.0f\ncost against the cheapest way, of %d: worst %.4f, mean %.4f\n",
		t.N, ms(t.P50), ms(t.P95), ms(prepared), t.Checked, t.WorstRatio, t.MeanRatio)
	return err
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// route finds one way.
func (f navFlags) route(plan *nav.Plan, out io.Writer) error {
	from, err := nav.ParsePoint(f.from)
	if err != nil {
		return fmt.Errorf("cannot use --from: %w", err)
	}
	to, err := nav.ParsePoint(f.to)
	if err != nil {
		return fmt.Errorf("cannot use --to: %w", err)
	}
	r, err := plan.Route(from, to)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := writePicture(f.out, plan, r); err != nil {
			return err
		}
	}
	if f.asJSON {
		return json.NewEncoder(out).Encode(routeJSON(r))
	}
	_, err = fmt.Fprintf(out, "%.2f m, %.0f s, %.2f Wh, %d corners\n", r.LengthM, r.Duration.Seconds(), r.EnergyWh, len(r.Points))
	for _, p := range r.Points {
		if err == nil {
			_, err = fmt.Fprintf(out, "%.2f,%.2f\n", p.XM, p.YM)
		}
	}
	return err
}

// routeJSON is a way as one object.
func routeJSON(r nav.Route) any {
	points := make([][2]float64, len(r.Points))
	for i, p := range r.Points {
		points[i] = [2]float64{p.XM, p.YM}
	}
	return struct {
		LengthM  float64      `json:"length_m"`
		Seconds  float64      `json:"seconds"`
		EnergyWh float64      `json:"energy_wh"`
		Points   [][2]float64 `json:"points"`
	}{r.LengthM, r.Duration.Seconds(), r.EnergyWh, points}
}

func writePicture(path string, plan *nav.Plan, r nav.Route) error {
	file, err := os.Create(path) //nolint:gosec // the technician chooses the file
	if err != nil {
		return fmt.Errorf("cannot write the picture: %w", err)
	}
	err = png.Encode(file, plan.Picture(r))
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("cannot write the picture: %w", err)
	}
	return nil
}
