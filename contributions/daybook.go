package contributions

// Line is a posting as the daybook has it: with what it belongs to.
type Line struct {
	Posting
	Entry     int64
	Kind      Kind
	Reason    string
	Reverses  int64  // entry that the entry reverses; 0
	Source    string // with Reference the contribution's name
	Reference string
	Donor     int64
	DonorName string
}

// KeptBalance is the balance that the books keep of a donor in an account.
type KeptBalance struct {
	Donor     int64
	DonorName string
	Balance
}
