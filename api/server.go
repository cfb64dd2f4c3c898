// Package api is everything HTTP: the server, what every request passes
// through on its way in, and below it the pages (web), the interface for
// programs (rest) and the command line (cli), which puts it all together.
package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"article30/api/answer"
	"article30/api/idempotency"
	"article30/internal/access"
	"article30/internal/db"
	"article30/internal/problem"
)

// Routes adds what one part of the interface answers to.
type Routes func(*gin.Engine)

// Config is what the server stands on.
type Config struct {
	DB  *db.DB
	Log *slog.Logger
	Now func() time.Time

	// Authenticate is who acts by the secret of a token.
	Authenticate func(ctx context.Context, secret string) (access.Actor, error)

	// Public are the paths of the interface for programs that are read without
	// a token.
	Public []string
}

// Handler answers every request: what it passes through, from the outside in,
// and then the routes.
func Handler(c Config, parts ...Routes) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.RedirectFixedPath = false
	// Nobody stands between us and the reader: an address in a header is only
	// a claim.
	if err := engine.SetTrustedProxies(nil); err != nil {
		panic(err) // nil is a list that cannot be malformed
	}
	engine.NoRoute(func(g *gin.Context) {
		answer.Write(g.Writer, g.Request, problem.New(problem.NotFound, "request.no_such_page", "path", g.Request.URL.Path))
	})
	engine.NoMethod(func(g *gin.Context) {
		answer.WriteStatus(g.Writer, g.Request, http.StatusMethodNotAllowed,
			problem.New(problem.BadRequest, "request.method", "method", g.Request.Method))
	})
	for _, add := range parts {
		add(engine)
	}
	keys := idempotency.New(c.DB, c.Now)
	return chain(engine, identify(c.Log), recoverPanics, secure, head, localHost, sameOrigin, oneOfEach,
		authenticate(c.Authenticate, c.Public), readBody, keys.Handler)
}

// How long a reader may take. A file of 16 MiB over a slow line takes most.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = time.Minute
	writeTimeout  = 2 * time.Minute
	idleTimeout   = time.Minute
	stopTimeout   = 10 * time.Second
	maxHeader     = 32 << 10
)

// Listen opens the address "127.0.0.1:PORT" (or "localhost:PORT"). Port 0 is
// any free port.
//
// Errors: server.not_loopback for every other host, because as long as the
// pages have no sign-in whoever reaches the server may read them, and without
// encryption whoever is on the way may take a token; server.bad_address;
// server.cannot_listen.
func Listen(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, problem.New(problem.Invalid, "server.bad_address", "address", addr).With(err)
	}
	if host != "127.0.0.1" && host != "localhost" {
		return nil, problem.New(problem.Invalid, "server.not_loopback", "address", addr)
	}
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return nil, problem.New(problem.Unavailable, "server.cannot_listen", "address", addr).With(err)
	}
	return l, nil
}

// Serve answers on l until ctx ends; requests under way then have ten seconds
// to finish.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, done := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer done()
		stopped <- server.Shutdown(grace)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
