package office

import "slices"

// mayAct says whether somebody may work on an alert or a case of a commune: its
// leaders, and the officer whom it was given to. What has no commune is for
// those who see all, and for its owner.
func mayAct(u User, commune, owner string) bool {
	switch {
	case u.Leads():
		return u.SeesCommune(commune)
	case u.Role == Officer && u.ID == owner:
		return commune == "" || u.SeesCommune(commune)
	}
	return false
}

// onlyOfficer is the only officer of a commune who is meant; with several, or
// none, a leader says. Who has no commune counts where none is of this one.
func onlyOfficer(users []User, commune string, meant func(User) bool) (id string) {
	for _, of := range []string{commune, ""} {
		var found []User
		for _, u := range users {
			if !u.Disabled && u.Role == Officer && u.Commune == of && meant(u) {
				found = append(found, u)
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0].ID
		default:
			return ""
		}
	}
	return ""
}

// canOwn says whether something of a commune can be given to somebody; nobody,
// "", always can.
func canOwn(users []User, id, commune string) bool {
	return id == "" || slices.ContainsFunc(users, func(u User) bool { return u.ID == id && u.WorksOn(commune) })
}

// WorksOn says whether alerts and cases of a commune can be given to her.
func (u User) WorksOn(commune string) bool {
	return !u.Disabled && u.Manages() && (commune == "" || u.SeesCommune(commune))
}
