package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/queue"
)

const (
	// reservationsEvery is how often the file is looked at.
	reservationsEvery = 20 * time.Second
	// reservationsBytes bounds it: a thousand reservations are a tenth of it.
	reservationsBytes = 1 << 20
	// listed begins the IDs of reservations that the file made. Those that
	// officials wrote down are not touched.
	listed = "list/"
	// reservationTime is a time in the file, on the Center's clocks.
	reservationTime = "2006-01-02 15:04"
)

// reservations keeps the line's reservations as a file has them: the one that
// the ward's online booking writes anew whenever something changes. The file
// has a header and one reservation a line:
//
//	code,service,time,class
//	482913,chung-thuc,2026-11-23 09:30,
//
// The class may be left out. Another column is refused, lest somebody's name
// come with it.
type reservations struct {
	path   string
	zone   *time.Location
	door   int // any: requests name one
	now    func() time.Time
	view   func() kiosk.View
	do     func(context.Context, kiosk.Msg) error
	logger *slog.Logger

	seen    []byte // the file, as it was taken over
	trouble string // told of last
}

func (p *plugs) addReservations(c *config.Config) {
	if c.Queue.ReservationsFile == "" {
		return
	}
	zone, err := time.LoadLocation(c.Unit.TimeZone)
	if err != nil { // checked by config
		zone = time.UTC
	}
	r := &reservations{
		path: c.Queue.ReservationsFile, zone: zone, door: c.Doors[0].Number, now: time.Now, view: p.agent.View, do: p.agent.Do, logger: p.logger,
	}
	p.serve("reservations", r.run)
}

func (r *reservations) run(ctx context.Context) error {
	for {
		r.look(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(reservationsEvery):
		}
	}
}

// look takes the file over if it has changed. A file that is not there, or not
// right, changes nothing.
func (r *reservations) look(ctx context.Context) {
	err := r.take(ctx)
	if err == nil {
		r.trouble = ""
		return
	}
	if ctx.Err() == nil && err.Error() != r.trouble {
		r.trouble = err.Error()
		r.logger.LogAttrs(ctx, slog.LevelWarn, "reservations are as they were", slog.String("error", err.Error()))
	}
}

func (r *reservations) take(ctx context.Context) error {
	text, err := r.read()
	if err != nil || bytes.Equal(text, r.seen) {
		return err
	}
	rows, err := r.parse(text)
	if err != nil {
		return err
	}
	var failed []error
	for _, m := range r.changes(rows) {
		if err := r.do(ctx, m); err != nil {
			failed = append(failed, fmt.Errorf("cannot take over %s: %w", nameOf(m), err))
		}
	}
	// What the line refuses it will refuse again: only a store that fails is asked once more.
	if err := errors.Join(failed...); errors.Is(err, kiosk.ErrStoreFailed) || ctx.Err() != nil {
		return err
	}
	r.seen = text
	return errors.Join(failed...)
}

func nameOf(m kiosk.Msg) string {
	if b, ok := m.(kiosk.Book); ok {
		return fmt.Sprintf("the reservation at %s for %q", time.Unix(b.Time, 0).UTC().Format(time.RFC3339), b.Service)
	}
	return "a reservation that the file no longer has"
}

func (r *reservations) read() ([]byte, error) {
	f, err := os.Open(r.path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the reservations: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	text, err := io.ReadAll(io.LimitReader(f, reservationsBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read the reservations: %w", err)
	case len(text) > reservationsBytes:
		return nil, fmt.Errorf("cannot read the reservations: %s is larger than %d bytes", r.path, reservationsBytes)
	}
	return text, nil
}

// parse reads the file; one row that is wrong refuses it, for half a list would
// cancel the other half.
func (r *reservations) parse(text []byte) ([]queue.Booking, error) {
	lines := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	header, err := lines.Read()
	if err != nil {
		return nil, fmt.Errorf("cannot read the header of %s, want code,service,time,class: %w", r.path, err)
	}
	if want := []string{"code", "service", "time", "class"}; !slices.Equal(header, want) && !slices.Equal(header, want[:3]) {
		return nil, fmt.Errorf("cannot read %s: its header is wrong, want code,service,time,class and no others", r.path)
	}
	var rows []queue.Booking
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", r.path, err)
		}
		row, err := r.row(fields)
		if err != nil {
			line, _ := lines.FieldPos(0)
			return nil, fmt.Errorf("cannot read line %d of %s: %w", line, r.path, err)
		}
		if slices.ContainsFunc(rows, func(o queue.Booking) bool { return o.Code == row.Code }) {
			line, _ := lines.FieldPos(0)
			return nil, fmt.Errorf("cannot read line %d of %s: its code stands in a line before", line, r.path)
		}
		rows = append(rows, row)
	}
}

func (r *reservations) row(fields []string) (queue.Booking, error) {
	code, err := strconv.Atoi(fields[0])
	if err != nil || len(fields[0]) != 6 || code < 100_000 {
		return queue.Booking{}, errors.New("the code is wrong, want six digits, the first not 0") // what stands there may be a name
	}
	at, err := time.ParseInLocation(reservationTime, fields[2], r.zone)
	if err != nil {
		return queue.Booking{}, errors.New("the time is wrong, want one as 2026-11-23 09:30")
	}
	b := queue.Booking{Code: code, Service: fields[1], At: at.UTC()}
	if len(fields) > 3 {
		b.Class = fields[3]
	}
	b.ID = listed + strings.Join([]string{fields[0], b.Service, strconv.FormatInt(b.At.Unix(), 10), b.Class}, "/")
	return b, nil
}

// changes are the requests that make the line's reservations those of the file:
// what it no longer has is cancelled first, for its code may come again.
func (r *reservations) changes(rows []queue.Booking) []kiosk.Msg {
	var out []kiosk.Msg
	now := r.now()
	held := r.view().Line.Bookings
	stamp := strconv.FormatInt(now.UnixNano(), 36) // a request's name is its own
	for _, b := range held {
		if strings.HasPrefix(b.ID, listed) && b.State == queue.Booked && !slices.ContainsFunc(rows, func(o queue.Booking) bool { return o.ID == b.ID }) {
			out = append(out, kiosk.CancelBooking{Request: b.ID + "/cancel/" + stamp, Door: r.door, Booking: b.ID})
		}
	}
	for _, b := range rows {
		if b.At.Before(now) || slices.ContainsFunc(held, func(o kiosk.BookingRow) bool { return o.ID == b.ID }) {
			continue
		}
		out = append(out, kiosk.Book{
			Request: b.ID + "/book/" + stamp, Door: r.door, ID: b.ID, Code: b.Code, Service: b.Service, Class: b.Class, Time: b.At.Unix(),
		})
	}
	return out
}
