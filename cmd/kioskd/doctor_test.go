package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

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
	report, _ := r.examined()
	if report.Unit != "robot-1" {
		t.Errorf("the report is about %q, want robot-1", report.Unit)
	}
	for _, p := range []doctor.Part{doctor.PartConfig, doctor.PartDisk, doctor.PartMemory} {
		if len(of(report, p)) == 0 {
			t.Errorf("nothing is said of %s: %+v", p, report.Results)
		}
	}
}
