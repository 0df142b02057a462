package console

import (
	"net/http"
	"time"
)

// technician stands in a session where officials have their door's number.
const technician = 0

// technicianFor is how long a technician's log-in holds at most: the live
// screen shows what a citizen does.
const technicianFor = 2 * time.Hour

// holder is who logs in under a number: a door's officials, or a technician.
func (s *Server) holder(number int) (Door, bool) {
	if number == technician {
		return Door{Number: technician, PINHash: s.opts.TechnicianPINHash}, s.opts.TechnicianPINHash != ""
	}
	return s.door(number)
}

// holdFor is how long a log-in holds.
func (s *Server) holdFor(number int) time.Duration {
	if number == technician {
		return min(technicianFor, s.opts.SessionFor)
	}
	return s.opts.SessionFor
}

// official returns the session of an official; a technician has no door to act for.
func (s *Server) official(r *http.Request) (session, bool) {
	ss, ok := s.current(r)
	return ss, ok && ss.Door != technician
}

// forTechnician lets only technicians in.
func (s *Server) forTechnician(next func(http.ResponseWriter, *http.Request, session)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ss, ok := s.current(r)
		switch {
		case !ok:
			http.Redirect(w, r, "/login?door="+itoa(technician), http.StatusSeeOther)
		case ss.Door != technician:
			http.Error(w, "Trang này chỉ dành cho kỹ thuật viên. Đăng xuất rồi đăng nhập bằng mã PIN kỹ thuật.", http.StatusForbidden)
		default:
			next(w, r, ss)
		}
	}
}
