package main

import "tiepdan/config"

// formField is a setting that differs from robot to robot.
type formField struct {
	key, flag string
	vi, en    string // what the form asks
	options   []string
	// when says whether the form asks, by the answers so far.
	when func(answer func(key string) string) bool
	page bool // begins a page
}

func formFields() []formField {
	is := func(key, value string) func(func(string) string) bool {
		return func(answer func(string) string) bool { return answer(key) == value }
	}
	return []formField{
		{key: "unit.id", flag: "unit", vi: "Mã của robot này trong phường (a-z, 0-9, -)", en: "This robot's name in the commune (a-z, 0-9, -)", page: true},
		{key: "unit.ward", flag: "ward", vi: "Tên phường, như trên biển", en: "The ward's name, as on its sign"},
		{key: "unit.ward_en", flag: "ward-en", vi: "Tên phường bằng tiếng Anh", en: "The ward's name in English"},
		{key: "unit.commune", flag: "commune", vi: "Mã phường trong chủ đề MQTT (a-z, 0-9, -)", en: "The ward's name in MQTT topics (a-z, 0-9, -)"},
		{key: "screen.orientation", flag: "orientation", vi: "Màn hình đặt", en: "The screen is mounted", options: []string{"landscape", "portrait"}, page: true},
		{key: "screen.touch_device", flag: "touch", vi: "Một phần tên của tấm cảm ứng; để trống: bất kỳ", en: "Part of the touch panel's name; empty takes any"},
		{key: "printer.address", flag: "printer", vi: "Máy in: tcp://HOST:9100, serial:///dev/… hoặc usblp:///dev/usb/lp0", en: "Printer: tcp://HOST:9100, serial:///dev/… or usblp:///dev/usb/lp0", page: true},
		{key: "printer.model", flag: "printer-model", vi: "Kiểu máy in", en: "The printer's model", options: config.PrinterModels()},
		{key: "panel.kind", flag: "panel", vi: "Bảng đánh giá", en: "Satisfaction panel", options: []string{"none", "serial", "gpio"}, page: true},
		{key: "panel.device", flag: "panel-device", vi: "Cổng nối tiếp của bảng", en: "The panel's serial device", when: is("panel.kind", "serial"), page: true},
		{key: "panel.pins", flag: "panel-pins", vi: "Bốn chân, mặt cười nhất trước: GPIO17, …", en: "Four pins, the happiest face first: GPIO17, …", when: is("panel.kind", "gpio"), page: true},
		{key: "base.kind", flag: "base", vi: "Đế di chuyển", en: "Motion base", options: []string{"none", "mavlink"}, page: true},
		{key: "base.device", flag: "base-device", vi: "Cổng nối tiếp của đế", en: "The base's serial device", when: is("base.kind", "mavlink"), page: true},
		{key: "report.enabled", flag: "report", vi: "Kết nối với máy chủ của phường", en: "Connect to the ward's server", options: []string{"true", "false"}, page: true},
		{key: "report.broker", flag: "broker", vi: "Máy chủ MQTT, cách nhau bằng dấu phẩy: mqtts://HOST:8883", en: "The ward's brokers, with commas between: mqtts://HOST:8883", when: is("report.enabled", "true"), page: true},
		{key: "speech.voice", flag: "voice", vi: "Giọng espeak-ng, ví dụ vi, vi-vn-x-south", en: "espeak-ng voice, as vi or vi-vn-x-south", page: true},
		{key: "speech.volume_pct", flag: "volume", vi: "Âm lượng, 1 đến 100", en: "Volume, 1 to 100"},
	}
}

func (f formField) title(language string) string {
	if language == "vi" {
		return f.vi
	}
	return f.en
}
