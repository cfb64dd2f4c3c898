package cli

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"article30/api/auth"
	"article30/internal/journal"
)

// anonymous asks without any token.
func (c *client) anonymous(method, path string) answered {
	c.t.Helper()
	req, err := http.NewRequest(method, c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answered{c.t, res.StatusCode, res.Header, string(b)}
}

// Anybody reads the checkpoints and the public key, and nothing else.
func TestCheckpointsArePublic(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		sara := c.user("sara", auth.RolesIn{Roles: []string{"secretariat"}})
		made := sara.do("POST", "/api/v1/checkpoints", "").want(201)
		key, err := journal.ParseKey(made.at("key").(string))
		if err != nil {
			t.Fatal(err)
		}
		list := c.anonymous("GET", "/api/v1/checkpoints").want(200)
		head, err := journal.OpenCheckpoint(list.at("items.0.note").(string), key)
		if err != nil || list.at("items.0.key") != key.String() || list.at("items.1") != nil {
			t.Errorf("%v: %s", err, list.body)
		}
		if strings.Contains(list.body, "sara") {
			t.Errorf("everybody is told who made it: %s", list.body)
		}
		if v := c.get("/api/v1/verify?since=" + strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(head.String())).want(200); v.at("ok") != true {
			t.Errorf("the history does not begin with what was signed: %s", v.body)
		}
		sara.contributionRefused()
		if again := sara.do("POST", "/api/v1/checkpoints", "").want(201); again.body != made.body {
			t.Errorf("with no news: %s", again.body)
		}
		c.get("/api/v1/checkpoints?after=" + made.at("size").(string)).want(200)
		c.anonymous("HEAD", "/api/v1/checkpoints").want(200)
		c.with("a30_nonsense").get("/api/v1/checkpoints").problem(401, "auth.malformed")

		for path, item := range c.paths() {
			for _, method := range item {
				if path == "/healthz" || path == "/api/v1/checkpoints" && method == "GET" {
					continue
				}
				if res := c.anonymous(method, strings.ReplaceAll(path, "{id}", "1")); res.status != 401 {
					t.Errorf("%s %s answers nobody in particular: %d %s", method, path, res.status, res.body)
				}
			}
		}
		for _, path := range []string{"/api/v1/checkpoints/", "/api/v1/checkpoints/../journal", "/api/v1//checkpoints", "/api/v1/Checkpoints", "/api/v1/checkpoints%2F"} {
			if res := c.anonymous("GET", path); res.status != 401 && res.status != 404 {
				t.Errorf("%s: %d %s", path, res.status, res.body)
			}
		}
	})
}

// contributionRefused is a request that changes nothing.
func (c *client) contributionRefused() {
	c.t.Helper()
	c.post("/api/v1/contributions", fields{}).problem(403, "access.denied")
}

// paths are the methods of the description by their path.
func (c *client) paths() map[string][]string {
	c.t.Helper()
	all := map[string][]string{}
	for path, item := range c.get("/openapi.json").want(200).at("paths").(map[string]any) {
		for method := range item.(map[string]any) {
			all[path] = append(all[path], strings.ToUpper(method))
		}
	}
	return all
}

func TestCheckpointWithoutAKey(t *testing.T) {
	c := newClient(t, openSQLite(t))
	good := c.s.checkpointKey
	open := good + ".open"
	if err := os.WriteFile(open, []byte(testKey), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(good+".bad", []byte("PRIVATE+KEY+x"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.s.checkpointKey = ""
	c.do("POST", "/api/v1/checkpoints", "").problem(409, "checkpoint.no_key")
	// What is wrong with the file is the operator's to know.
	for _, file := range []string{good + ".none", open, good + ".bad"} {
		c.s.checkpointKey = file
		c.do("POST", "/api/v1/checkpoints", "").problem(503, "request.unavailable")
	}
	if list := c.get("/api/v1/checkpoints").want(200); list.at("items.0") != nil {
		t.Errorf("made without a key: %s", list.body)
	}
}

func TestCheckpointCommands(t *testing.T) {
	w := newTerminal(t)
	t.Setenv("ARTICLE30_CHECKPOINT_KEY_FILE", "")
	code, out, said := w.run("checkpoint", "key", "k", "--name", "example.org/log")
	key := strings.TrimSpace(out[strings.LastIndex(strings.TrimSpace(out), "\n")+1:])
	if _, err := journal.ParseKey(key); code != 0 || said != "" || err != nil {
		t.Fatalf("key: %d %s%s %v", code, out, said, err)
	}
	secret, err := os.ReadFile("k")
	if err != nil || strings.Contains(out, strings.TrimSpace(string(secret))) {
		t.Fatalf("%v: the secret is printed: %s", err, out)
	}
	for name, mode := range map[string]os.FileMode{"k": 0o600, "k.pub": 0o644} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm()&^0o022 != mode {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
	w.refuses(1, "article30: k.pub exists and is not written over.\n", "checkpoint", "key", "k")
	if err := os.Remove("k.pub"); err != nil {
		t.Fatal(err)
	}
	w.refuses(1, "article30: k exists and is not written over.\n", "checkpoint", "key", "k")
	if again, err := os.ReadFile("k"); err != nil || string(again) != string(secret) {
		t.Errorf("the key was written over: %v", err)
	}
	w.refuses(1, "article30: “a b” cannot be the name of a log: it has no spaces and no plus signs.\n", "checkpoint", "key", "other", "--name", "a b")
	w.refuses(1, "article30: No key is set that signs checkpoints. Make one with checkpoint key, and name its file with --checkpoint-key.\n", "checkpoint", "make")
	w.refuses(1, "article30: No checkpoint was made yet.\n", "checkpoint", "show")

	t.Setenv("ARTICLE30_CHECKPOINT_KEY_FILE", "k")
	code, note, said := w.run("checkpoint", "make", "--out", "first.note")
	if kept, err := os.ReadFile("first.note"); code != 0 || err != nil || string(kept) != note {
		t.Fatalf("make: %d %s%s %v", code, note, said, err)
	}
	k, err := journal.ParseKey(key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.OpenCheckpoint(note, k); err != nil {
		t.Errorf("%v: %s", err, note)
	}
	w.prints(note, "checkpoint", "show")
	w.prints(note, "checkpoint", "make")
	if code, out, _ := w.run("checkpoint"); code != 0 || !strings.Contains(out, key) || strings.Count(out, "\n") != 2 {
		t.Errorf("list: %d %s", code, out)
	}
	w.refuses(1, "article30: There is no checkpoint of 1 entries.\n", "checkpoint", "show", "1")
	if code, out, _ := w.run("verify"); code != 0 {
		t.Errorf("verify: %d %s", code, out)
	}
	if err := os.Chmod("k", 0o604); err != nil {
		t.Fatal(err)
	}
	w.refuses(1, "article30: Others can read the key file k (mode 604): it is not secret. Only its owner may, mode 600.\n", "checkpoint", "make")
}
