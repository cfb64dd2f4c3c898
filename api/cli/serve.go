package cli

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"time"

	"github.com/gin-gonic/gin"

	"article30/api"
	"article30/api/idempotency"
	"article30/api/rest"
	"article30/api/web"
)

type serveFlags struct {
	Addr        string `env:"ARTICLE30_ADDR" default:"127.0.0.1:8030" placeholder:"HOST:PORT" help:"Where to listen; 127.0.0.1 or localhost only, until the pages have sign-in (default ${default})."`
	KeepAnswers int    `env:"ARTICLE30_KEEP_ANSWERS" default:"30" placeholder:"DAYS" help:"For how many days a request with the same Idempotency-Key gets the same answer (default ${default})."`
}

type serveCmd struct{ serveFlags }

func (c *serveCmd) Run(a *app) error {
	l, err := api.Listen(c.Addr)
	if err != nil {
		return err
	}
	defer l.Close()
	return a.with(func(s *services) error {
		return a.serve(l, s, c.serveFlags, slog.LevelInfo, false)
	})
}

// serve answers until the command is interrupted.
func (a *app) serve(l net.Listener, s *services, f serveFlags, level slog.Level, demo bool) error {
	log := slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: level}))
	a.println(a.printer.Text("cli.listening", "address", "http://"+l.Addr().String()))
	a.println(a.printer.Text("cli.loopback_only"))
	if err := a.out.Flush(); err != nil {
		return err
	}
	h := api.Handler(api.Config{DB: s.db, Log: log, Now: s.clock.Now, Authenticate: s.auth.Authenticate, Public: rest.Public}, a.routes(s, demo))
	ctx, stop := context.WithCancel(a.ctx)
	defer stop()
	go idempotency.New(s.db, s.clock.Now).ForgetDaily(ctx, time.Duration(max(f.KeepAnswers, 1))*24*time.Hour, log)
	return api.Serve(ctx, l, h, log)
}

// routes are the interface for programs and the pages.
func (a *app) routes(s *services, demo bool) api.Routes {
	return func(e *gin.Engine) {
		document := rest.Mount(e, rest.Services{
			Conference: s.conference, Contributions: s.contributions, Costs: s.costs, Contacts: s.contacts, Budget: s.budget, Outbox: s.outbox, Proceedings: s.proceedings, Execution: s.execution, Projects: s.projects, Periods: s.periods,
			Earmarks:   s.earmarks,
			Statements: s.statements, Cases: s.cases, Approvals: s.approvals, Audit: s.audit, Checkpoints: s.checkpoints, Signer: s.signer, Proofs: s.proofs, Books: s.books(),
			Auth: s.auth, Today: s.conference.Today,
			Ping: func(ctx context.Context) error { return s.db.Ping(ctx) },
		})
		web.Routes(web.Home{
			Conference: s.conference, Contributions: s.contributions, Budget: s.budget,
			Statements: s.statements, Today: s.conference.Today, Demo: demo,
		}, document)(e)
	}
}

type openAPICmd struct{}

func (*openAPICmd) Run(a *app) error {
	gin.SetMode(gin.ReleaseMode)
	document, err := rest.Mount(gin.New(), rest.Services{}).MarshalJSON()
	if err != nil {
		return err
	}
	return a.json(json.RawMessage(document))
}
