-- +goose Up
-- The workbooks of translators, each of which takes the place of the program's
-- own sheet of its language when the version is frozen; one without content
-- takes it back. Of several the last stands.
CREATE TABLE sheet_translation (
    id          INTEGER PRIMARY KEY,
    version_id  INTEGER NOT NULL REFERENCES budget_version (id),
    language    TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    sha256      TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    content     BLOB CHECK (length(content) > 0),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK ((sha256 IS NULL) = (content IS NULL))
) STRICT;

CREATE INDEX sheet_translation_version ON sheet_translation (version_id);

-- +goose StatementBegin
CREATE TRIGGER sheet_translation_frozen_insert BEFORE INSERT ON sheet_translation
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sheet_translation_update BEFORE UPDATE ON sheet_translation BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sheet_translation_delete BEFORE DELETE ON sheet_translation BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
