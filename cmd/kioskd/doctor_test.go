package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/doctor"
	"tiepdan/kiosk"
)

// examined runs kioskctl doctor on the rig.
func (r *rig) examined(args ...string) (doctor.Report, int) {
	r.t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(r.t.Context()), filepath.Join(bin, "kioskctl"), append([]string{"doctor", "--config", r.config, "--json"}, args...)...)
	cmd.Env = append(os.Environ(), r.env...)
	out, err := cmd.Output()
	code := 0
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		code = ended.ExitCode()
		if code == 1 {
			r.t.Fatalf("kioskctl doctor could not examine: %s", ended.Stderr)
		}
	} else if err != nil {
		r.t.Fatal(err)
	}
	var report doctor.Report
	if err := json.Unmarshal(out, &report); err != nil {
		r.t.Fatalf("cannot read the report: %v\n%s", err, out)
	}
	return report, code
}

// of are the results of one part.
func of(report doctor.Report, p doctor.Part) (ids []string) {
	for _, r := range report.Results {
		if r.Part == p {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// TestDoctorAsksKioskd examines a unit whose kioskd runs, through its socket.
func TestDoctorAsksKioskd(t *testing.T) {
	r := newBareRig(t)
	r.until("home screen", screenIs(kiosk.ScreenHome))
	var report doctor.Report
	eventually(t, "kioskd answers on its socket", 60*time.Second, func() error {
		if report, _ = r.examined("--print"); !slices.Contains(of(report, doctor.PartAgent), "agent.pass") {
			return errNotYet
		}
		return nil
	})
	if report.Unit != "robot-1" {
		t.Errorf("the report is about %q, want robot-1", report.Unit)
	}
	for part, want := range map[doctor.Part]string{
		doctor.PartAgent: "agent.pass", doctor.PartDisplay: "display.pass", doctor.PartPrinter: "printer.off", doctor.PartPanel: "panel.off",
		doctor.PartBase: "base.off", doctor.PartNetwork: "network.pass", doctor.PartStore: "database.pass",
	} {
		if got := of(report, part); len(got) == 0 || got[0] != want {
			t.Errorf("of %s found %v, want %s", part, got, want)
		}
	}
	r.plugIn()
	r.until("everything works", func(v kiosk.View) bool { return len(v.Notices) == 0 && v.Robot.State == "idle" && v.Printer.Ready() })
	report, _ = r.examined("--print", "--only", "printer,panel,base")
	for part, want := range map[doctor.Part]string{
		doctor.PartPrinter: "printer.pass printer.pass", doctor.PartPanel: "panel.pass panel.untested", doctor.PartBase: "base.pass base.untested",
	} {
		if got := strings.Join(of(report, part), " "); got != want {
			t.Errorf("of %s found %v, want %s", part, got, want)
		}
	}
	if report, code := r.examined("--software"); code != 0 || report.State != doctor.Pass {
		t.Errorf("the software is %s, exit code %d: %+v, want a pass", report.State, code, report.Results)
	}
	r.kioskd.kill()
	if report, code := r.examined("--software"); code != doctor.ExitFail || len(of(report, doctor.PartAgent)) == 0 {
		t.Errorf("without kioskd the software is %s, exit code %d, want a failure", report.State, code)
	}
}
