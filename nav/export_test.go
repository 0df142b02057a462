package nav

// Without takes an interlock out, to show that it matters.
func (m *Machine) Without(r Rule) {
	if m.rules == nil {
		m.rules = rules{}
	}
	m.rules[r] = true
}

// Floor is the machine's own site, to put in what Check would refuse.
func (m *Machine) Floor() *Site { return &m.site }
