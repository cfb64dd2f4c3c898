package auth

import (
	"strings"

	"article30/internal/problem"
)

// Challenge is what a request without a good token is answered with, in the
// header WWW-Authenticate (RFC 6750).
func Challenge(err error) string {
	const challenge = `Bearer realm="article30"`
	if problem.Is(err, "auth.missing") {
		return challenge
	}
	return challenge + `, error="invalid_token"`
}

// Bearer is the secret in the values of the header Authorization.
//
// Errors, of kind Unauthorized: auth.missing; auth.malformed for another
// scheme or a second value.
func Bearer(values []string) (secret string, err error) {
	if len(values) == 0 {
		return "", problem.New(problem.Unauthorized, "auth.missing")
	}
	scheme, secret, _ := strings.Cut(values[0], " ")
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") {
		return "", problem.New(problem.Unauthorized, "auth.malformed")
	}
	return strings.TrimSpace(secret), nil
}
