package trial

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// columns are those of the file, in this order.
const columns = "date,time,office,queue_id,letter,now_serving,waiting,open_counters,deployed_estimate_min"

// Where each column is.
const (
	colDate = iota
	colTime
	colOffice
	colQueue
	colLetter
	colServing
	colWaiting
	colOpen
	colDeployed
	colCount
)

// Row is one queue at one moment.
type Row struct {
	Date     string
	Minute   float64 // since midnight, local time
	Office   string
	Queue    string // office and number: numbers repeat between offices
	Serving  int    // the number called last, 0 when none is shown
	Waiting  int
	Open     int // counters that serve, also those shared with other queues
	Deployed float64
}

// most bounds every count: a larger one is a fault of the file.
const most = 100_000

// ErrRow is what every fault in a file wraps.
var ErrRow = errors.New("bad row")

// fault names line, column and what was expected.
func fault(line int, column, got, want string) error {
	return fmt.Errorf("%w: line %d, column %s: %q, want %s", ErrRow, line, column, got, want)
}

// parse reads the fields of one line.
func parse(line int, f []string) (Row, error) {
	if len(f) != colCount {
		return Row{}, fmt.Errorf("%w: line %d: %d columns, want %d: %s", ErrRow, line, len(f), colCount, columns)
	}
	r, err := place(line, f)
	if err != nil {
		return Row{}, err
	}
	if r.Serving, err = called(f[colServing]); err != nil {
		return Row{}, fault(line, "now_serving", f[colServing], "nothing, or letters and then a number, like A012")
	}
	for _, c := range []struct {
		column int
		name   string
		to     *int
	}{{colWaiting, "waiting", &r.Waiting}, {colOpen, "open_counters", &r.Open}} {
		if *c.to, err = strconv.Atoi(f[c.column]); err != nil || *c.to < 0 || *c.to > most {
			return Row{}, fault(line, c.name, f[c.column], "a whole number of 0 or more")
		}
	}
	r.Deployed, err = strconv.ParseFloat(f[colDeployed], 64)
	if err != nil || !(r.Deployed >= 0 && r.Deployed <= most) {
		return Row{}, fault(line, "deployed_estimate_min", f[colDeployed], "minutes, 0 or more")
	}
	return r, nil
}

// place reads when and where a row was seen.
func place(line int, f []string) (Row, error) {
	r := Row{Date: strings.Clone(f[colDate]), Office: strings.Clone(f[colOffice])}
	if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
		return Row{}, fault(line, "date", f[colDate], "a date like 2020-01-31")
	}
	at, err := time.Parse("15:04", f[colTime])
	if err != nil {
		return Row{}, fault(line, "time", f[colTime], "a time of day like 09:05")
	}
	r.Minute = float64(at.Hour()*60 + at.Minute())
	if r.Office == "" {
		return Row{}, fault(line, "office", "", "a name")
	}
	if f[colQueue] == "" {
		return Row{}, fault(line, "queue_id", "", "an identifier")
	}
	r.Queue = r.Office + "/" + f[colQueue]
	return r, nil
}

// called is the number after the letters of a ticket; 0 stands for no ticket.
func called(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil || n < 0 || n > most {
		return 0, errors.New("no number")
	}
	return n, nil
}
