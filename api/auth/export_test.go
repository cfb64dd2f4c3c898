package auth

// NewSecret draws a secret that nobody has.
var NewSecret = newSecret
