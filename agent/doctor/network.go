package doctor

import (
	"context"
	"crypto/tls"
	"io/fs"
	"net"
	"net/url"
	"path"
	"strings"
	"time"
)

// Network is what the network's check needs.
type Network struct {
	Kernel  fs.FS    // of "/": sys/class/net, proc/net/route, proc/net/ipv6_route, etc/ssh
	Brokers []string // mqtts://HOST:8883, mqtt://HOST:1883; none when nothing is reported
	// TLS gives what the brokers are trusted by, and this unit's certificate.
	TLS     func() (*tls.Config, error)
	Client  string // an MQTT client's name that nobody else has
	Resolve func(ctx context.Context, host string) ([]string, error)
	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
	// Addresses are this unit's own, without those that only it can reach.
	Addresses func() []string
}

// slowAnswer is how long a broker may take from the first packet to its answer.
const slowAnswer = 1500 * time.Millisecond

// brokerLimit is how long one broker may take.
const brokerLimit = 8 * time.Second

func networkTroubles() []Trouble {
	p := PartNetwork
	return []Trouble{
		{p, "network.none", Skipped, Text{"Cấu hình không gửi gì về phường.", "The configuration reports nothing to the ward."}, Text{"Nếu phường có máy chủ, đặt report.enabled và report.broker.", "If the ward has a server, set report.enabled and report.broker."}},
		{p, "network.nolink", Fail, Text{"Không có cổng mạng nào được nối.", "No network port is connected."}, Text{"Cắm dây mạng (đèn cổng phải sáng) hoặc bật Wi-Fi.", "Plug the network cable in (the port's light must be on) or switch Wi-Fi on."}},
		{p, "network.noroute", Fail, Text{"Có dây mạng nhưng không có địa chỉ hoặc cổng ra.", "The cable is in, and there is no address or gateway."}, Text{"Kiểm tra DHCP của phường hoặc địa chỉ tĩnh (ip address; ip route).", "Check the ward's DHCP or the fixed address (ip address; ip route)."}},
		{p, "network.dns", Fail, Text{"Không tìm được địa chỉ của %[1]s: %[2]v.", "The address of %[1]s was not found: %[2]v."}, Text{"Kiểm tra tên trong report.broker và máy chủ DNS (resolvectl query TÊN).", "Check the name in report.broker and the DNS server (resolvectl query NAME)."}},
		{p, "network.broker", Fail, Text{"Không nối được tới %[1]s: %[2]v.", "Cannot connect to %[1]s: %[2]v."}, Text{"Kiểm tra máy chủ của phường có chạy không và tường lửa có mở cổng đó không.", "Check that the ward's server runs and that no firewall closes the port."}},
		{p, "network.files", Fail, Text{"Chứng thư để nối không dùng được: %v.", "The certificates for the connection cannot be used: %v."}, Text{"Xem mục Chứng thư; đăng ký lại máy với phường (kioskctl provision).", "See Certificates; enrol the unit again (kioskctl provision)."}},
		{p, "network.tls", Fail, Text{"%[1]s không được tin, hoặc không tin máy này: %[2]v.", "%[1]s is not trusted, or does not trust this unit: %[2]v."}, Text{"Kiểm tra đồng hồ trước, rồi chứng thư của máy và report.ca_file có đúng của phường không.", "Check the clock first, then whether this unit's certificate and report.ca_file are the ward's."}},
		{p, "network.mqtt", Fail, Text{"%[1]s từ chối máy này: %[2]v.", "%[1]s refuses this unit: %[2]v."}, Text{"Kiểm tra máy đã đăng ký và chưa bị thu hồi ở máy chủ phường (wardd robot).", "Check that the unit is enrolled at the ward's server and not revoked (wardd robot)."}},
		{p, "network.lagging", Warn, Text{"%[1]s trả lời sau %[2]v.", "%[1]s answers after %[2]v."}, Text{"Mạng chậm: thử dây mạng thay Wi-Fi, xem máy chủ có quá tải không.", "The network is slow: try a cable in place of Wi-Fi, see whether the server is overloaded."}},
		{p, "network.spare", Warn, Text{"Máy chủ dự phòng %[1]s không dùng được (%[2]s).", "The spare server %[1]s cannot be used (%[2]s)."}, Text{"Sửa máy chủ đó, hoặc bỏ nó khỏi report.broker.", "Mend that server, or take it out of report.broker."}},
	}
}

// Check examines the way to the ward.
func (n Network) Check() Check {
	return Check{Part: PartNetwork, Limit: time.Duration(max(len(n.Brokers), 1)) * brokerLimit, Run: func(ctx context.Context, _ Ask) []Result { return append(n.examine(ctx), n.comeIn()...) }}
}

// examine looks for the first broker that answers; the others are its spares.
func (n Network) examine(ctx context.Context) []Result {
	if len(n.Brokers) == 0 {
		return []Result{trouble("network.none")}
	}
	var good, bad []Result
	var ill []string
	for _, b := range n.Brokers {
		if r := n.broker(ctx, b); r.State == Fail {
			bad, ill = append(bad, r), append(ill, b)
		} else {
			good = append(good, r)
		}
	}
	if len(good) == 0 {
		if down := n.local(); down.ID != "" {
			return []Result{down}
		}
		return bad
	}
	for i, r := range bad {
		good = append(good, trouble("network.spare", ill[i], Text{strings.TrimSuffix(r.Found.Vi, "."), strings.TrimSuffix(r.Found.En, ".")}))
	}
	return good
}

// local is what is wrong on this side of the cable; its ID is empty when
// nothing is.
func (n Network) local() Result {
	ports, err := fs.Glob(n.Kernel, "sys/class/net/*/operstate")
	if err != nil || len(ports) == 0 {
		return Result{}
	}
	up := false
	for _, file := range ports {
		up = up || path.Base(path.Dir(file)) != "lo" && line(n.Kernel, file) == "up"
	}
	switch {
	case !up:
		return trouble("network.nolink")
	case !n.routed():
		return trouble("network.noroute")
	}
	return Result{}
}

// routed reports whether there is a default route: a destination of zeros,
// but for the one to lo that IPv6 always has.
func (n Network) routed() bool {
	for _, r := range []struct {
		file string
		to   int
		zero string
	}{{"proc/net/route", 1, "00000000"}, {"proc/net/ipv6_route", 0, strings.Repeat("0", 32)}} {
		data, err := fs.ReadFile(n.Kernel, r.file)
		if err != nil {
			continue
		}
		for l := range strings.Lines(string(data)) {
			f := strings.Fields(l)
			if len(f) > 2 && f[r.to] == r.zero && f[0] != "lo" && f[len(f)-1] != "lo" {
				return true
			}
		}
	}
	return false
}

// broker goes the way to one broker, step by step.
func (n Network) broker(ctx context.Context, address string) Result {
	ctx, cancel := context.WithTimeout(ctx, brokerLimit-time.Second)
	defer cancel()
	u, err := url.Parse(address)
	if err != nil {
		return trouble("network.broker", address, err)
	}
	host, port := u.Hostname(), u.Port()
	if port == "" {
		port = map[bool]string{true: "8883", false: "1883"}[secure(u)]
	}
	if net.ParseIP(host) == nil {
		if _, err := n.Resolve(ctx, host); err != nil {
			return trouble("network.dns", host, err)
		}
	}
	began := time.Now()
	conn, err := n.Dial(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return trouble("network.broker", u.Host, err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	defer stop()
	if secure(u) {
		over, wrong := n.over(ctx, conn, u)
		if over == nil {
			return wrong
		}
		conn = over
	}
	if err := greet(conn, n.Client); err != nil {
		// A server of TLS 1.3 refuses a client's certificate only now.
		if refusesCertificate(err) {
			return trouble("network.tls", u.Host, err)
		}
		return trouble("network.mqtt", u.Host, err)
	}
	if took := time.Since(began); took > slowAnswer {
		return trouble("network.lagging", u.Host, took.Round(10*time.Millisecond))
	}
	return pass(PartNetwork, Text{"%[1]s nhận máy này, sau %[2]v.", "%[1]s takes this unit, after %[2]v."}, u.Host, time.Since(began).Round(time.Millisecond))
}

// over puts TLS over a connection, or says what is wrong with that.
func (n Network) over(ctx context.Context, conn net.Conn, u *url.URL) (*tls.Conn, Result) {
	c, err := n.TLS()
	if err != nil {
		return nil, trouble("network.files", err)
	}
	if c == nil {
		c = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	c = c.Clone()
	c.ServerName = u.Hostname()
	over := tls.Client(conn, c)
	if err := over.HandshakeContext(ctx); err != nil {
		return nil, trouble("network.tls", u.Host, err)
	}
	return over, Result{}
}

// secure reports whether a broker is reached over TLS.
func secure(u *url.URL) bool { return u.Scheme == "mqtts" || u.Scheme == "ssl" || u.Scheme == "tls" }
