package printer_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

// slow is the paper speed of a usual printer: 100 mm a second.
const slow = 800

func TestEveryModelPrintsThePicture(t *testing.T) {
	t.Parallel()
	for _, m := range printer.Models() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			device := printertest.Options{
				DotsWide: m.DotsWide, UnitsPerDot: m.FeedUnitsPerDot, Name: m.ID,
				NoProcessID: m.Completion != printer.ByProcessID, NoTransmit: m.Completion == printer.ByEstimate,
			}
			inBubble(t, setup{device: device, model: m.Name}, func(r *rig) {
				img := sample(m.DotsWide, 700)
				for range 2 {
					wantErrors(t, r.print(img))
				}
				if m.Cut == printer.NoCutter {
					// Nothing cuts: tear it off by hand to look at it.
					tearOff(r.t, r)
				}
				got := r.printed()
				if m.FeedBeforeCut {
					got = got[1:] // the blank piece that cleared the paper's path
				}
				if m.Cut != printer.NoCutter && len(got) != 2 || len(got) == 0 {
					r.t.Fatalf("tickets: got %d, want 2, or one strip without a cutter", len(got))
				}
				top := got[0]
				if m.Cut == printer.NoCutter {
					// The strip begins with the feed that clears what an earlier
					// process may have left.
					top = strip(top, m.CutFeedDots, 700+m.CutFeedDots)
				}
				samePicture(t, top, img)
			})
		})
	}
}

// strip is a piece of a longer paper.
func strip(long *image.Paletted, from, rows int) *image.Paletted {
	out := paper(long.Rect.Dx(), rows)
	copy(out.Pix, long.Pix[from*long.Stride:])
	return out
}

// tearOff cuts what hangs out of a printer without a cutter.
func tearOff(t *testing.T, r *rig) {
	t.Helper()
	r.endDrive()
	conn, err := r.device.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("\x1D\x56\x00")); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestFaultBeforeTheJob(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault, cure string
		want        []error
		status      func(printer.Status) bool
	}{
		{"paper-out", "paper-ok", []error{printer.ErrNotPrinted, printer.ErrPaperOut}, func(s printer.Status) bool { return s.Paper == printer.PaperEnd }},
		{"cover-open", "cover-closed", []error{printer.ErrNotPrinted, printer.ErrCoverOpen}, func(s printer.Status) bool { return s.CoverOpen }},
		{"unplug", "replug", []error{printer.ErrNotPrinted, printer.ErrOffline}, func(s printer.Status) bool { return s == printer.Status{} }},
		{"near-end", "paper-ok", nil, func(s printer.Status) bool { return s.Paper == printer.PaperNearEnd && s.Blocked() == nil }},
		{"garbage", "paper-ok", nil, func(s printer.Status) bool { return s.Blocked() == nil }},
	}
	for _, tt := range tests {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow}}, func(r *rig) {
				r.do(tt.fault)
				r.await(tt.fault, tt.status)
				before := len(r.bytesSent())
				err := r.print(sample(576, 300))
				wantErrors(t, err, tt.want...)
				if len(tt.want) > 0 {
					if raster := bytes.Count(r.bytesSent()[before:], []byte("\x1D\x76\x30")); raster != 0 {
						t.Errorf("raster commands sent to a printer that cannot print: got %d, want 0", raster)
					}
				}
				r.do(tt.cure)
				r.await("healthy", func(s printer.Status) bool { return s.Blocked() == nil })
				wantErrors(t, r.print(sample(576, 300)))
				want := 1
				if len(tt.want) == 0 {
					want = 2
				}
				r.wantTickets(want)
			})
		})
	}
}

func TestFaultInTheMiddleOfTheJob(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, fault, cure string
		buffer            int
		want              []error
	}{
		{"paper ends, all is buffered", "paper-out 100", "paper-ok", 1 << 16, []error{printer.ErrUnknown, printer.ErrPaperOut}},
		{"paper ends, buffer full", "paper-out 100", "paper-ok", 512, []error{printer.ErrUnknown, printer.ErrPaperOut}},
		{"cover opens", "cover-open", "cover-closed", 1 << 16, []error{printer.ErrUnknown, printer.ErrCoverOpen}},
		{"cover opens, buffer full", "cover-open", "cover-closed", 512, []error{printer.ErrUnknown, printer.ErrCoverOpen}},
		{"cutter jams", "cutter-error", "cutter-ok", 1 << 16, []error{printer.ErrUnknown, printer.ErrFault}},
		{"unplugged", "unplug", "replug", 1 << 16, []error{printer.ErrUnknown, printer.ErrOffline}},
		{"unplugged, buffer full", "unplug", "replug", 512, []error{printer.ErrUnknown, printer.ErrOffline}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow, BufferBytes: tt.buffer}}, func(r *rig) {
				time.AfterFunc(300*time.Millisecond, func() { r.do(tt.fault) })
				began := time.Now()
				err := r.print(sample(576, 900))
				wantErrors(t, err, tt.want...)
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("the fault was told after %v, want within 5 s", took)
				}
				rasters := bytes.Count(r.bytesSent(), []byte("\x1D\x76\x30"))
				r.do(tt.cure)
				time.Sleep(time.Minute)
				if again := bytes.Count(r.bytesSent(), []byte("\x1D\x76\x30")); again != rasters {
					t.Errorf("raster commands a minute later: got %d, want still %d: a job must not be sent again", again, rasters)
				}
				wantErrors(t, r.print(sample(576, 300)))
				got := r.printed()
				samePicture(t, got[len(got)-1], sample(576, 300))
			})
		})
	}
}

// slowLine takes its time for each write, as a serial line does.
type slowLine struct{ io.ReadWriteCloser }

func (s slowLine) Write(b []byte) (int, error) {
	time.Sleep(20 * time.Millisecond)
	return s.ReadWriteCloser.Write(b)
}

// A fault that shows between two bands ends the job there, and the link lives:
// the piece that hangs out must not become the top of the next ticket.
func TestFaultOnASlowLine(t *testing.T) {
	t.Parallel()
	s := setup{device: printertest.Options{BufferBytes: 1 << 16}, change: func(o *printer.Options) {
		dial := o.Dial
		o.Dial = func(ctx context.Context) (io.ReadWriteCloser, error) {
			conn, err := dial(ctx)
			return slowLine{conn}, err
		}
	}}
	inBubble(t, s, func(r *rig) {
		time.AfterFunc(300*time.Millisecond, func() { r.do("cover-open") })
		wantErrors(t, r.print(sample(576, 900)), printer.ErrUnknown, printer.ErrCoverOpen)
		if !r.driver.Status().Link {
			t.Error("link after a fault: got none, want it kept")
		}
		r.do("cover-closed")
		wantErrors(t, r.print(sample(576, 300)))
		r.wantTickets(2)
		got := r.printed()
		samePicture(t, got[len(got)-1], sample(576, 300))
	})
}

func TestMutePrinterIsUnknownByDeadline(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-80mm", "generic-80mm-basic"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const limit = 7 * time.Second
			s := setup{model: name, change: func(o *printer.Options) { o.CompletionTimeout = limit }}
			inBubble(t, s, func(r *rig) {
				wantErrors(t, r.print(sample(576, 300)))
				r.do("mute")
				began := time.Now()
				wantErrors(t, r.print(sample(576, 300)), printer.ErrUnknown)
				if took := time.Since(began); took < limit || took > limit+time.Second {
					t.Errorf("gave up after %v, want %v", took, limit)
				}
				r.do("unmute")
				wantErrors(t, r.print(sample(576, 300)))
				r.wantTickets(3)
			})
		})
	}
}

// An answer to GS r does not say to which request. The one that a stopped job
// still owes must not confirm the next.
func TestLateAnswerConfirmsNothing(t *testing.T) {
	t.Parallel()
	s := setup{model: "generic-80mm-basic", device: printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 16}}
	inBubble(t, s, func(r *rig) {
		r.do("paper-out 100")
		wantErrors(t, r.print(sample(576, 900)), printer.ErrUnknown, printer.ErrPaperOut)
		r.do("paper-ok") // the first job goes on and will be answered
		time.Sleep(100 * time.Millisecond)
		wantErrors(t, r.print(sample(576, 900)))
		if got := len(r.printed()); got != 2 {
			t.Errorf("tickets cut when the second was confirmed: got %d, want 2", got)
		}
	})
}

func TestContextEndsTheJob(t *testing.T) {
	t.Parallel()
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		inBubble(t, setup{}, func(r *rig) {
			ctx, cancel := context.WithCancel(r.t.Context())
			cancel()
			wantErrors(t, r.driver.Print(ctx, sample(576, 300)), printer.ErrNotPrinted, context.Canceled)
			wantErrors(t, r.print(sample(576, 300)))
		})
	})
	t.Run("while bytes go out", func(t *testing.T) {
		t.Parallel()
		inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow, BufferBytes: 512}}, func(r *rig) {
			ctx, cancel := context.WithTimeout(r.t.Context(), 300*time.Millisecond)
			defer cancel()
			wantErrors(t, r.driver.Print(ctx, sample(576, 900)), printer.ErrUnknown, context.DeadlineExceeded)
			r.await("link again", func(s printer.Status) bool { return s.Link })
			wantErrors(t, r.print(sample(576, 300)))
			// The broken piece was cut off by itself, not left on the next ticket.
			r.wantTickets(2)
			got := r.printed()
			samePicture(t, got[len(got)-1], sample(576, 300))
		})
	})
	t.Run("while waiting", func(t *testing.T) {
		t.Parallel()
		inBubble(t, setup{}, func(r *rig) {
			r.do("mute")
			ctx, cancel := context.WithTimeout(r.t.Context(), time.Second)
			defer cancel()
			wantErrors(t, r.driver.Print(ctx, sample(576, 300)), printer.ErrUnknown, context.DeadlineExceeded)
		})
	})
}

// A process that was killed leaves half a ticket hanging; the next one must not
// hand it out as the top of another visitor's.
func TestNextProcessCutsOffTheRest(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow, BufferBytes: 512}}, func(r *rig) {
		broken := make(chan error)
		go func() { broken <- r.print(sample(576, 900)) }()
		time.Sleep(300 * time.Millisecond)
		r.endDrive()
		wantErrors(t, <-broken, printer.ErrUnknown)
		next, end := start(r.t, printer.Options{Model: model(r.t, ""), Dial: r.device.Dial})
		defer end()
		awaitStatus(r.t, next, "link", time.Minute, func(s printer.Status) bool { return s.Link })
		wantErrors(t, next.Print(r.t.Context(), sample(576, 300)))
		r.wantTickets(2)
		got := r.printed()
		samePicture(t, got[len(got)-1], sample(576, 300))
	})
}

func TestJobsWaitForEachOther(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow}}, func(r *rig) {
		errs := make(chan error)
		for i := range 3 {
			go func() { errs <- r.print(sample(576, 100*(i+1))) }()
		}
		for range 3 {
			wantErrors(t, <-errs)
		}
		r.wantTickets(3)
		for _, got := range r.printed() {
			samePicture(t, got, sample(576, got.Bounds().Dy()))
		}
	})
}

func TestPictureThatDoesNotFit(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{}, func(r *rig) {
		for name, img := range map[string]image.Image{"wide": paper(577, 10), "empty": paper(0, 0)} {
			if err := r.print(img); !errors.Is(err, printer.ErrNotPrinted) {
				t.Errorf("%s picture: got error %v, want ErrNotPrinted", name, err)
			}
		}
	})
}

func TestAnyImageIsThresholded(t *testing.T) {
	t.Parallel()
	img := image.NewNRGBA(image.Rect(5, 7, 5+64, 7+16))
	want := paper(64, 16)
	for i, c := range []color.NRGBA{{A: 255}, {R: 255, G: 255, B: 255, A: 255}, {}, {R: 90, G: 90, B: 90, A: 255}, {R: 200, G: 200, B: 200, A: 255}} {
		for x := range 8 {
			img.SetNRGBA(5+8*i+x, 7, c)
			if i == 0 || i == 3 {
				want.SetColorIndex(8*i+x, 0, 1)
			}
		}
	}
	inBubble(t, setup{}, func(r *rig) {
		wantErrors(t, r.print(img))
		samePicture(t, r.printed()[0], want)
	})
}

// A lone dot before certain bytes spells a command that printers obey even in
// the middle of a picture.
func TestRealTimeSequencesAreKeptOutOfPictures(t *testing.T) {
	t.Parallel()
	img := paper(576, 60)
	bytesAt := func(row, at int, values ...byte) {
		for i, v := range values {
			for bit := range 8 {
				if v&(0x80>>bit) != 0 {
					img.SetColorIndex((at+i)*8+bit, row, 1)
				}
			}
		}
	}
	bytesAt(3, 0, 0x10, 0x04, 0x01)
	bytesAt(5, 30, 0x10, 0x05, 0x02)
	bytesAt(7, 10, 0x10, 0x10, 0x14, 0x01, 0x10, 0x04, 0x04)
	for row := 20; row < 40; row += 2 { // over the end of a row
		bytesAt(row, 0, 0xFF, 0x10)
		bytesAt(row+1, 0, 0x04, 0x02)
	}
	inBubble(t, setup{}, func(r *rig) {
		wantErrors(t, r.print(img))
		r.wantTickets(1)
		extra := 0
		got := r.printed()[0]
		for i, ink := range img.Pix {
			switch {
			case ink == 1 && got.Pix[i] != 1:
				t.Errorf("dot %d,%d is missing on paper", i%576, i/576)
				return
			case ink == 0 && got.Pix[i] == 1:
				extra++
			}
		}
		if extra == 0 || extra > 20 {
			t.Errorf("dots added to break sequences: got %d, want 1 to 20", extra)
		}
	})
}

func TestBytesOnTheWire(t *testing.T) {
	t.Parallel()
	t.Run("blank rows cost next to nothing", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"generic-80mm", "epson-tm-t20"} {
			m := model(t, name)
			inBubble(t, setup{model: name, device: printertest.Options{UnitsPerDot: m.FeedUnitsPerDot}}, func(r *rig) {
				img := paper(576, 900)
				img.SetColorIndex(0, 0, 1)
				img.SetColorIndex(575, 899, 1)
				wantErrors(t, r.print(img)) // the first job also clears the paper's path
				before := len(r.bytesSent())
				wantErrors(t, r.print(img))
				if got, plain := len(r.bytesSent())-before, 900*72; got > plain/50 {
					t.Errorf("%s: a blank ticket took %d bytes, want at most 2%% of the plain %d", name, got, plain)
				}
				samePicture(t, r.printed()[0], img)
			})
		}
	})
	t.Run("a job ends with cut and request", func(t *testing.T) {
		t.Parallel()
		inBubble(t, setup{}, func(r *rig) {
			wantErrors(t, r.print(sample(576, 90)))
			sent := string(r.bytesSent())
			at := strings.LastIndex(sent, "\x1D\x56\x42\x00\x1D\x28\x48\x06\x00\x30\x30")
			if at < 0 || len(sent)-at != 15 {
				t.Errorf("last bytes: got % x, want 1d 56 42 00 1d 28 48 06 00 30 30 and four more", sent[max(0, len(sent)-20):])
			}
		})
	})
}

// What comes in pairs of rows, or of dots, goes out once, and is the same on
// paper; a model that knows one size alone gets it whole.
func TestPairsGoOutOnce(t *testing.T) {
	t.Parallel()
	picture := func(wide, high int) *image.Paletted {
		small, img := noise(576/wide, 400/high), paper(576, 403)
		for y := range 400 {
			for x := range 576 {
				img.SetColorIndex(x, y+3, small.ColorIndexAt(x/wide, y/high))
			}
		}
		return img
	}
	tests := []struct {
		name, model string
		img         *image.Paletted
		most        int // per cent of the plain bytes
	}{
		{"as it is", "generic-80mm", picture(1, 1), 101},
		{"rows in pairs", "generic-80mm", picture(1, 2), 52},
		{"dots two by two", "generic-80mm", picture(2, 2), 27},
		{"columns in pairs are not looked for", "generic-80mm", picture(2, 1), 101},
		{"one size alone", "generic-80mm-old", picture(2, 2), 101},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, setup{model: tt.model, device: printertest.Options{NoProcessID: tt.model != "generic-80mm"}}, func(r *rig) {
				wantErrors(t, r.print(paper(8, 8)))
				before := len(r.bytesSent())
				wantErrors(t, r.print(tt.img))
				if got, plain := len(r.bytesSent())-before, 72*403; got*100 > plain*tt.most {
					t.Errorf("bytes: got %d, want at most %d %% of %d", got, tt.most, plain)
				}
				extra := 0
				last := r.printed()[len(r.printed())-1]
				for i, ink := range tt.img.Pix {
					if ink == 1 && last.Pix[i] != 1 {
						t.Fatalf("dot %d,%d is missing on paper", i%576, i/576)
					}
					extra += int(last.Pix[i] - ink)
				}
				if extra > 1000 { // dots that break real-time sequences
					t.Errorf("dots too many: got %d", extra)
				}
			})
		})
	}
}
