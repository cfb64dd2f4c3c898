// Package mail hands the messages of the outbox to one SMTP server, and writes
// what they say in the six languages.
package mail

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"mime"
	"net"
	netmail "net/mail"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"article30/budget/contact"
	"article30/budget/outbox"
	"article30/internal/problem"
)

// Security is how the conversation with the server is kept from others.
type Security string

const (
	STARTTLS Security = "starttls" // encrypted before anything is said; a server that cannot is refused
	TLS      Security = "tls"      // encrypted from the first byte
	Plain    Security = "none"     // not at all
)

// Config is the one server to which everything is handed. The zero value is
// none.
type Config struct {
	Server       string // HOST:PORT
	Security     Security
	User         string // "" where the server asks for none
	PasswordFile string
	CAFile       string // of the authority that vouches for the server; those of the machine without it
	From         string // "address" or "Name <address>"
}

// Set reports whether there is a server.
func (c Config) Set() bool { return c.Server != "" }

// Check notes what cannot be.
func (c Config) Check(f *problem.Fields) {
	if !c.Set() {
		return
	}
	host, port, err := net.SplitHostPort(c.Server)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || host == "" || bad != nil || n == 0 {
		f.Add("smtp", "config.not_a_server", "value", c.Server)
	}
	if _, err := c.from(); err != nil {
		f.AddErr("mail_from", err)
	}
	if (c.User == "") != (c.PasswordFile == "") {
		f.Add("smtp_user", "config.user_and_password")
	}
	if c.User != "" && c.Security == Plain {
		f.Add("smtp_security", "config.password_in_the_clear")
	}
}

// from is the sender.
//
// Error: contact.address.
func (c Config) from() (netmail.Address, error) {
	a, err := netmail.ParseAddress(c.From)
	if err != nil {
		return netmail.Address{}, problem.New(problem.Invalid, "contact.address", "value", c.From)
	}
	_, err = contact.ParseAddress(a.Address)
	return *a, err
}

// How long one side waits for the other: for the answer to a command, and for
// that to a whole letter. Both together, before and after the handing over, are
// less than outbox.Conversation.
const (
	patience = time.Minute
	letter   = 4 * time.Minute
)

// Server is an outbox.Transport.
type Server struct{ Config }

// Connect opens a conversation. It reads the password anew, so that one that
// was changed needs no restart.
//
// Errors: config.unreadable_file, contact.address; those of the network and the
// server's own.
func (s Server) Connect(ctx context.Context) (outbox.Connection, error) {
	from, err := s.from()
	if err != nil {
		return nil, err
	}
	client, err := s.client(from)
	if err != nil {
		return nil, err
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, err
	}
	conn.SkipSMTPUTF8(true) // no address of ours needs it
	return &connection{conn, from, false}, nil
}

func (s Server) client(from netmail.Address) (*mail.Client, error) {
	host, text, err := net.SplitHostPort(s.Server)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if s.CAFile != "" {
		pem, err := read("smtp_ca_file", s.CAFile)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, problem.New(problem.Invalid, "config.not_a_certificate", "file", s.CAFile)
		}
	}
	options := []mail.Option{
		mail.WithPort(port), mail.WithTimeout(patience), mail.WithHELO(domain(from)), mail.WithTLSConfig(config),
	}
	switch s.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case Plain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.User != "" {
		password, err := read("smtp_password_file", s.PasswordFile)
		if err != nil {
			return nil, err
		}
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User),
			mail.WithPassword(strings.TrimRight(string(password), "\r\n")))
	}
	return mail.NewClient(host, options...)
}

func read(name, file string) ([]byte, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, problem.New(problem.Invalid, "config.unreadable_file", "name", name, "file", file).With(err)
	}
	return b, nil
}

func domain(a netmail.Address) string { return a.Address[strings.LastIndexByte(a.Address, '@')+1:] }

// connection is an outbox.Connection.
type connection struct {
	client *smtp.Client
	from   netmail.Address
	broken bool // within a letter, so that a command would end it, or the server is gone
}

// Close says goodbye to a server that can hear it. In the middle of a letter it
// only hangs up: whatever is said there would end the letter, and a letter that
// is not ended is not sent (RFC 5321, 4.1.1.4).
func (c *connection) Close() {
	if !c.broken && c.client.UpdateDeadline(patience) == nil && c.client.Quit() == nil {
		return
	}
	_ = c.client.Close() // nothing is lost with it
}

// Send hands a letter over; see outbox.Connection.
func (c *connection) Send(ctx context.Context, l outbox.Letter, mark func(identification string) error) (string, error) {
	identification := l.MessageID(domain(c.from))
	m, err := compose(c.from, l, identification)
	if err != nil {
		return "", err
	}
	if err := c.client.UpdateDeadline(letter); err != nil {
		return "", c.lost(err)
	}
	if err := c.client.Mail("<" + c.from.Address + ">"); err != nil {
		return "", c.refusal(outbox.Sender, err)
	}
	if err := c.client.Rcpt("<" + l.Address + ">"); err != nil {
		return "", c.refusal(outbox.Recipient, err)
	}
	w, err := c.client.Data()
	if err != nil {
		return "", c.refusal(outbox.Content, err)
	}
	c.broken = true // until it is ended
	if _, err := m.WriteTo(w); err != nil {
		return "", c.lost(err)
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := mark(identification); err != nil {
		return "", err
	}
	if err := c.client.UpdateDeadline(letter); err != nil {
		return "", c.lost(err)
	}
	if err := w.Close(); err != nil {
		return "", c.refusal(outbox.Content, err)
	}
	c.broken = false
	if said, ok := w.(interface{ ServerResponse() string }); ok {
		return "250 " + said.ServerResponse(), nil
	}
	return "250", nil
}

// refusal is what the server said, as the outbox takes it, and a conversation
// in which the next letter can begin; any other error is that of a server that
// is gone.
func (c *connection) refusal(stage outbox.Stage, err error) error {
	said, ok := errors.AsType[*textproto.Error](err)
	if !ok {
		return c.lost(err)
	}
	c.broken = said.Code == 421 || c.client.Reset() != nil
	return &outbox.Refusal{Stage: stage, Code: said.Code, Reply: said.Msg, Ended: c.broken}
}

func (c *connection) lost(err error) error {
	c.broken = true
	return err
}

// compose is the letter as MIME has it. What is no ASCII is encoded: in headers
// as RFC 2047 says, in the names of files as RFC 2231 does. A name or a subject
// that contains the end of a line is refused, though it would be encoded too.
func compose(from netmail.Address, l outbox.Letter, identification string) (*mail.Msg, error) {
	for _, text := range append(names(l), l.Subject) {
		if strings.ContainsFunc(text, unicode.IsControl) {
			return nil, fmt.Errorf("mail: %q has control characters", text)
		}
	}
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithBoundary(boundary(identification)))
	m.FromMailAddress(&from)
	m.ToMailAddress(&netmail.Address{Name: literal(l.Name), Address: l.Address})
	m.Subject(literal(l.Subject))
	m.SetMessageIDWithValue(strings.Trim(identification, "<>"))
	m.SetDateWithValue(l.Date.UTC())
	m.SetGenHeader("Content-Language", string(l.Language))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's machine answers it (RFC 3834)
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	for _, f := range l.Files {
		if err := m.AttachReader(f.Name, bytes.NewReader(f.Content), named(f.Name)); err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
	}
	return m, nil
}

func names(l outbox.Letter) []string {
	list := []string{l.Name, l.Address}
	for _, f := range l.Files {
		list = append(list, f.Name)
	}
	return list
}

// literal takes from a text what a reader would decode although nobody encoded
// it (RFC 2047, 7).
func literal(s string) string { return strings.ReplaceAll(s, "=?", "= ?") }

const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// named gives an attachment its name as RFC 2231 has it.
func named(name string) mail.FileOption {
	return func(f *mail.File) {
		f.Header.Set("Content-Type", workbook)
		f.Header.Set("Content-Disposition", cmp.Or(mime.FormatMediaType("attachment", map[string]string{"filename": literal(name)}), "attachment"))
		f.Header.Set("Content-Transfer-Encoding", "base64")
	}
}

// boundary separates the parts of a letter: the same letter has the same bytes.
func boundary(identification string) string {
	id, _, _ := strings.Cut(strings.Trim(identification, "<>"), "@")
	return "part." + id
}
