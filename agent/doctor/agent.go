package doctor

import "context"

// Agent is what the check of kioskd itself needs.
type Agent struct {
	// Ask waits until kioskd's loop answers and returns its version; nil when none
	// runs.
	Ask func(context.Context) (version string, err error)
	// Needed is whether a kioskd must run: it is asked for after an update.
	Needed bool
}

func agentTroubles() []Trouble {
	p := PartAgent
	look := Text{"Xem journalctl -u kioskd -n 50; khởi động lại bằng systemctl restart kioskd.", "Look at journalctl -u kioskd -n 50; start it again with systemctl restart kioskd."}
	return []Trouble{
		{p, "agent.away", Skipped, Text{"kioskd không chạy; các thiết bị được mở trực tiếp.", "kioskd does not run; the devices were opened here."}, Text{"Khi xong, khởi động: systemctl start kioskd.", "When done, start it: systemctl start kioskd."}},
		{p, "agent.dead", Fail, Text{"kioskd không chạy.", "kioskd does not run."}, look},
		{p, "agent.hung", Fail, Text{"kioskd chạy nhưng không đáp: %v.", "kioskd runs and does not answer: %v."}, look},
	}
}

// Check examines kioskd.
func (a Agent) Check() Check { return Check{Part: PartAgent, Run: a.examine} }

func (a Agent) examine(ctx context.Context, _ Ask) []Result {
	switch {
	case a.Ask == nil && a.Needed:
		return []Result{trouble("agent.dead")}
	case a.Ask == nil:
		return []Result{trouble("agent.away")}
	}
	version, err := a.Ask(ctx)
	if err != nil {
		return []Result{trouble("agent.hung", err)}
	}
	return []Result{pass(PartAgent, Text{"Đang chạy, phiên bản %s.", "Runs, version %s."}, version)}
}
