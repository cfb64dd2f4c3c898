-- +goose Up
-- What a version says in other languages: its document, its lines, the names of
-- its sections. The English title of each is with the document and the line.
CREATE TABLE budget_text (
    version_id bigint NOT NULL REFERENCES budget_version (id),
    language   text COLLATE "C" NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    title      text COLLATE "C" NOT NULL,
    narrative  text COLLATE "C" NOT NULL,
    PRIMARY KEY (version_id, language),
    CHECK (title <> '' OR narrative <> ''),
    CHECK (language <> 'en' OR title = '')
);

CREATE TABLE budget_line_text (
    version_id bigint NOT NULL,
    line_seq   bigint NOT NULL,
    language   text COLLATE "C" NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    title      text COLLATE "C" NOT NULL,
    narrative  text COLLATE "C" NOT NULL,
    PRIMARY KEY (version_id, line_seq, language),
    FOREIGN KEY (version_id, line_seq) REFERENCES budget_line (version_id, seq),
    CHECK (title <> '' OR narrative <> ''),
    CHECK (language <> 'en' OR title = '')
);

CREATE TABLE budget_section_text (
    version_id bigint NOT NULL REFERENCES budget_version (id),
    section    text COLLATE "C" NOT NULL CHECK (section <> ''),
    language   text COLLATE "C" NOT NULL CHECK (language IN ('ar', 'zh', 'fr', 'ru', 'es')),
    title      text COLLATE "C" NOT NULL CHECK (title <> ''),
    PRIMARY KEY (version_id, section, language)
);

CREATE TRIGGER budget_text_frozen BEFORE INSERT OR UPDATE OR DELETE ON budget_text FOR EACH ROW EXECUTE FUNCTION refuse_frozen_content();
CREATE TRIGGER budget_text_no_truncate BEFORE TRUNCATE ON budget_text FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen();
CREATE TRIGGER budget_line_text_frozen BEFORE INSERT OR UPDATE OR DELETE ON budget_line_text FOR EACH ROW EXECUTE FUNCTION refuse_frozen_content();
CREATE TRIGGER budget_line_text_no_truncate BEFORE TRUNCATE ON budget_line_text FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen();
CREATE TRIGGER budget_section_text_frozen BEFORE INSERT OR UPDATE OR DELETE ON budget_section_text FOR EACH ROW EXECUTE FUNCTION refuse_frozen_content();
CREATE TRIGGER budget_section_text_no_truncate BEFORE TRUNCATE ON budget_section_text FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen();
