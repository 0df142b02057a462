package speech

import "slices"

// Waiting returns how many sentences wait.
func Waiting(c *Client) int {
	c.queue.mu.Lock()
	defer c.queue.mu.Unlock()
	return len(c.queue.waiting)
}

// Holds tells whether the sentence waits or is being spoken.
func Holds(c *Client, id string) bool {
	c.queue.mu.Lock()
	defer c.queue.mu.Unlock()
	named := func(j *job) bool { return j.req.ID == id }
	return slices.ContainsFunc(c.queue.waiting, named) || c.queue.speaking != nil && named(c.queue.speaking)
}
