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

// Without takes an interlock out of a navigator's machine.
func (n *Navigator) Without(r Rule) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.machine.Without(r)
}
