package office

// Listing asks for a part of the alerts or cases that somebody may see.
type Listing struct {
	For         User
	Over        bool // those that are closed or answered, the newest first; else the open ones, by their deadline
	Skip, Limit int
}
