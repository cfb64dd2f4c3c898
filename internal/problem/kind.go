package problem

// Kind says whose move it is after an error, and so which HTTP status answers
// it. The zero value is Internal: an error that nobody classified is ours.
type Kind int

const (
	Internal     Kind = iota // our fault; its text never leaves the server
	Invalid                  // understood, but a value breaks a rule
	BadRequest               // not understood
	Unauthorized             // nobody is signed in
	Forbidden                // signed in, not allowed
	NotFound                 // no such thing, or not for this reader
	Conflict                 // true a moment ago, or already done
	Precondition             // changed since it was read
	TooLarge                 // over a stated limit of size
	Unsupported              // a kind of file or content that is not read
	TooMany                  // over a stated limit of frequency
	Unavailable              // something we stand on does not answer; try again
)

var kinds = [...]struct {
	name   string
	status int
}{
	Internal:     {"internal", 500},
	Invalid:      {"invalid", 422},
	BadRequest:   {"bad request", 400},
	Unauthorized: {"unauthorized", 401},
	Forbidden:    {"forbidden", 403},
	NotFound:     {"not found", 404},
	Conflict:     {"conflict", 409},
	Precondition: {"precondition", 412},
	TooLarge:     {"too large", 413},
	Unsupported:  {"unsupported", 415},
	TooMany:      {"too many", 429},
	Unavailable:  {"unavailable", 503},
}

// Status is the HTTP status that answers an error of this kind.
func (k Kind) Status() int { return kinds[k.known()].status }

func (k Kind) String() string { return kinds[k.known()].name }

func (k Kind) known() Kind {
	if k < 0 || int(k) >= len(kinds) {
		return Internal
	}
	return k
}
