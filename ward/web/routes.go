package web

// route is one page or one thing that can be done, and who may.
type route struct {
	pattern string
	may     rights
	page    page
}

// routes are everything that needs a log-in. What is not here is not served:
// the log-in itself, the files, the read-only interface with its tokens, and
// the citizens' pages are the rest.
func (s *Server) routes() []route {
	all := []route{
		{"GET /{$}", managers, s.live},
		{"GET /live", managers, s.events},
		{"GET /ratings", managers, s.ratingsPage},
		{"GET /waits", managers, s.waitsPage},
		{"GET /robots", anybody, s.robotsPage},
		{"GET /robots/live", anybody, s.robotEvents},
		{"POST /needs", anybody, s.needTake},
		{"GET /pillars", managers, s.pillarsPage},

		{"GET /calls", managers, s.callsPage},
		{"GET /alerts", managers, s.alertsPage},
		{"GET /alerts/{id}", managers, s.alertPage},
		{"POST /alerts/{id}", managers, s.alertChange},
		{"GET /cases", managers, s.casesPage},
		{"GET /cases/{id}", managers, s.casePage},
		{"POST /cases/{id}", managers, s.caseChange},
		{"GET /cases/poster", managers, s.posterPage},
		{"GET /cases/code.png", managers, s.posterCode},

		{"GET /export", managers, s.exportPage},
		{"GET /export/{file}", managers, s.exportFile},
		{"GET /report", leaders, s.reportPage},

		{"GET /account", anybody, s.accountPage},
		{"POST /account/password", anybody, s.accountPassword},
		{"POST /account/end", anybody, s.accountEnd},
		{"POST /logout", anybody, s.logout},

		{"GET /users", heads, s.usersPage},
		{"POST /users", heads, s.userCreate},
		{"GET /users/{id}", heads, s.userPage},
		{"POST /users/{id}", heads, s.userChange},
		{"GET /record", heads, s.recordPage},
		{"GET /settings", heads, s.settingsPage},
		{"POST /settings/rule", heads, s.settingsRule},
		{"POST /settings/norms", heads, s.settingsNorms},
		{"GET /tokens", heads, s.tokensPage},
		{"POST /tokens", heads, s.tokenMake},
		{"POST /tokens/{id}/revoke", heads, s.tokenRevoke},
	}
	if s.options.Commands != nil {
		all = append(
			all,
			route{"GET /announce", leaders, s.announcePage},
			route{"GET /announce/live", leaders, s.sentEvents},
			route{"POST /announce", leaders, s.announceSend},
			route{"GET /robots/{commune}/{robot}", configurers, s.setupPage},
			route{"GET /robots/{commune}/{robot}/live", configurers, s.setupEvents},
			route{"POST /robots/{commune}/{robot}", configurers, s.setupSend},
			route{"POST /robots/{commune}/{robot}/report", configurers, s.askStatus},
			route{"POST /robots/errand", leaders, s.errandSend},
			route{"POST /calls", managers, s.callAnswer},
		)
	}
	if s.options.Updates != nil {
		all = append(
			all,
			route{"GET " + updatersPath, anybody, s.updatersPage},
			route{"GET " + updatersPath + "/live", anybody, s.updatersEvents},
			route{"POST " + updatersPath, updaters, s.updateGive},
		)
	}
	if s.options.Invite != nil {
		all = append(all, route{"GET /robots/invite", configurers, s.invitePage}, route{"POST /robots/invite", configurers, s.inviteMake})
	}
	return all
}
