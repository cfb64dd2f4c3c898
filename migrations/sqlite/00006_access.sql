-- +goose Up
-- Who may use the program, and the tokens by which their programs sign in.

-- Records name users, so a user is disabled and never deleted or renamed.
-- E-mail addresses are ASCII; email_key is the address in small letters: one
-- person has one account.
CREATE TABLE app_user (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE CHECK (name GLOB '[a-z]?*' AND name NOT GLOB '*[^a-z0-9._-]*' AND length(name) <= 40),
    email        TEXT NOT NULL CHECK (email GLOB '?*@?*' AND email NOT GLOB '*[^!-~]*'),
    email_key    TEXT NOT NULL UNIQUE CHECK (email_key = lower(email)),
    display_name TEXT NOT NULL CHECK (display_name <> ''),
    party_id     TEXT REFERENCES party (id),
    active       INTEGER NOT NULL CHECK (active IN (0, 1)),
    entered_by   TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

CREATE TABLE app_user_role (
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    role    TEXT NOT NULL CHECK (role IN ('finance_officer', 'approver', 'secretariat', 'conference_officer', 'delegate', 'auditor', 'administrator')),
    PRIMARY KEY (user_id, role)
) STRICT, WITHOUT ROWID;

-- Of a secret only the SHA-256 is kept, in hexadecimal. A token changes once,
-- when it is revoked.
CREATE TABLE token (
    id            INTEGER PRIMARY KEY,
    user_id       INTEGER NOT NULL REFERENCES app_user (id),
    label         TEXT NOT NULL,
    secret_sha256 TEXT NOT NULL UNIQUE CHECK (length(secret_sha256) = 64 AND secret_sha256 NOT GLOB '*[^0-9a-f]*'),
    scope         TEXT NOT NULL CHECK (scope <> ''),
    expires_on    TEXT NOT NULL CHECK (date(expires_on) IS expires_on),
    entered_by    TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at   TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    revoked_at    TEXT CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', revoked_at) IS revoked_at)
) STRICT;

CREATE INDEX token_user ON token (user_id);

-- +goose StatementBegin
CREATE TRIGGER app_user_delete BEFORE DELETE ON app_user BEGIN SELECT RAISE(ABORT, 'article30:user.kept'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER app_user_rename BEFORE UPDATE OF id, name ON app_user BEGIN SELECT RAISE(ABORT, 'article30:user.kept'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER token_update BEFORE UPDATE OF id, user_id, label, secret_sha256, scope, expires_on, entered_by, recorded_at ON token
BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER token_revoked BEFORE UPDATE OF revoked_at ON token WHEN OLD.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER token_delete BEFORE DELETE ON token BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
