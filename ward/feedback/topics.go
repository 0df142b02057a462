package feedback

// Text is a text in both languages.
type Text struct{ Vi, En string }

// Topics names the topics of office.Topics.
func Topics() map[string]Text {
	return map[string]Text{
		"manner":   {"Thái độ phục vụ", "Manner of service"},
		"wait":     {"Thời gian chờ", "Waiting time"},
		"papers":   {"Hồ sơ, giấy tờ", "Papers and forms"},
		"guidance": {"Hướng dẫn chưa rõ", "Unclear guidance"},
		"place":    {"Chỗ ngồi, cơ sở vật chất", "The place"},
		"robot":    {"Robot, máy lấy số", "The robot"},
		"praise":   {"Khen ngợi, cảm ơn", "Praise and thanks"},
		"other":    {"Góp ý khác", "Something else"},
	}
}
