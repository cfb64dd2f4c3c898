-- +goose Up
-- What a version says in other languages: its document, its lines, the names of
-- its sections. The English title of each is with the document and the line.
CREATE TABLE budget_text (
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    language   TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    title      TEXT NOT NULL,
    narrative  TEXT NOT NULL,
    PRIMARY KEY (version_id, language),
    CHECK (title <> '' OR narrative <> ''),
    CHECK (language <> 'en' OR title = '')
) STRICT;

CREATE TABLE budget_line_text (
    version_id INTEGER NOT NULL,
    line_seq   INTEGER NOT NULL,
    language   TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    title      TEXT NOT NULL,
    narrative  TEXT NOT NULL,
    PRIMARY KEY (version_id, line_seq, language),
    FOREIGN KEY (version_id, line_seq) REFERENCES budget_line (version_id, seq),
    CHECK (title <> '' OR narrative <> ''),
    CHECK (language <> 'en' OR title = '')
) STRICT;

CREATE TABLE budget_section_text (
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    section    TEXT NOT NULL CHECK (section <> ''),
    language   TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'fr', 'ru', 'es')),
    title      TEXT NOT NULL CHECK (title <> ''),
    PRIMARY KEY (version_id, section, language)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER budget_text_frozen_insert BEFORE INSERT ON budget_text
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_text_frozen_update BEFORE UPDATE ON budget_text
WHEN EXISTS (SELECT 1 FROM budget_version WHERE id IN (OLD.version_id, NEW.version_id) AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_text_frozen_delete BEFORE DELETE ON budget_text
WHEN (SELECT frozen FROM budget_version WHERE id = OLD.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_line_text_frozen_insert BEFORE INSERT ON budget_line_text
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_line_text_frozen_update BEFORE UPDATE ON budget_line_text
WHEN EXISTS (SELECT 1 FROM budget_version WHERE id IN (OLD.version_id, NEW.version_id) AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_line_text_frozen_delete BEFORE DELETE ON budget_line_text
WHEN (SELECT frozen FROM budget_version WHERE id = OLD.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_section_text_frozen_insert BEFORE INSERT ON budget_section_text
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_section_text_frozen_update BEFORE UPDATE ON budget_section_text
WHEN EXISTS (SELECT 1 FROM budget_version WHERE id IN (OLD.version_id, NEW.version_id) AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_section_text_frozen_delete BEFORE DELETE ON budget_section_text
WHEN (SELECT frozen FROM budget_version WHERE id = OLD.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
