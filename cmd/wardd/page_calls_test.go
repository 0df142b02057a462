package main_test

import (
	"fmt"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
)

// tell sends an event of a robot as the robot does.
func tell(t *testing.T, client mqtt.Client, robot string, seq uint64, at time.Time, body schema.Body) {
	t.Helper()
	text, err := schema.EncodeBody(body)
	if err != nil {
		t.Fatal(err)
	}
	data, err := schema.Join(schema.Header{
		V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-bccf-%012x", seq), Epoch: "calls", Seq: seq, TS: at, Clock: schema.ClockNTP,
	}, text)
	if err != nil {
		t.Fatal(err)
	}
	topic := schema.Topic{Commune: "00070", Robot: robot}.On(body.Kind().Channel())
	if token := client.Publish(topic.String(), 1, false, data); !token.WaitTimeout(patience) || token.Error() != nil {
		t.Fatalf("cannot publish: %v", token.Error())
	}
}

// unanswered: a call that nobody answers comes before the leader on the open page,
// with the procedure's name; she takes it and closes it with what was done.
func (b *browser) unanswered(t *testing.T, w *wardd, robots mqtt.Client) {
	t.Helper()
	b.open(w.page)
	b.until(`document.querySelector("#link")?.textContent`, "Trực tiếp")
	b.until(`!document.querySelector(".alerting")`, "true")
	b.eval(`window.kept = "call"`)
	now := time.Now()
	tell(t, robots, "kb-02", 1, now.Add(-2*time.Minute), schema.Help{Procedure: "1.001193", Topic: "fee", Lang: "vi"})
	tell(t, robots, "kb-02", 2, now, schema.HelpRaise{Procedure: "1.001193", Topic: "fee", WaitedS: new(120)})
	b.until(`document.querySelector(".alerting")?.innerText.includes("hỏi lệ phí") && document.querySelector(".alerting").innerText.includes("Khai sinh cho con")`, "true")
	if got := b.eval(`window.kept`); got != "call" {
		t.Errorf("got %q, want the page not loaded again", got)
	}
	b.until(`document.querySelector(".callers:not(.alerting)")?.innerText.includes("cần lãnh đạo")`, "true")
	b.wide(t, "unanswered")
	b.shot(t, "unanswered")
	b.eval(`document.querySelector(".alerting button").click()`)
	b.until(`location.pathname.startsWith("/alerts/") && document.body.innerText.includes("Đang xử lý")`, "true")
	b.wide(t, "alert of a call")
	b.shot(t, "alert-call")
	b.eval(`document.querySelector("textarea").value = "Đã mời bà tới cửa 3."; document.querySelector("button[value=close]").click()`)
	b.until(`document.body.innerText.includes("Đã đóng") && document.body.innerText.includes("Đã mời bà tới cửa 3.")`, "true")
	tell(t, robots, "kb-02", 3, time.Now(), schema.HelpEnd{Outcome: "helped", Door: 3, AnswerS: new(150), TookS: new(160)})
	b.until(`fetch("/calls").then(r => r.text()).then(t => window.calls = t.includes("Cửa 3 nhận sau 2 phút 30 giây")), String(window.calls)`, "true")
	b.page(t, w, "calls")
	b.open(w.page)
	b.until(`!document.querySelector(".alerting") && !document.querySelector(".callers")`, "true")
}
