package web

import (
	"fmt"
	"strings"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/updates"
)

// softState says how far a robot is with what it shall run.
func (s *Server) softState(w words, wish updates.Wish, now time.Time) (text, class string) {
	switch wish.State {
	case updates.Withdrawn:
		return w.T("đã thu hồi", "withdrawn"), "off"
	case updates.Stopped:
		robot, status, _ := strings.Cut(wish.Because, " ")
		return w.T("đã dừng vì ", "stopped because of ") + robot + ": " + w.answered(schema.Updated{Status: schema.UpdateStatus(status)}), "bad"
	case updates.Given:
		return s.softWaits(w, wish, now), "off"
	case updates.Told:
	}
	text, class = w.answered(wish.Answer), "warn"
	switch {
	case wish.Done():
		class = "ok"
	case wish.Bad():
		class = "bad"
	case wish.IsStuck(now):
		text, class = text+w.T(", đứng yên hơn 24 giờ", ", not a step for over 24 hours"), "bad"
	}
	return text, class
}

// softWaits says what a robot is not told yet for.
func (s *Server) softWaits(w words, wish updates.Wish, now time.Time) string {
	switch {
	case now.Before(wish.NotBefore):
		return w.T("chờ đến ", "waits until ") + s.when(wish.NotBefore, now)
	case !wish.Window.Open(now.In(s.options.Location)):
		return w.T("chờ đến khung giờ ", "waits for its hours, ") + wish.Window.String()
	case wish.Staged && wish.Place > 0:
		return w.T("chờ robot đầu tiên chạy tốt", "waits until the first robot runs it well")
	}
	return w.T("sắp gửi", "about to be sent")
}

// answered says what a robot answers to an update.
func (w words) answered(a schema.Updated) string {
	switch a.Status {
	case "":
		return w.T("đã gửi, robot chưa trả lời", "sent, no answer yet")
	case schema.UpdateDownloading:
		return fmt.Sprintf(w.T("đang tải %d %%", "fetching %d%%"), a.Percent)
	case schema.UpdateWaiting:
		if a.Percent > 0 {
			return w.T("đã cài, chờ người dân xong việc để khởi động lại", "installed, waits for visitors to go before it restarts")
		}
		return w.T("đã tải, chờ người dân xong việc", "fetched, waits for visitors to go")
	case schema.UpdateInstalling:
		return fmt.Sprintf(w.T("đang cài %d %%", "installing %d%%"), a.Percent)
	case schema.UpdateRestarting:
		return w.T("đang khởi động thử bản mới", "trial boot of the new version")
	case schema.UpdateInstalled:
		return w.T("đã chạy bản mới", "runs it")
	case schema.UpdateRolledBack:
		return w.T("bản mới không chạy tốt, đã quay lại bản cũ", "it did not come up well, the one before runs again")
	case schema.UpdateFailed:
		return w.T("không thành: ", "failed: ") + w.say(updateErrors(), string(a.Error))
	case schema.UpdateRefused:
		return w.T("robot từ chối: ", "refused: ") + w.say(updateErrors(), string(a.Error))
	}
	return string(a.Status)
}

func updateErrors() map[string]pair {
	return map[string]pair{
		"":                            {"không rõ vì sao", "it is not known why"},
		string(schema.UpdateOld):      {"robot đã biết bản mới hơn, xin giao lại", "it knows of something newer; please give it again"},
		string(schema.UpdateMissing):  {"robot này không tự cài được", "nothing on this robot can install software"},
		string(schema.UpdateDownload): {"chưa tải được, sẽ thử lại", "it could not be fetched, and is tried again"},
		string(schema.UpdateSpace):    {"đĩa đầy, sẽ thử lại", "the disk is full, and it is tried again"},
		string(schema.UpdateDigest):   {"tệp không đúng như bản đã ký", "it is not what was signed"},
		string(schema.UpdateManifest): {"bản này không dành cho loại robot này", "it is for another kind of robot"},
		string(schema.UpdateInstall):  {"không cài được, có thể sai chữ ký", "the installer refused it, perhaps for its signature"},
		string(schema.UpdateRestart):  {"robot không khởi động lại được", "the robot did not restart"},
		updates.TroubleStuck:          {"đứng yên hơn 24 giờ", "not a step for over 24 hours"},
	}
}

// softTrouble says what an alert about an update is about.
func (w words) softTrouble(a office.Alert) string {
	status, reason, _ := strings.Cut(a.Topic, " ")
	if status == updates.TroubleStuck {
		return a.Procedure + ": " + w.say(updateErrors(), status)
	}
	return a.Procedure + ": " + w.answered(schema.Updated{Status: schema.UpdateStatus(status), Error: schema.UpdateError(reason)})
}
