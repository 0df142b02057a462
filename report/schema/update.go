package schema

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Update is the software that the ward wants on a unit, retained on
// upd/desired. Only where its signed manifest is, and what that must hash to,
// travel here. Like Settings it is signed, has no expiry, and a higher revision
// takes the place of a lower one.
type Update struct {
	Rev     int64  `json:"rev"`     // 1, 2, …
	Version string `json:"version"` // of the software, as info tells it when it runs
	URL     string `json:"url"`     // of the manifest; https, without a user
	SHA256  string `json:"sha256"`  // of the manifest's bytes
}

// UpdateStatus is how far an update has come.
type UpdateStatus string

// The states; the last four are the end of one, but a download that failed is
// tried again.
const (
	UpdateDownloading UpdateStatus = "downloading"
	UpdateWaiting     UpdateStatus = "waiting" // until nobody is served
	UpdateInstalling  UpdateStatus = "installing"
	UpdateRestarting  UpdateStatus = "restarting"
	UpdateInstalled   UpdateStatus = "installed"   // it runs
	UpdateRolledBack  UpdateStatus = "rolled-back" // it did not come up well: what ran before runs again
	UpdateFailed      UpdateStatus = "failed"
	UpdateRefused     UpdateStatus = "refused" // nothing of it was or will be done
)

// UpdateError is why an update was refused or has failed.
type UpdateError string

// The reasons.
const (
	UpdateOld      UpdateError = "old-revision" // below one that this run of the program has seen
	UpdateMissing  UpdateError = "no-updater"   // nothing on this unit can install software
	UpdateDownload UpdateError = "download"
	UpdateSpace    UpdateError = "space"
	UpdateDigest   UpdateError = "digest"   // the manifest or the bundle is not what was signed
	UpdateManifest UpdateError = "manifest" // it cannot be read, or is of another version or kind of unit
	UpdateInstall  UpdateError = "install"  // the installer refused it: its signature, or its contents
	UpdateRestart  UpdateError = "restart"
)

// Updated is what a robot says to the update before it, retained on
// upd/reported.
type Updated struct {
	V       int          `json:"v"`
	Rev     int64        `json:"rev"` // of the update that this answers
	Status  UpdateStatus `json:"status"`
	Percent int          `json:"percent,omitempty"` // of the download or the installation, in tens
	Error   UpdateError  `json:"error,omitempty"`   // of refused and failed
}

func (u Updated) check(p *problems) {
	const all = 100
	p.version(u.V)
	between(p, "rev", u.Rev, 1, maxSeq)
	between(p, "percent", u.Percent, 0, all)
	oneOf(p, "status", u.Status, UpdateDownloading, UpdateWaiting, UpdateInstalling, UpdateRestarting, UpdateInstalled, UpdateRolledBack, UpdateFailed, UpdateRefused)
	if u.Status == UpdateFailed || u.Status == UpdateRefused {
		oneOf(p, "error", u.Error, UpdateOld, UpdateMissing, UpdateDownload, UpdateSpace, UpdateDigest, UpdateManifest, UpdateInstall, UpdateRestart)
	} else if u.Error != "" {
		p.add("error is %.80q, want none of %s", u.Error, u.Status)
	}
}

func (u Update) check(p *problems) {
	between(p, "rev", u.Rev, 1, maxSeq)
	p.text("version", u.Version)
	if !isManifestURL(u.URL) {
		p.add("url is not as https://host/path, in plain characters without user and fragment") // it may hold a password
	}
	if !isSHA256(u.SHA256) {
		p.add("sha256 is %.80q, want 64 hexadecimal digits in lower case", u.SHA256)
	}
}

func isManifestURL(s string) bool {
	const mostHost, mostPath = 100, 400
	rest, secure := strings.CutPrefix(s, "https://")
	host, path, found := strings.Cut(rest, "/")
	if !secure || !found || host == "" || len(host) > mostHost || len(path) > mostPath {
		return false
	}
	_, err := url.Parse(s)
	return err == nil && !strings.ContainsFunc(host, outOfHost) && !strings.ContainsFunc(path, outOfPath)
}

func outOfHost(r rune) bool { return r != '.' && r != ':' && (r == '_' || !isWord(r)) }

func outOfPath(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '#' }

func isSHA256(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return len(s) == 64
}

// SignUpdate gives the retained message for the robot's topic upd/desired.
func SignUpdate(key ed25519.PrivateKey, robot Topic, u Update) (Topic, []byte, error) {
	topic := robot.On(ChannelUpdate)
	var p problems
	u.check(&p)
	part, err := json.Marshal(u)
	if err = errors.Join(p.err(), err); err != nil {
		return Topic{}, nil, fmt.Errorf("cannot sign update: %w", err)
	}
	data, err := seal(key, topic, part)
	if err != nil {
		return Topic{}, nil, fmt.Errorf("cannot sign update: %w", err)
	}
	return topic, data, nil
}

// OpenUpdate reads an update that came on a topic, when one of the keys has
// signed it. The error is ErrForged when none has.
func OpenUpdate(keys []ed25519.PublicKey, topic Topic, data []byte) (Update, error) {
	var u Update
	part, err := unseal(keys, topic, data)
	if err == nil {
		err = decode(part, &u)
	}
	if err == nil {
		var p problems
		u.check(&p)
		err = p.err()
	}
	if err != nil {
		return Update{}, fmt.Errorf("cannot open update on %s: %w", topic.Channel, err)
	}
	return u, nil
}
