package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"article30/api/mail"
	"article30/api/mail/mailtest"
	"article30/budget/outbox"
	"article30/internal/problem"
)

const sender = "secretariat@example.org"

func letter(id int64, address, name string, files ...outbox.File) outbox.Letter {
	return outbox.Letter{
		Message: outbox.Message{
			ID: id, Kind: outbox.Dispatch, Symbol: "CTOC/COP/2012/7", Party: "EGY", Address: address, Name: name, Language: "ar",
			Subject: "CTOC/COP/2012/7: ميزانية مؤتمر الأطراف للفترة 2013-2014، وهي عنوان طويل جدا لا يتسع له سطر واحد من رأس الرسالة",
			Text:    "مصر\n\nتهدي أمانة مؤتمر الأطراف تحياتها.\n.\nA line that begins with a dot ends nothing.\n",
		},
		Date: time.Date(2012, 8, 16, 22, 30, 0, 0, time.UTC), Files: files,
	}
}

func at(s *mailtest.Server) mail.Server {
	return mail.Server{Config: mail.Config{Server: s.Address, Security: mail.Plain, From: "أمانة المؤتمر <" + sender + ">"}}
}

// send hands one letter over in a conversation of its own.
func send(t *testing.T, s mail.Server, l outbox.Letter, mark func(string) error) (string, error) {
	t.Helper()
	c, err := s.Connect(t.Context())
	if err != nil {
		return "", err
	}
	defer c.Close()
	return c.Send(t.Context(), l, mark)
}

func yes(string) error { return nil }

// What was sent in Arabic is read in Arabic, by a program that is not ours:
// names, subject, text, the names of the files and their bytes.
func TestEncoding(t *testing.T) {
	s := mailtest.Start(t, "--sender", sender)
	content := bytes.Repeat([]byte("\x00\r\n.\r\n\xff=C3"), 999)
	name := "CTOC-COP-2012-7_ar العربية، نسخة ثانية.xlsx"
	var marked string
	reply, err := send(t, at(s), letter(1, "mission@example.org", "البعثة الدائمة \"مصر\", <فيينا>", outbox.File{Name: name, Content: content}, outbox.File{Name: "plain.xlsx", Content: []byte("x")}),
		func(identification string) error { marked = identification; return nil })
	if err != nil || reply != "250 2.0.0 taken as 1" {
		t.Fatalf("%q, %v", reply, err)
	}
	m := s.Taken()[0]
	if len(m.Defects) > 0 {
		t.Errorf("Python finds fault with it: %q\n%s", m.Defects, m.Raw[:min(3000, len(m.Raw))])
	}
	// The first line of the header is folded before its first word.
	if want := letter(1, "", "").Subject; strings.TrimSpace(m.Subject) != want {
		t.Errorf("subject %q, want %q", m.Subject, want)
	}
	if m.To[0] != [2]string{"البعثة الدائمة \"مصر\", <فيينا>", "mission@example.org"} || m.From[0] != [2]string{"أمانة المؤتمر", sender} {
		t.Errorf("from %q to %q", m.From, m.To)
	}
	if m.ID != marked || !strings.HasSuffix(m.ID, "@example.org>") {
		t.Errorf("identification %s, marked %s", m.ID, marked)
	}
	if !m.Date.Equal(letter(1, "", "").Date) {
		t.Errorf("date %s", m.Date)
	}
	if want := letter(1, "", "").Text; strings.TrimRight(m.Text, "\n") != strings.TrimRight(want, "\n") {
		t.Errorf("text %q, want %q", m.Text, want)
	}
	sum := sha256.Sum256(content)
	if len(m.Files) != 2 || m.Files[0].Name != name || m.Files[0].SHA256 != hex.EncodeToString(sum[:]) || m.Files[0].Disposition != "attachment" || m.Files[1].Name != "plain.xlsx" {
		t.Errorf("files %+v", m.Files)
	}
	for line := range strings.SplitSeq(m.Raw, "\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("a line of %d bytes, or not in ASCII: %q", len(line), line)
		}
	}
	if again, err := send(t, at(s), letter(1, "mission@example.org", "البعثة الدائمة \"مصر\", <فيينا>", outbox.File{Name: name, Content: content}, outbox.File{Name: "plain.xlsx", Content: []byte("x")}), yes); err != nil {
		t.Errorf("%q, %v", again, err)
	} else if got := s.Taken(); got[1].Raw != got[0].Raw {
		t.Error("the same letter has other bytes")
	}
}

// No name, subject or file's name can add a header or end one.
func TestInjection(t *testing.T) {
	s := mailtest.Start(t)
	for i, evil := range []string{
		"x\r\nBcc: victim@example.org", "x\nSubject: other\n\nbody", "x\r\n\r\n.\r\nMAIL FROM:<a@b>", `x" <victim@example.org>, "y`, "x\r\n Bcc: victim@example.org", "=?utf-8?q?x=0D=0ABcc:_victim@example.org?=",
	} {
		l := letter(int64(i+1), "mission@example.org", evil, outbox.File{Name: evil + ".xlsx", Content: []byte("x")})
		l.Subject = evil
		if _, err := send(t, at(s), l, yes); err != nil {
			continue // refused is as good
		}
		m := s.Taken()[len(s.Taken())-1]
		for _, h := range m.Headers {
			if !slices.Contains([]string{"From", "To", "Subject", "Message-ID", "Date", "MIME-Version", "Content-Type", "Content-Language", "Auto-Submitted", "X-Peer", "X-MailFrom", "X-RcptTo"}, h[0]) {
				t.Errorf("%q added %q", evil, h)
			}
		}
		if len(m.To) != 1 || m.To[0][1] != "mission@example.org" {
			t.Errorf("%q goes to %q", evil, m.To)
		}
	}
	for _, address := range []string{"a@example.org>\r\nRCPT TO:<victim@example.org", "a@example.org> NOTIFY=NEVER <x"} {
		if _, err := send(t, at(s), letter(9, address, ""), yes); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
	for _, to := range s.To() {
		if to != "mission@example.org" {
			t.Errorf("%s got mail", to)
		}
	}
}

func TestRefusals(t *testing.T) {
	s := mailtest.Start(t, "--sender", sender)
	for _, tt := range []struct {
		to     string
		stage  outbox.Stage
		code   int
		marked bool
	}{
		{"later@example.org", outbox.Recipient, 451, false},
		{"never@example.org", outbox.Recipient, 550, false},
		{"spam@example.org", outbox.Content, 554, true},
		{"full@example.org", outbox.Content, 452, true},
	} {
		c, err := at(s).Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		marked := false
		_, err = c.Send(t.Context(), letter(1, tt.to, ""), func(string) error { marked = true; return nil })
		refusal, ok := errors.AsType[*outbox.Refusal](err)
		if !ok || refusal.Stage != tt.stage || refusal.Code != tt.code || refusal.Ended || marked != tt.marked {
			t.Errorf("%s: %v (%+v), marked %v", tt.to, err, refusal, marked)
		}
		// The conversation goes on with the next letter.
		if _, err := c.Send(t.Context(), letter(2, "mission@example.org", ""), yes); err != nil {
			t.Errorf("after %s: %v", tt.to, err)
		}
		c.Close()
	}
	other := at(s)
	other.From = "other@example.org"
	_, err := send(t, other, letter(1, "mission@example.org", ""), yes)
	if refusal, ok := errors.AsType[*outbox.Refusal](err); !ok || refusal.Stage != outbox.Sender || refusal.Code != 550 {
		t.Errorf("a sender that is not let write: %v", err)
	}
}

// Before the mark nothing was sent, whatever happens; after it nobody knows.
func TestEndOfALetter(t *testing.T) {
	s := mailtest.Start(t)
	no := errors.New("no")
	c, err := at(s).Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(t.Context(), letter(1, "mission@example.org", ""), func(string) error { return no }); !errors.Is(err, no) {
		t.Errorf("%v", err)
	}
	c.Close() // would end the letter if it said goodbye
	if _, err := send(t, at(s), letter(2, "other@example.org", ""), yes); err != nil {
		t.Fatal(err)
	}
	if got := s.To(); !slices.Equal(got, []string{"other@example.org"}) {
		t.Errorf("taken: %q", got)
	}

	// The server dies in the middle of a letter that fits in no buffer.
	marked := false
	big := outbox.File{Name: "big.xlsx", Content: bytes.Repeat([]byte("0123456789abcdef"), 1<<20)}
	_, err = send(t, at(s), letter(3, "dies@example.org", "", big), func(string) error { marked = true; return nil })
	if refusal, ok := errors.AsType[*outbox.Refusal](err); err == nil || ok || marked {
		t.Errorf("%v (%+v), marked %v", err, refusal, marked)
	}
	s.Again()

	// It takes the letter and dies before it says so.
	marked = false
	_, err = send(t, at(s), letter(4, "gone@example.org", ""), func(string) error { marked = true; return nil })
	if refusal, ok := errors.AsType[*outbox.Refusal](err); err == nil || ok || !marked {
		t.Errorf("%v (%+v), marked %v", err, refusal, marked)
	}
	if got := s.To(); !slices.Equal(got, []string{"gone@example.org", "other@example.org"}) {
		t.Errorf("taken: %q", got)
	}
	s.Kill()
	if _, err := at(s).Connect(t.Context()); err == nil {
		t.Error("a dead server was reached")
	}
}

// authority makes a certificate for 127.0.0.1 and writes it and its key.
func authority(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tests"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, bytes []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	return write("certificate.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", pkcs8)
}

// Passwords and letters go over an encrypted conversation with a server whose
// certificate is good, or not at all.
func TestEncryptedConversations(t *testing.T) {
	certificate, key := authority(t)
	other, _ := authority(t)
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("päss word\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wrong := filepath.Join(t.TempDir(), "wrong")
	if err := os.WriteFile(wrong, []byte("wrong\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := []string{"--certificate", certificate, "--key", key, "--user", "article30", "--password", "päss word"}
	servers := map[mail.Security]*mailtest.Server{
		mail.STARTTLS: mailtest.Start(t, keys...),
		mail.TLS:      mailtest.Start(t, append(keys, "--implicit")...),
	}
	for security, s := range servers {
		good := mail.Config{Server: s.Address, Security: security, User: "article30", PasswordFile: password, CAFile: certificate, From: sender}
		if _, err := send(t, mail.Server{Config: good}, letter(1, "mission@example.org", ""), yes); err != nil {
			t.Errorf("%s: %v", security, err)
		}
		for name, change := range map[string]func(*mail.Config){
			"of an unknown authority": func(c *mail.Config) { c.CAFile = "" },
			"of another authority":    func(c *mail.Config) { c.CAFile = other },
			"with a wrong password":   func(c *mail.Config) { c.PasswordFile = wrong },
			"without a password":      func(c *mail.Config) { c.User, c.PasswordFile = "", "" },
		} {
			bad := good
			change(&bad)
			if _, err := send(t, mail.Server{Config: bad}, letter(2, "mission@example.org", ""), yes); err == nil {
				t.Errorf("%s %s was taken", security, name)
			}
		}
		if n := len(s.Taken()); n != 1 {
			t.Errorf("%s: %d letters were taken", security, n)
		}
		missing := good
		missing.PasswordFile += ".gone"
		if _, err := (mail.Server{Config: missing}).Connect(t.Context()); !problem.Is(err, "config.unreadable_file") {
			t.Errorf("%s: %v", security, err)
		}
	}
	plain := mailtest.Start(t)
	if _, err := (mail.Server{Config: mail.Config{Server: plain.Address, Security: mail.STARTTLS, From: sender}}).Connect(t.Context()); err == nil {
		t.Error("a server without STARTTLS was spoken to in the clear")
	}
}

func TestConfig(t *testing.T) {
	good := mail.Config{Server: "mail.example.org:587", Security: mail.STARTTLS, From: sender}
	for want, change := range map[string]func(*mail.Config){
		"":                             func(*mail.Config) {},
		"config.not_a_server":          func(c *mail.Config) { c.Server = "mail.example.org" },
		"contact.address":              func(c *mail.Config) { c.From = "secretariat" },
		"config.user_and_password":     func(c *mail.Config) { c.User = "article30" },
		"config.password_in_the_clear": func(c *mail.Config) { c.User, c.PasswordFile, c.Security = "a", "b", mail.Plain },
	} {
		c := good
		change(&c)
		var f problem.Fields
		c.Check(&f)
		e, _ := problem.As(f.Err("config.invalid"))
		if got := ""; e != nil {
			got = e.Fields[0].Code
			if got != want || len(e.Fields) != 1 {
				t.Errorf("%+v: %v, want %s", c, e.Fields, want)
			}
		} else if want != "" {
			t.Errorf("%+v: taken, want %s", c, want)
		}
	}
	if (mail.Config{}).Set() {
		t.Error("no server is one")
	}
}

var _ outbox.Transport = mail.Server{}
