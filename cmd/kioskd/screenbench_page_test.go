package main_test

import (
	"encoding/json"
	"fmt"
	"html"
	"image"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/skip2/go-qrcode"

	"tiepdan/kiosk"
	"tiepdan/ui/font"
)

// pageText is what a static page of the home screen is made of: the same texts
// and places as kioskd's. A touch on the language swaps the texts; the clock
// goes on with the minutes, announcements with their turns.
const pageText = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Tiếp Dân</title><style>
@font-face{font-family:V;font-weight:500;src:url(500.ttf)}
@font-face{font-family:V;font-weight:600;src:url(600.ttf)}
@font-face{font-family:V;font-weight:700;src:url(700.ttf)}
*{box-sizing:border-box;margin:0;user-select:none;cursor:none}
html,body{width:1920px;height:1080px;overflow:hidden;background:#f4f1ea}
body{background:#f4f1ea;color:#14202e;font:500 30px/1.4 V}
body>*{position:absolute;contain:strict}
header{left:0;top:0;width:1920px;height:116px;background:#0d2b4b;border-bottom:6px solid #ffd15c;color:#fff}
header>*{position:absolute;white-space:nowrap}
.flag{left:44px;top:19px;width:108px;height:72px;border-radius:10px;background:#c8201e}
.ward{left:176px;top:4px;font:700 42px/1.4 V}.place{left:176px;top:62px;color:#cfddec}
.hour{right:44px;top:4px;font:700 54px/1.1 V}.date{right:44px;top:62px;color:#cfddec}
h1{left:44px;top:140px;width:1240px;height:62px;font:700 44px/62px V}
button,.card{border-radius:22px;border:2px solid #b9c2ce;background:#fff;color:inherit;font:inherit;text-align:left}
button{border-bottom-width:8px;padding:0 18px;overflow:hidden}
button:active{background:#e2eef9;border:5px solid #0b5394}
.tile{display:flex;flex-direction:column;justify-content:center;gap:8px}
.tile div{display:flex;align-items:center;gap:20px;font:600 36px/1.4 V}
.tile b{flex:none;width:72px;height:72px;border-radius:13px;background:#0b5394;color:#fff;font:700 54px/72px V;text-align:center}
.tile p{display:flex;flex-wrap:wrap;gap:0 26px;white-space:nowrap}
:lang(en) .tile div{font-size:30px}:lang(en) .tile b{width:60px;height:60px;font:700 45px/60px V}
.priority{display:flex;align-items:center;gap:20px;padding:0 16px}
.priority b{font:700 38px/1.3 V;white-space:nowrap}.priority i{display:block;font:600 30px/1.3 V}
.priority p{flex:1;margin-left:26px;color:#455264}.priority svg:last-child{color:#0b5394}
.bar{display:flex;align-items:center;justify-content:center;gap:14px;border:3px solid #0b5394;border-bottom-width:9px;color:#0b5394;font:600 34px/1.4 V;white-space:nowrap}
.first{background:#0b5394;color:#fff;border-bottom-color:#073a69}.first:active{background:#073a69}
svg{fill:none;stroke:currentColor;stroke-width:2;flex:none}
.board{left:1316px;top:140px;width:560px;background:#0d2b4b;color:#fff;border-radius:22px;padding:18px 28px}
.board h2{font:700 40px/56px V;margin-bottom:8px}.board div{display:grid;grid-template-columns:1fr 1fr;gap:8px}
.board p{height:{{.Row}}px;line-height:{{.Row}}px;border-radius:14px;background:#1b426c;color:#cfddec;padding:0 12px;display:flex;gap:8px}
.board b{color:#fff;font-size:34px}.board em{margin-left:auto;font-style:normal}.board em.on{color:#ffd15c;font:700 34px/{{.Row}}px V}
.news{left:1316px;width:560px;padding:20px;border-color:#d3d6dc}
.news h2{display:flex;align-items:center;gap:14px;color:#0b5394;font:700 30px/44px V}.news i{margin-left:auto;font:500 30px V;color:#455264}
.news p,.scan p{font-size:34px}
.scan{left:1316px;width:560px;border-color:#d3d6dc}.scan img{position:absolute;image-rendering:pixelated}
.scan p{position:absolute;left:192px;top:0;width:350px;height:100%;display:flex;align-items:center}
</style>
<header><svg class="flag" viewBox="0 0 108 72"><path fill="#fd3" stroke="none" d="{{.Star}}"/></svg>
<p class="ward"{{both .View.Ward}}</p><p class="place"{{two "Điểm phục vụ hành chính công" "Public Administration Service Point"}}</p>
<p class="hour" id="hour"></p><p class="date" id="date"></p></header>
<h1{{two "Mời quý khách chạm vào dịch vụ để lấy số" "Please touch a service to get a number"}}</h1>
<button class="priority"{{at .Priority}}>{{icon "heart" 54}}<span><b{{two "Ưu tiên" "Priority"}}</b><i{{two "Chạm để chọn" "Touch to choose"}}</i></span>
<p{{two "Người từ 75 tuổi trở lên, người khuyết tật, phụ nữ mang thai và các diện khác" "People aged 75 or over, people with disabilities, pregnant women and others"}}</p>{{icon "arrow" 44}}</button>
{{range .Tiles}}<button class="tile"{{at .At}}><div><b>{{.Row.Prefix}}</b><span{{both .Row.Name}}</span></div>
<p><span{{door .Row.Doors}}</span><span{{two "Không ai chờ" "None waiting"}}</span><span{{two "Chưa đủ dữ liệu" "Not enough data yet"}}</span></p></button>
{{end}}<section class="board" style="height:{{.BoardHeight}}px"><h2{{two "Đang phục vụ" "Now serving"}}</h2><div>
{{range .View.Board}}<p><span{{two "Cửa" "Door"}}</span><b>{{.Door}}</b>{{if .Number}}<em class="on">{{.Number}}</em>{{else}}<em>–</em>{{end}}</p>
{{end}}</div></section>
<section class="card news"{{top .NewsTop .NewsHeight}}><h2>{{icon "horn" 38}}<span{{two "Thông báo" "Announcements"}}</span><i id="turn"></i></h2><p id="news"></p></section>
<section class="card scan"{{top .ScanTop 186}}><img alt="" style="left:26px;top:26px;width:132px;height:132px" src="code.png">
<p{{two "Quét mã để tra cứu và được hỗ trợ trực tuyến" "Scan for procedures and help online"}}</p></section>
{{range .Bar}}<button class="bar{{if .First}} first{{end}}"{{at .At}}{{if .Swaps}} id="lang"{{end}}>{{icon .Icon 37}}<span{{two .Vi .En}}</span></button>
{{end}}<script>
const leaves={{script .Leaves}},every=12000,texts=[...document.querySelectorAll('[data-en]')],put=(id,t)=>{const e=document.getElementById(id);if(e.textContent!==t)e.textContent=t}
const days={vi:['Chủ Nhật','Thứ Hai','Thứ Ba','Thứ Tư','Thứ Năm','Thứ Sáu','Thứ Bảy'],en:['Sunday','Monday','Tuesday','Wednesday','Thursday','Friday','Saturday']}
const months=['January','February','March','April','May','June','July','August','September','October','November','December'],two=n=>String(n).padStart(2,'0')
let lang='vi'
function clock(){const d=new Date(Date.now()+7*3600e3),day=days[lang][d.getUTCDay()],y=d.getUTCFullYear()
put('hour',two(d.getUTCHours())+':'+two(d.getUTCMinutes()))
put('date',day+', '+(lang==='vi'?two(d.getUTCDate())+'/'+two(d.getUTCMonth()+1)+'/'+y:d.getUTCDate()+' '+months[d.getUTCMonth()]+' '+y))}
function turn(){const all=leaves[lang],i=Math.floor(Date.now()/every)%all.length
put('news',all[i]);put('turn',all.length>1?(i+1)+'/'+all.length:'')}
function minutes(){clock();setTimeout(minutes,60000-Date.now()%60000+5)}
function turns(){turn();if(leaves.vi.length>1)setTimeout(turns,every-Date.now()%every+5)}
document.getElementById('lang').onclick=()=>{document.documentElement.lang=lang=lang==='vi'?'en':'vi';for(const e of texts)e.textContent=e.dataset[lang];clock();turn()}
minutes();turns()
</script></html>
`

// pageIcons are the drawings of kioskd's icons, as SVG in a square of 24 units.
func pageIcons() map[string]string {
	return map[string]string{
		"heart":  "M12 20.4C5.4 15.6 2.8 12.2 2.8 8.9C2.8 6.1 4.9 4.1 7.4 4.1C9.4 4.1 11.1 5.2 12 7C12.9 5.2 14.6 4.1 16.6 4.1C19.1 4.1 21.2 6.1 21.2 8.9C21.2 12.2 18.6 15.6 12 20.4Z",
		"arrow":  "M4.5 12H19.5M13 5.5L19.5 12L13 18.5",
		"horn":   "M3.5 9.6V14.4H7.5L15.5 19.4V4.6L7.5 9.6ZM19 9C20.8 10.8 20.8 13.2 19 15",
		"search": "M3.7 10.5a6.8 6.8 0 1 0 13.6 0a6.8 6.8 0 1 0-13.6 0M15.6 15.6L21 21",
		"easy":   "M10.2 4a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0M4.4 8.2L12 9.6L19.6 8.2M12 9.6V14.2L8 21M12 14.2L16 21",
		"staff":  "M8.4 7.6a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0M4.6 20.6C4.6 16.2 7.6 14 12 14C16.4 14 19.4 16.2 19.4 20.6M9.6 17.6L11.4 19.4L14.8 16.2",
		"globe":  "M2.6 12a9.4 9.4 0 1 0 18.8 0a9.4 9.4 0 1 0-18.8 0M2.8 12H21.2M12 2.8C6.2 8.8 6.2 15.2 12 21.2M12 2.8C17.8 8.8 17.8 15.2 12 21.2",
	}
}

// pageButton is a control of the bar at the foot.
type pageButton struct {
	At           image.Rectangle
	Vi, En, Icon string
	First, Swaps bool
}

type pageTile struct {
	At  image.Rectangle
	Row kiosk.ServiceRow
}

// page writes the page of a view and returns its path.
func (s *stand) page(name string, v kiosk.View, all []news) string {
	s.t.Helper()
	dir := filepath.Join(s.dir, name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		s.t.Fatal(err)
	}
	code, err := qrcode.New(v.PortalURL, qrcode.Medium)
	if err != nil {
		s.t.Fatal(err)
	}
	code.DisableBorder = true
	picture, err := code.PNG(-1) // a pixel per module
	if err != nil {
		s.t.Fatal(err)
	}
	for file, data := range map[string][]byte{"500.ttf": font.Medium(), "600.ttf": font.SemiBold(), "700.ttf": font.Bold(), "code.png": picture} {
		if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "home.html")
	f, err := os.Create(path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	if err := template.Must(template.New("").Funcs(pageFuncs()).Parse(pageText)).Execute(f, s.pageData(v, all)); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// pageData places the parts as kioskd does.
func (s *stand) pageData(v kiosk.View, all []news) map[string]any {
	const low, scan = 932, 186 // the end of what is above the bar; the code's height
	data := map[string]any{"View": v, "Leaves": leaves(all), "Star": "M54 14.4L58.9 29.3L74.5 29.3L61.9 38.6L66.7 53.5L54 44.3L41.3 53.5L46.1 38.6L33.5 29.3L49.1 29.3Z"}
	var tiles []pageTile
	var bar []pageButton
	labels := map[string]string{}
	english := v
	english.Lang = kiosk.En
	for _, c := range s.controls(english) {
		labels[c.Bounds.Min.String()] = c.Label
	}
	for _, c := range s.controls(v) {
		switch msg := c.Msg.(type) {
		case nil:
			if strings.HasPrefix(c.Label, "Ưu tiên") {
				data["Priority"] = c.Bounds
			}
		case kiosk.ServicePicked:
			tiles = append(tiles, pageTile{c.Bounds, v.Services[len(tiles)]})
		case kiosk.LanguagePicked:
			bar = append(bar, pageButton{At: c.Bounds, Vi: c.Label, En: labels[c.Bounds.Min.String()], Icon: "globe", Swaps: true})
		case kiosk.Opened:
			b := pageButton{At: c.Bounds, Vi: c.Label, En: labels[c.Bounds.Min.String()], First: msg.To.Screen == kiosk.ScreenFind}
			b.Icon = map[kiosk.Screen]string{kiosk.ScreenFind: "search", kiosk.ScreenLooks: "easy", kiosk.ScreenHelp: "staff"}[msg.To.Screen]
			bar = append(bar, b)
		}
	}
	data["Tiles"], data["Bar"] = tiles, bar
	const newsHeight, gap = 206, 24
	data["ScanTop"], data["NewsTop"], data["NewsHeight"] = low-scan, low-scan-gap-newsHeight, newsHeight
	board := low - scan - newsHeight - 2*gap - 140
	rows := (len(v.Board) + 1) / 2
	data["BoardHeight"], data["Row"] = board, (board-100)/max(1, rows)-8
	return data
}

// leaves breaks announcements into pages of at most three lines.
func leaves(all []news) map[string][]string {
	const letters = 84
	split := func(text string) []string {
		out := []string{""}
		for word := range strings.FieldsSeq(text) {
			last := &out[len(out)-1]
			if len([]rune(*last))+len([]rune(word)) > letters {
				out = append(out, word)
				continue
			}
			*last = strings.TrimSpace(*last + " " + word)
		}
		return out
	}
	out := map[string][]string{}
	for _, n := range all {
		out["vi"] = append(out["vi"], split(n.vi)...)
		out["en"] = append(out["en"], split(n.en)...)
	}
	return out
}

// pageFuncs write attributes: places, and the texts of both languages.
func pageFuncs() template.FuncMap {
	two := func(vi, en string) string {
		return fmt.Sprintf(` data-vi="%s" data-en="%s">%s`, html.EscapeString(vi), html.EscapeString(en), html.EscapeString(vi))
	}
	return template.FuncMap{
		"two":  two,
		"both": func(t kiosk.Text) string { return two(t.Vi, t.En) },
		"door": func(doors []int) string {
			n := strings.Trim(fmt.Sprint(doors), "[]")
			return two("Cửa "+n, "Door "+n)
		},
		"at": func(r image.Rectangle) string {
			return fmt.Sprintf(` style="left:%dpx;top:%dpx;width:%dpx;height:%dpx"`, r.Min.X, r.Min.Y, r.Dx(), r.Dy())
		},
		"top": func(y, h int) string { return fmt.Sprintf(` style="top:%dpx;height:%dpx"`, y, h) },
		"icon": func(name string, side int) string {
			return fmt.Sprintf(`<svg width="%d" height="%d" viewBox="0 0 24 24"><path d="%s"/></svg>`, side, side, pageIcons()[name])
		},
		"script": func(v any) (string, error) {
			text, err := json.Marshal(v)
			return string(text), err
		},
	}
}
