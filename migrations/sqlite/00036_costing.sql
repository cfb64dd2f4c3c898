-- +goose Up
-- What is planned by, in US dollars, from a day on. Another of the same day
-- with the next number corrects the one before.
CREATE TABLE standard_cost (
    id          INTEGER PRIMARY KEY,
    class       TEXT NOT NULL CHECK (class IN ('staff', 'fare', 'allowance', 'meetings', 'documents')),
    item        TEXT NOT NULL CHECK (item <> ''),
    per         TEXT NOT NULL CHECK (per IN ('year', 'month', 'trip', 'day', 'page', 'word')),
    amount      TEXT NOT NULL CHECK (amount GLOB '[0-9]*' AND amount NOT GLOB '*[^0-9.]*' AND amount NOT GLOB '*.*.*' AND amount NOT GLOB '*.'),
    valid_from  TEXT NOT NULL CHECK (date(valid_from) IS valid_from),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    source      TEXT NOT NULL CHECK (source <> ''),
    reason      TEXT NOT NULL,
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (class, item, valid_from, seq),
    CHECK (seq = 1 OR reason <> '')
) STRICT;

-- What a figure of a line is computed from: one row for each product. A cost
-- that the line states itself is valid from no day.
CREATE TABLE budget_basis (
    version_id INTEGER NOT NULL,
    line_seq   INTEGER NOT NULL,
    column_seq INTEGER NOT NULL,
    seq        INTEGER NOT NULL CHECK (seq > 0),
    class      TEXT NOT NULL CHECK (class IN ('staff', 'fare', 'allowance', 'meetings', 'documents', 'other')),
    item       TEXT NOT NULL,
    per        TEXT NOT NULL CHECK (per IN ('year', 'month', 'trip', 'day', 'page', 'word', 'unit')),
    quantity   TEXT NOT NULL CHECK (quantity GLOB '[0-9]*' AND quantity NOT GLOB '*[^0-9.]*' AND quantity NOT GLOB '*.*.*' AND quantity NOT GLOB '*.'),
    times      TEXT NOT NULL CHECK (times GLOB '[0-9]*' AND times NOT GLOB '*[^0-9.]*' AND times NOT GLOB '*.*.*' AND times NOT GLOB '*.'),
    days       TEXT NOT NULL CHECK (days GLOB '[0-9]*' AND days NOT GLOB '*[^0-9.]*' AND days NOT GLOB '*.*.*' AND days NOT GLOB '*.'),
    percent    TEXT NOT NULL CHECK (percent GLOB '[0-9]*' AND percent NOT GLOB '*[^0-9.]*' AND percent NOT GLOB '*.*.*' AND percent NOT GLOB '*.'),
    vacancy    TEXT NOT NULL CHECK (vacancy GLOB '[0-9]*' AND vacancy NOT GLOB '*[^0-9.]*' AND vacancy NOT GLOB '*.*.*' AND vacancy NOT GLOB '*.'),
    cost       TEXT NOT NULL CHECK (cost GLOB '[0-9]*' AND cost NOT GLOB '*[^0-9.]*' AND cost NOT GLOB '*.*.*' AND cost NOT GLOB '*.'),
    valid_from TEXT CHECK (date(valid_from) IS valid_from),
    source     TEXT NOT NULL CHECK (source <> ''),
    PRIMARY KEY (version_id, line_seq, column_seq, seq),
    FOREIGN KEY (version_id, line_seq) REFERENCES budget_line (version_id, seq),
    FOREIGN KEY (version_id, column_seq) REFERENCES budget_column (version_id, seq)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER standard_cost_update BEFORE UPDATE ON standard_cost BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER standard_cost_delete BEFORE DELETE ON standard_cost BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_basis_frozen_insert BEFORE INSERT ON budget_basis
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_basis_frozen_update BEFORE UPDATE ON budget_basis
WHEN EXISTS (SELECT 1 FROM budget_version WHERE id IN (OLD.version_id, NEW.version_id) AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_basis_frozen_delete BEFORE DELETE ON budget_basis
WHEN (SELECT frozen FROM budget_version WHERE id = OLD.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
