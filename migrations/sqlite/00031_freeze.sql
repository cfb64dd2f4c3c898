-- +goose Up
-- The sheets with which a version was frozen, one in each official language,
-- byte for byte. They are put there before the version is marked as frozen and
-- never change, and no other can be added afterwards.
CREATE TABLE budget_sheet (
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    language   TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    content    BLOB NOT NULL CHECK (length(content) > 0),
    PRIMARY KEY (version_id, language)
) STRICT;

-- A file that shows what was entered about a dispatch: the note verbale, the
-- list of the couriers, a notice of failed delivery.
CREATE TABLE evidence (
    sha256      TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    name        TEXT NOT NULL CHECK (name <> ''),
    content     BLOB NOT NULL CHECK (length(content) > 0),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

ALTER TABLE dispatch ADD COLUMN evidence TEXT REFERENCES evidence (sha256);

-- What became of a copy after it was sent, each fact on its own: none of them
-- changes the day of the dispatch.
CREATE TABLE dispatch_fact (
    id          INTEGER PRIMARY KEY,
    version_id  INTEGER NOT NULL REFERENCES budget_version (id),
    party_id    TEXT NOT NULL REFERENCES party (id),
    language    TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    kind        TEXT NOT NULL CHECK (kind IN ('bounced', 'sent_again', 'acknowledged', 'downloaded')),
    happened_on TEXT NOT NULL CHECK (date(happened_on) IS happened_on),
    channel     TEXT CHECK (channel IN ('note_verbale', 'email', 'hand', 'post', 'portal')),
    reference   TEXT NOT NULL,
    evidence    TEXT REFERENCES evidence (sha256),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK ((kind = 'sent_again') = (channel IS NOT NULL))
) STRICT;

CREATE INDEX dispatch_fact_version ON dispatch_fact (version_id);

-- +goose StatementBegin
CREATE TRIGGER budget_sheet_frozen_insert BEFORE INSERT ON budget_sheet
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_sheet_update BEFORE UPDATE ON budget_sheet BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_sheet_delete BEFORE DELETE ON budget_sheet BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_update BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_delete BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dispatch_fact_update BEFORE UPDATE ON dispatch_fact BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dispatch_fact_delete BEFORE DELETE ON dispatch_fact BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd

-- A row that replaces another is not seen by the triggers of deletions unless
-- the connection asks for it: it must not take the place of a frozen version.
-- +goose StatementBegin
CREATE TRIGGER budget_version_frozen_replace BEFORE INSERT ON budget_version
WHEN EXISTS (SELECT 1 FROM budget_version WHERE frozen = 1
    AND (id = NEW.id OR symbol = NEW.symbol OR budget_id = NEW.budget_id AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_version_frozen_displace BEFORE UPDATE ON budget_version
WHEN EXISTS (SELECT 1 FROM budget_version WHERE frozen = 1 AND id <> OLD.id
    AND (id = NEW.id OR symbol = NEW.symbol OR budget_id = NEW.budget_id AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
