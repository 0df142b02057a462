package main

import (
	"fmt"
	"io"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"tiepdan/agent/flash"
)

// shown is the progress of what takes minutes: bars for people, lines for logs.
type shown struct {
	out  io.Writer
	bars *mpb.Progress // nil for lines
	bar  *mpb.Bar
	step flash.Name
	next time.Time
}

// tellEvery is the pause between two lines of one step.
const tellEvery = 5 * time.Second

func newShown(out io.Writer, people bool) *shown {
	s := &shown{out: out}
	if people {
		s.bars = mpb.New(mpb.WithOutput(out), mpb.WithWidth(40), mpb.WithAutoRefresh())
	}
	return s
}

// progress is a flash.Progress; it is called by one goroutine.
func (s *shown) progress(step flash.Name, done, total int64) {
	if s.bars == nil {
		s.line(step, done, total)
		return
	}
	if step != s.step {
		s.complete()
		s.step = step
		s.bar = s.bars.AddBar(total,
			mpb.PrependDecorators(decor.Name(fmt.Sprintf("%-10s", step))),
			mpb.AppendDecorators(decor.Percentage(decor.WCSyncSpace), decor.CountersKibiByte(" % .1f / % .1f"), decor.AverageSpeed(decor.SizeB1024(0), " % .1f"), decor.AverageETA(decor.ET_STYLE_GO)))
	}
	s.bar.SetCurrent(done)
}

// complete ends the bar there is, wherever it has come to.
func (s *shown) complete() {
	if s.bar != nil {
		s.bar.Abort(false)
		s.bar.Wait()
		s.bar = nil
	}
}

func (s *shown) line(step flash.Name, done, total int64) {
	now := time.Now()
	if step == s.step && now.Before(s.next) && (done != total || total == 0) {
		return
	}
	s.step, s.next = step, now.Add(tellEvery)
	of := ""
	if total > 0 {
		of = fmt.Sprintf(" of %s, %d %%", flash.Bytes(total), done*100/total)
	}
	_, _ = fmt.Fprintf(s.out, "%s: %s%s\n", step, flash.Bytes(done), of) // who reads it may have gone
}

// end ends the bars, so that what is printed next stands by itself.
func (s *shown) end() {
	if s.bars == nil {
		return
	}
	s.complete()
	s.step = ""
}
