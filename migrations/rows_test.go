package migrations_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// one puts one row into every table, so that a statement that is refused had
// something to change.
const one = `
	INSERT INTO party VALUES ('FRA', 'France', 'state', '250', TRUE, 'western_european_other', 'test', '2012-01-01');
	INSERT INTO consent VALUES ('FRA', 'convention', '2000-12-12', '2002-10-29', 'ratification', 'test', '2012-01-01');
	INSERT INTO session VALUES ('6', 6, 'regular', 'test');
	INSERT INTO session_dates VALUES ('6', 1, '2012-10-15', '2012-10-19', '', 'test', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO session_event VALUES ('6', 1, 'postponed', 1, NULL, NULL, 'why', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO reminder VALUES (1, '6', 'CTOC/1', 'freeze', '2012-08-09', 'ahead', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO rate VALUES ('EUR', '2012-07-01', '0.794', 'test');
	INSERT INTO donor VALUES (1, 'France', 'state', 'FRA', 'C01', NULL, 'test');
	INSERT INTO contribution VALUES (1, 'test', 'a', 1, 2012, 'EUR', 'cash', '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO entry VALUES (1, 1, 1, 'pledge', '2012-07-20', TRUE, 'EUR', 10000, 12594, '0.794', 'unore', '2012-07-01', NULL, 10000, '', NULL, NULL, NULL, 'me', '2012-07-20T10:00:00Z', NULL);
	INSERT INTO rate_revision VALUES ('EUR', '2012-07-01', 1, '0.795', 'printed wrongly', 'me', '2012-07-21T10:00:00Z');
	INSERT INTO fixed_rate VALUES (1, 'EUR', '2012-01-01', '2014-12-31', '0.80', 'Decision 6/1', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO fixed_rate VALUES (2, 'EUR', '2015-01-01', '2015-12-31', '0.80', 'Decision 6/1', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO fixed_rate_withdrawal VALUES (2, 'why', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO contribution_policy VALUES (1, 1, 'fixed', 'Agreement 1', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO entry_policy VALUES (1, 'fixed', 1, '');
	INSERT INTO revaluation VALUES (1, '2012-07-20', NULL, '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO revaluation_entry VALUES (1, 1);
	INSERT INTO posting VALUES (1, 1, 'pledged', 1, 1, '2012-07-20', 'EUR', 10000, 12594);
	INSERT INTO balance VALUES ('pledged', 1, 'EUR', 10000, 12594);
	INSERT INTO turnover VALUES ('contributions', 'EUR', 10000, 12594);
	INSERT INTO standing VALUES (1, '2012-07-20', '2199-12-31', 'pledge/ 10000 12594');
	INSERT INTO agreement_terms VALUES (1, 1, 1, 'AUT/2012/1', '2012-07-20', NULL, '', '13', NULL, '', '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO reporting_duty VALUES (1, 1, '2013-03-31', 'Narrative report');
	INSERT INTO schedule VALUES (1, 1, 1, 1, '2012-07-20', '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO instalment VALUES (1, '2012-12-31', 10000);
	INSERT INTO payment VALUES (1, 'MT103/1', 100, 126, NULL, NULL);
	INSERT INTO official_receipt VALUES (2012, 1, 1);
	INSERT INTO earmark VALUES (100, 2, 'convention-europe', 'region', 'eastern_european', 3, 'Eastern Europe', 'Europe orientale', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO earmark_title VALUES (100, 'es', 'Europa Oriental');
	INSERT INTO earmark_closure VALUES (100, '2012-07-20', 'why', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO earmark_assignment VALUES (1, 2, '2012-07-20', 'Agreement 1', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO earmark_transfer VALUES (1, 1, 1, 2, 3, 10000, '2012-07-20', '2012-07-19', 'Note 1', 'why', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO donor VALUES (2, 'Republic of France', 'subnational', NULL, 'C01', NULL, 'test');
	INSERT INTO donor_merge VALUES (1, 2, 1, 'one and the same', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO donor_unmerge VALUES (1, 'they are not', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO delivery VALUES (1, 'goods', 'expense', 'Ten computers', 'market_price', 'UNODC', '2012-07-20', 'Note 2');
	INSERT INTO proceeds VALUES (1, 1, 1, 'Law 1/2012', 100000, '10', 10000, '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO restoration VALUES (1, 1, 1);
	INSERT INTO budget VALUES (1, '6', 'budget', 'CTOC/1', 'Budget', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO budget_version VALUES (1, 1, 1, 'original', 'CTOC/1', FALSE, '13', '1', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z');
	INSERT INTO budget_column VALUES (1, 1, 2013, 'proposed', '2013');
	INSERT INTO budget_line VALUES (1, 1, '10', 'Posts', 'A', NULL, NULL, NULL, 'special_purpose');
	INSERT INTO budget_amount VALUES (1, 1, 1, 10000);
	INSERT INTO budget_basis VALUES (1, 1, 1, 1, 'staff', 'P-4', 'year', '1', '6', '1', '50', '0', '199000', '2012-01-01', 'test');
	INSERT INTO contact VALUES (1, 'FRA', 'mission@example.org', '', 'fr', '2012-01-01', NULL, 1, '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO standard_cost VALUES (1, 'staff', 'P-4', 'year', '199000', '2012-01-01', 1, 'test', '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO budget_text VALUES (1, 'fr', 'Budget', '');
	INSERT INTO budget_line_text VALUES (1, 1, 'fr', 'Postes', '');
	INSERT INTO budget_section_text VALUES (1, 'A', 'fr', 'A');
	INSERT INTO addressee VALUES (1, 'FRA', 'party', '2012-07-20');
	INSERT INTO budget_sheet SELECT 1, 'fr', '3030303030303030303030303030303030303030303030303030303030303030', HASH;
	INSERT INTO mail_message VALUES (1, 'dispatch', 1, 'FRA', 'mission@example.org', '', 'fr', 'CTOC/1', 'Note', '', FALSE, '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO mail_attachment VALUES (1, 'fr', 1, 1, 'a.xlsx');
	INSERT INTO mail_event VALUES (1, 1, 'claimed', '2012-07-20T10:15:00Z', NULL, '', '', '', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO sheet_translation SELECT 1, 1, 'ru', '3030303030303030303030303030303030303030303030303030303030303030', HASH, 'me', '2012-07-20T10:00:00Z';
	INSERT INTO evidence SELECT '3030303030303030303030303030303030303030303030303030303030303030', 'note.pdf', HASH, 'me', '2012-07-20T10:00:00Z';
	INSERT INTO dispatch VALUES (1, 1, 'FRA', 'fr', '2012-07-20', 'email', '', FALSE, 'me', '2012-07-20T10:00:00Z', NULL);
	INSERT INTO dispatch_fact VALUES (1, 1, 'FRA', 'fr', 'bounced', '2012-07-21', NULL, '', NULL, 'me', '2012-07-21T10:00:00Z');
	INSERT INTO revised_budget VALUES (1, 'bureau', '2013-03-01', 'EB/3', 'Decision 6/5', 'me', '2013-03-01T10:00:00Z');
	INSERT INTO decision VALUES (1, 1, '6', 'adopted', '2012-10-19', 'consensus', NULL, NULL, NULL, NULL, NULL, '', 'me', '2012-10-19T10:00:00Z');
	INSERT INTO budget_version VALUES (9, 1, 9, 'revision', 'CTOC/1/Rev.9', FALSE, '13', '1', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z');
	INSERT INTO amended_text VALUES (9, 1);
	INSERT INTO meeting VALUES (1, '6', 1, '2012-10-17', 'me', '2012-10-17T10:00:00Z');
	INSERT INTO meeting_party VALUES (1, 'FRA', TRUE);
	INSERT INTO proposal VALUES (1, 1, '6', 1, 'CTOC/L.1', 'A proposal', 'convention', '2012-10-17', 'me', '2012-10-17T10:00:00Z');
	INSERT INTO proposal_sponsor VALUES (1, 1, 'FRA');
	INSERT INTO amendment VALUES (1, 1, 'change', 1, NULL, '', '', '', NULL, NULL, NULL, NULL);
	INSERT INTO amendment_text VALUES (1, 1, 'fr', 'Postes', '');
	INSERT INTO amendment_amount VALUES (1, 1, 1, 10000);
	INSERT INTO roll_call VALUES (1, 1, 'proposal', 'CTOC/L.1', 'convention', '2/3', 1, 0, 0, 'me', '2012-10-17T10:00:00Z');
	INSERT INTO roll_call_answer VALUES (1, 'FRA', 'yes', 1);
	INSERT INTO proposal_event VALUES (1, 1, 1, 'accepted', '2012-10-17', 1, 'vote', 1, '', '', '', 'me', '2012-10-17T10:00:00Z');
	INSERT INTO room_decision VALUES (1, 1, NULL);
	INSERT INTO reconsideration VALUES (1, 1, 'consensus', NULL, 'why', 'me', '2012-10-17T10:00:00Z');
	INSERT INTO fund_approval VALUES (1, 1, '2012-12-01', 'E/CN.15/1', '', NULL, 'me', '2012-12-01T10:00:00Z');
	INSERT INTO allotment VALUES (1, 1, 1, 2013, 'special_purpose', '13', '', 'me', '2012-12-02T10:00:00Z');
	INSERT INTO execution_entry VALUES (1, 1, 1, 'allotment', '2012-12-02', 'USD', 10000, 10000, '1', 'par', NULL, 0, NULL, '', '', 'A/1', '', NULL, NULL, 'me', '2012-12-02T10:00:00Z');
	INSERT INTO execution_override VALUES (1, 'above_budget', 'why');
	INSERT INTO execution_purpose VALUES (1, 'convention', '29', '', '', '');
	INSERT INTO execution_draw VALUES (1, 1, 1, 1, 2, '2012-07-20', '2012-12-02', 'softly', '', '13', 10000, 1300, 0, 0);
	INSERT INTO execution_posting VALUES (1, 1, 'memo:allotted', 1, 'special_purpose', 'special_purpose', '2012-12-02', 'USD', -10000, -10000);
	INSERT INTO period_event VALUES (1, '2012-06', '2012-06-30', NULL, '', '0:0', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO period_total VALUES (1, 'contributions', '', 'cash', 10000);
	INSERT INTO execution_balance VALUES ('memo:allotted', 'special_purpose', 'USD', -10000, -10000);
	INSERT INTO execution_entry VALUES (2, 1, 2, 'expense', '2012-12-03', 'USD', -10000, -10000, '1', 'par', NULL, 0, NULL, '', '', '', '', NULL, NULL, 'me', '2012-12-03T10:00:00Z');
	INSERT INTO execution_refund VALUES (2, 1);
	INSERT INTO execution_entry VALUES (3, 1, 3, 'reversal', '2012-12-04', 'USD', -10000, -10000, '1', 'par', NULL, 0, NULL, '', '', '', 'why', 1, NULL, 'me', '2012-12-04T10:00:00Z');
	INSERT INTO execution_entry VALUES (4, 1, 4, 'allotment', '2012-12-04', 'USD', 10000, 10000, '1', 'par', NULL, 0, NULL, '', '', 'A/1', '', NULL, NULL, 'me', '2012-12-04T10:00:00Z');
	INSERT INTO execution_restoration VALUES (4, 1, 3);
	INSERT INTO execution_rate_correction VALUES (2, 1);
	INSERT INTO budget_explanation VALUES (1, 1, '1100', 'Experts', '', '', 'special_purpose', 2013, 'final_actual', 'Two meetings fewer', 'me', '2012-12-04T10:00:00Z');
	INSERT INTO assistance_request VALUES (1, 2012, 1, '2012-07-01', 'convention', '29', '', 'fr', 'Formation', 10000, 'NV/1', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO assistance_state VALUES (1, 1, 'FRA');
	INSERT INTO assistance_event VALUES (1, 1, 1, 'appraised', '2012-07-02', 0, 0, 0, NULL, TRUE, '', 'Good', '', '', NULL, NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'me', '2012-07-20T10:00:00Z');
	INSERT INTO assistance_event VALUES (2, 1, 2, 'approved', '2012-07-03', 0, 0, 0, 10000, FALSE, '', 'Training', '', '', NULL, '2012-08-01', '2013-07-31', '', 'why', 2012, 1, NULL, NULL, NULL, 1, 'me', 'me', 'another', '2012-07-20T10:00:00Z');
	INSERT INTO assistance_override VALUES (2, 'no_money');
	INSERT INTO assistance_share VALUES (2, 'posts', 10000);
	INSERT INTO assistance_instalment VALUES (2, 1, '2012-12-31', 0, 10000);
	INSERT INTO approval_limit VALUES (1, 'receipt', 10000, 'why', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO approver_limit VALUES (1, 'you', 10000, 'why', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO submission VALUES (1, 'import', 'import_contributions', 12594, 10000, 'file a.csv', 0, '{}', 'a.csv', '3030303030303030303030303030303030303030303030303030303030303030', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO submission_file SELECT 1, HASH;
	INSERT INTO submission_decision VALUES (1, 'me', 'approved', 'you', '', '2012-07-20T10:00:00Z');
	INSERT INTO entry_approval VALUES (1, 1);
	INSERT INTO execution_approval VALUES (1, 1);
	INSERT INTO earmark_transfer_approval VALUES (1, 1);
	INSERT INTO assistance_approval VALUES (1, 1);
	INSERT INTO dispatch_approval VALUES (1, 1);
	INSERT INTO journal (seq, record) VALUES (1, '{"seq":1,"object":"party","id":"FRA"}');
	INSERT INTO log_hash SELECT 0, HASH;
	INSERT INTO checkpoint VALUES (1, 'log+00000000+x', 'log', 'me', '2012-07-20T10:00:00Z');
	INSERT INTO idempotency VALUES ('me', 'k', 'x', 201, '{}', HASH, '2012-07-20T10:00:00Z');
	INSERT INTO app_user VALUES (1, 'denis', 'Denis@example.org', 'denis@example.org', 'Denis', 'FRA', TRUE, 'me', '2012-07-20T10:00:00Z');
	INSERT INTO app_user_role VALUES (1, 'delegate');
	INSERT INTO token VALUES (1, 1, '', '3030303030303030303030303030303030303030303030303030303030303030', 'read', '2012-10-20', 'me', '2012-07-20T10:00:00Z', NULL)`

func fill(t *testing.T, d *db.DB) {
	t.Helper()
	hash := "X'" + strings.Repeat("30", 32) + "'"
	if d.Engine() == db.Postgres {
		hash = "'\\x" + strings.Repeat("30", 32) + "'::bytea"
	}
	for statement := range strings.SplitSeq(strings.ReplaceAll(one, "HASH", hash), ";\n") {
		if err := exec(t, d, statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func exec(t *testing.T, d *db.DB, statement string) error {
	t.Helper()
	return d.Update(t.Context(), func(ctx context.Context) error {
		_, err := d.Conn(ctx).ExecContext(ctx, statement)
		return err
	})
}

// appendOnly is what is never changed or deleted, with a column to try it on.
var appendOnly = map[string]string{
	"session_dates": "reason", "session_event": "reason", "reminder": "milestone", "standard_cost": "source", "contact": "address", "mail_message": "subject", "mail_attachment": "name", "mail_event": "reply", "rate": "source", "rate_revision": "reason", "fixed_rate": "reference", "fixed_rate_withdrawal": "reason", "contribution_policy": "reason", "entry_policy": "document",
	"revaluation": "reason", "revaluation_entry": "revaluation_id", "entry": "reason", "posting": "account", "standing": "from_date",
	"addressee": "role", "dispatch": "reference", "budget_sheet": "sha256", "sheet_translation": "sha256", "evidence": "name", "dispatch_fact": "reference", "decision": "reference", "revised_budget": "reference", "journal": "record", "log_hash": "hash", "checkpoint": "note", "token": "scope",
	"agreement_terms": "reason", "reporting_duty": "what",
	"schedule": "reason", "instalment": "amount", "payment": "bank_reference", "official_receipt": "number",
	"earmark": "title_en", "earmark_title": "title", "earmark_closure": "reason", "earmark_assignment": "reference", "earmark_transfer": "reason",
	"donor_merge": "reason", "donor_unmerge": "reason", "delivery": "document", "proceeds": "reason", "restoration": "original_id",
	"period_event": "reason", "period_total": "account",
	"approval_limit": "reason", "approver_limit": "reason", "submission": "input", "submission_file": "content", "submission_decision": "reason",
	"entry_approval": "submission_id", "execution_approval": "submission_id", "earmark_transfer_approval": "submission_id", "assistance_approval": "submission_id", "dispatch_approval": "submission_id",
	"fund_approval": "reason", "allotment": "psc_reason", "execution_entry": "reason", "execution_override": "reason", "execution_posting": "account",
	"amended_text": "base_id", "meeting": "held_on", "meeting_party": "present", "proposal": "title", "proposal_sponsor": "party_id", "amendment": "title",
	"amendment_text": "title", "amendment_amount": "amount", "roll_call": "majority", "roll_call_answer": "votes", "proposal_event": "words", "room_decision": "meeting_id", "reconsideration": "reason",
	"execution_purpose": "project", "execution_draw": "reason",
	"execution_refund": "expense_id", "execution_restoration": "original_id", "execution_rate_correction": "adjusts", "budget_explanation": "text", "assistance_request": "summary", "assistance_state": "party_id", "assistance_event": "reason", "assistance_override": "rule", "assistance_share": "usd", "assistance_instalment": "usd",
}

// guarded is the tables whose triggers refuse with the code.
func guarded(t *testing.T, d *db.DB, code string) []string {
	t.Helper()
	query := `SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%` + code + `%'`
	if d.Engine() == db.Postgres {
		query = `SELECT DISTINCT c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
			WHERE p.prosrc LIKE '%` + code + `%'`
	}
	return lines(t, d, query)
}

func TestPostedRowsAreNeverChangedOrDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		for table, column := range appendOnly {
			statements := []string{
				"UPDATE " + table + " SET " + column + " = " + column,
				"DELETE FROM " + table,
			}
			if d.Engine() == db.Postgres {
				statements = append(statements, "TRUNCATE "+table+" CASCADE")
			} else {
				statements = append(statements, "REPLACE INTO "+table+" SELECT * FROM "+table)
			}
			if table == "journal" {
				statements = statements[:2] // its generated columns cannot be given
			}
			for _, s := range statements {
				if err := exec(t, d, s); !problem.Is(err, "posted.immutable") {
					t.Errorf("%s: %v, want posted.immutable", s, err)
				}
			}
		}
		// No table is guarded that the list does not know.
		for _, table := range guarded(t, d, "posted.immutable") {
			if appendOnly[table] == "" && table != "journal_head" {
				t.Errorf("%s has a trigger but is not in the list", table)
			}
		}
	})
}

func TestEndOfJournalOnlyMovesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := exec(t, d, "UPDATE journal_head SET size = 5"); err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{"UPDATE journal_head SET size = 5", "UPDATE journal_head SET size = 4", "DELETE FROM journal_head"} {
			if err := exec(t, d, s); !problem.Is(err, "posted.immutable") {
				t.Errorf("%s: %v, want posted.immutable", s, err)
			}
		}
		if err := exec(t, d, "INSERT INTO journal_head VALUES (2, 0)"); err == nil {
			t.Error("the journal got a second end")
		}
	})
}

// A budget that has been circulated never changes (invariant 6).
func TestFrozenVersionNeverChanges(t *testing.T) {
	const other = `INSERT INTO budget_version VALUES (2, 1, 2, 'revision', 'CTOC/1/Rev.1', TRUE, '13', '1', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z')`
	free := []string{
		"UPDATE budget SET title = 'B'",
		"UPDATE budget_version SET psc_percent = '7' WHERE id = 1",
		"INSERT INTO budget_column VALUES (1, 2, 2014, 'proposed', '2014')",
		"INSERT INTO budget_line VALUES (1, 2, '20', 'Travel', 'A', NULL, NULL, NULL, 'special_purpose')",
		"INSERT INTO budget_amount VALUES (1, 2, 2, 5)",
		"INSERT INTO budget_sheet SELECT 1, 'es', sha256, content FROM budget_sheet",
		"UPDATE budget_amount SET amount = 6 WHERE line_seq = 2",
		"UPDATE budget_line SET title = 'Travel of staff' WHERE seq = 2",
		"UPDATE budget_column SET label = '2014*' WHERE seq = 2",
		"INSERT INTO budget_basis VALUES (1, 2, 2, 1, 'other', 'x', 'unit', '1', '1', '1', '100', '0', '5', NULL, 'test')",
		"UPDATE budget_basis SET quantity = '2' WHERE line_seq = 2",
		"DELETE FROM budget_basis WHERE line_seq = 2",
		"INSERT INTO budget_text VALUES (1, 'en', '', 'Introduction')",
		"INSERT INTO budget_line_text VALUES (1, 2, 'fr', 'Voyages', '')",
		"INSERT INTO budget_section_text VALUES (1, 'B', 'fr', 'B')",
		"UPDATE budget_text SET narrative = 'Introduction' WHERE language = 'fr'",
		"UPDATE budget_line_text SET narrative = 'Voyages' WHERE line_seq = 2",
		"UPDATE budget_section_text SET title = 'C' WHERE section = 'B'",
		"DELETE FROM budget_text WHERE language = 'en'",
		"DELETE FROM budget_line_text WHERE line_seq = 2",
		"DELETE FROM budget_section_text WHERE section = 'B'",
		"DELETE FROM budget_amount WHERE line_seq = 2",
		"DELETE FROM budget_line WHERE seq = 2",
		"DELETE FROM budget_column WHERE seq = 2",
	}
	refused := []string{
		"UPDATE budget SET title = 'C'",
		"UPDATE budget_version SET psc_percent = '8' WHERE id = 1",
		"UPDATE budget_version SET frozen = FALSE, frozen_at = NULL WHERE id = 1",
		"UPDATE budget_version SET frozen_at = '2012-07-22T10:00:00Z' WHERE id = 1",
		"DELETE FROM budget_version WHERE id = 1",
		"INSERT INTO budget_column VALUES (1, 2, 2014, 'proposed', '2014')",
		"INSERT INTO budget_line VALUES (1, 2, '20', 'Travel', 'A', NULL, NULL, NULL, 'special_purpose')",
		"INSERT INTO budget_amount VALUES (1, 1, 2, 5)",
		"INSERT INTO budget_basis VALUES (1, 1, 1, 2, 'other', 'x', 'unit', '1', '1', '1', '100', '0', '5', NULL, 'test')",
		"UPDATE budget_basis SET quantity = '2' WHERE version_id = 1",
		"DELETE FROM budget_basis WHERE version_id = 1",
		"INSERT INTO budget_text VALUES (1, 'es', 'Presupuesto', '')",
		"INSERT INTO budget_line_text VALUES (1, 1, 'es', 'Puestos', '')",
		"INSERT INTO budget_section_text VALUES (1, 'A', 'es', 'A')",
		"UPDATE budget_text SET title = 'X' WHERE version_id = 1",
		"UPDATE budget_line_text SET title = 'X' WHERE version_id = 1",
		"UPDATE budget_section_text SET title = 'X' WHERE version_id = 1",
		"DELETE FROM budget_text WHERE version_id = 1",
		"DELETE FROM budget_line_text WHERE version_id = 1",
		"DELETE FROM budget_section_text WHERE version_id = 1",
		"INSERT INTO budget_sheet SELECT 1, 'ru', sha256, content FROM budget_sheet WHERE language = 'fr'",
		"INSERT INTO sheet_translation VALUES (3, 1, 'fr', NULL, NULL, 'me', '2012-07-20T10:00:00Z')",
		"UPDATE budget_amount SET amount = 6 WHERE version_id = 1",
		"UPDATE budget_line SET title = 'X' WHERE version_id = 1",
		"UPDATE budget_column SET label = 'X' WHERE version_id = 1",
		"UPDATE budget_column SET version_id = 2 WHERE version_id = 1",
		"UPDATE budget_column SET version_id = 1, seq = 9 WHERE version_id = 2",
		"DELETE FROM budget_amount WHERE version_id = 1",
		"DELETE FROM budget_line WHERE version_id = 1",
		"DELETE FROM budget_column WHERE version_id = 1",
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		for _, s := range append(free, other,
			"INSERT INTO budget_column VALUES (2, 1, 2014, 'proposed', '2014')",
			"UPDATE budget_version SET frozen = TRUE, frozen_at = '2012-07-21T10:00:00Z' WHERE id = 1") {
			if err := exec(t, d, s); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
		engine := map[db.Engine][]string{
			db.Postgres: {"TRUNCATE budget_amount", "TRUNCATE budget CASCADE"},
			db.SQLite: {
				"PRAGMA recursive_triggers = 0; REPLACE INTO budget_version SELECT * FROM budget_version WHERE id = 1",
				"UPDATE OR REPLACE budget_version SET symbol = 'CTOC/1' WHERE id = 2",
			},
		}
		for _, s := range slices.Concat(refused, engine[d.Engine()]) {
			if err := exec(t, d, s); !problem.Is(err, "version.frozen") {
				t.Errorf("%s: %v, want version.frozen", s, err)
			}
		}
		if err := exec(t, d, "UPDATE budget_column SET label = 'Y' WHERE version_id = 2"); err != nil {
			t.Errorf("the next version: %v", err)
		}
	})
}

func TestTablesRefuseWhatIsNotSo(t *testing.T) {
	tests := map[string]string{
		"a day that does not exist":          "UPDATE consent SET signed = '2012-02-30'",
		"an instant without its zone":        "INSERT INTO session_dates VALUES ('6', 2, '2012-10-15', NULL, '', 't', 'me', '2012-07-20T10:00:00')",
		"a session that ends before it is":   "INSERT INTO session_dates VALUES ('6', 2, '2012-10-15', '2012-10-14', '', 't', 'me', '2012-07-20T10:00:00Z')",
		"an unknown word":                    "UPDATE party SET kind = 'nation'",
		"a party in small letters":           "INSERT INTO party VALUES ('fra', 'x', 'state', NULL, TRUE, NULL, 't', '2012-01-01')",
		"a deposit without its kind":         "UPDATE consent SET kind = ''",
		"a consent of nobody":                "INSERT INTO consent VALUES ('XXX', 'firearms', NULL, NULL, '', 't', '2012-01-01')",
		"a rate that is no number":           "INSERT INTO rate VALUES ('EUR', '2012-08-01', '0,8', 't')",
		"a rate with an exponent":            "INSERT INTO rate VALUES ('EUR', '2012-08-01', '1e3', 't')",
		"a rate below nothing":               "INSERT INTO rate VALUES ('EUR', '2012-08-01', '-0.8', 't')",
		"an amount beyond every limit":       "INSERT INTO budget_column VALUES (1, 2, 2014, 'proposed', '2014'); INSERT INTO budget_amount VALUES (1, 1, 2, 100000000000000000)",
		"a reversal of nothing":              "INSERT INTO entry VALUES (2, 1, 2, 'reversal', '2012-07-20', TRUE, 'EUR', -1, -1, '1', 'par', NULL, NULL, -1, 'why', NULL, NULL, NULL, 'me', '2012-07-20T10:00:00Z', NULL)",
		"a reversal without a reason":        "INSERT INTO entry VALUES (2, 1, 2, 'reversal', '2012-07-20', TRUE, 'EUR', -1, -1, '1', 'par', NULL, NULL, -1, '', 1, NULL, NULL, 'me', '2012-07-20T10:00:00Z', NULL)",
		"a correction of a rate of nothing":  "INSERT INTO entry VALUES (2, 1, 2, 'rate_correction', '2012-07-20', TRUE, 'EUR', 0, 1, '1', 'unore', NULL, NULL, 0, 'why', NULL, NULL, NULL, 'me', '2012-07-20T10:00:00Z', NULL)",
		"a pledge that adjusts another":      "INSERT INTO entry VALUES (2, 1, 2, 'pledge', '2012-07-20', TRUE, 'EUR', 0, 1, '1', 'unore', NULL, NULL, 0, 'why', NULL, NULL, NULL, 'me', '2012-07-20T10:00:00Z', 1)",
		"an unknown kind of entry":           "INSERT INTO entry VALUES (2, 1, 2, 'gift', '2012-07-20', TRUE, 'EUR', 1, 1, '1', 'par', NULL, NULL, 1, '', NULL, NULL, NULL, 'me', '2012-07-20T10:00:00Z', NULL)",
		"a revaluation reversed without why": "INSERT INTO revaluation VALUES (2, '2012-07-20', 1, '', 'me', '2012-07-20T10:00:00Z')",
		"a fixed rate over a period":         "INSERT INTO fixed_rate VALUES (3, 'EUR', '2014-12-31', '2016-12-31', '0.80', 'x', 'me', '2012-07-20T10:00:00Z')",
		"a period that ends before it":       "INSERT INTO fixed_rate VALUES (3, 'GBP', '2014-12-31', '2014-12-30', '0.80', 'x', 'me', '2012-07-20T10:00:00Z')",
		"a fixed rate that nobody decided":   "INSERT INTO fixed_rate VALUES (3, 'GBP', '2014-12-31', '2014-12-31', '0.80', '', 'me', '2012-07-20T10:00:00Z')",
		"a used rate withdrawn":              "INSERT INTO fixed_rate_withdrawal VALUES (1, 'why', 'me', '2012-07-20T10:00:00Z')",
		"a policy without a reason":          "INSERT INTO contribution_policy VALUES (1, 2, 'bank', '', 'me', '2012-07-20T10:00:00Z')",
		"a bank's rate without a document":   "INSERT INTO entry_policy VALUES (2, 'bank', NULL, '')",
		"a fixed rate of no period":          "INSERT INTO entry_policy VALUES (2, 'fixed', NULL, '')",
		"a revision of no rate":              "INSERT INTO rate_revision VALUES ('EUR', '2012-07-02', 1, '0.8', 'why', 'me', '2012-07-20T10:00:00Z')",
		"a revision without a reason":        "INSERT INTO rate_revision VALUES ('EUR', '2012-07-01', 2, '0.8', '', 'me', '2012-07-20T10:00:00Z')",
		"a printed text that is not JSON":    "INSERT INTO entry VALUES (2, 1, 2, 'pledge', '2012-07-20', TRUE, 'EUR', 1, 1, '1', 'par', NULL, NULL, 1, '', NULL, NULL, '{', 'me', '2012-07-20T10:00:00Z', NULL)",
		"a rate of support without why":      "INSERT INTO agreement_terms VALUES (2, 1, 2, 'AUT/2012/1', '2012-07-20', NULL, '', '7', '2012-07-20', '', 'x', 'me', '2012-07-20T10:00:00Z')",
		"terms that end before they begin":   "INSERT INTO agreement_terms VALUES (2, 1, 2, 'AUT/2012/1', '2012-07-20', '2012-07-19', '', '13', NULL, '', 'x', 'me', '2012-07-20T10:00:00Z')",
		"a revised schedule without why":     "INSERT INTO schedule VALUES (2, 1, 2, 1, '2012-07-20', '', 'me', '2012-07-20T10:00:00Z')",
		"an instalment of nothing":           "INSERT INTO instalment VALUES (1, '2013-12-31', 0)",
		"two instalments of one day":         "INSERT INTO instalment VALUES (1, '2012-12-31', 5)",
		"charges below nothing":              "INSERT INTO payment VALUES (2, '', -1, -1, NULL, NULL)",
		"a receipt with two numbers":         "INSERT INTO official_receipt VALUES (2012, 2, 1)",
		"a number of two receipts":           "INSERT INTO official_receipt VALUES (2012, 1, 2)",
		"a second root":                      "INSERT INTO earmark VALUES (101, NULL, 'x', 'unearmarked', '', 1, 'x', 'x', 'me', '2012-07-20T10:00:00Z')",
		"an earmark twice":                   "INSERT INTO earmark VALUES (101, 2, 'x', 'region', 'eastern_european', 3, 'x', 'x', 'me', '2012-07-20T10:00:00Z')",
		"an earmark of the fifth degree":     "INSERT INTO earmark VALUES (101, 2, 'x', 'project', 'x', 5, 'x', 'x', 'me', '2012-07-20T10:00:00Z')",
		"an earmark that restricts nothing":  "INSERT INTO earmark VALUES (101, 2, 'x', 'project', 'x', 1, 'x', 'x', 'me', '2012-07-20T10:00:00Z')",
		"an end of what is unearmarked":      "INSERT INTO earmark_closure VALUES (1, '2012-07-20', 'why', 'me', '2012-07-20T10:00:00Z')",
		"a contribution given twice":         "INSERT INTO earmark_assignment VALUES (1, 3, '2012-07-20', 'Agreement 1', 'me', '2012-07-20T10:00:00Z')",
		"a transfer without consent":         "INSERT INTO earmark_transfer VALUES (2, 1, 2, 2, 3, 1, '2012-07-20', '2012-07-19', '', 'why', 'me', '2012-07-20T10:00:00Z')",
		"a consent after its transfer":       "INSERT INTO earmark_transfer VALUES (2, 1, 2, 2, 3, 1, '2012-07-20', '2012-07-21', 'Note 1', 'why', 'me', '2012-07-20T10:00:00Z')",
		"a transfer of nothing":              "INSERT INTO earmark_transfer VALUES (2, 1, 2, 2, 3, 0, '2012-07-20', '2012-07-19', 'Note 1', 'why', 'me', '2012-07-20T10:00:00Z')",
		"a version frozen at no time":        "UPDATE budget_version SET frozen = TRUE",
		"a vote without its count":           "INSERT INTO decision VALUES (2, 1, '6', 'adopted', '2012-10-19', 'vote', NULL, NULL, NULL, NULL, NULL, '', 'me', '2012-10-19T10:00:00Z')",
		"a basis without a reference":        "INSERT INTO decision VALUES (2, 1, '6', 'adopted', '2012-10-19', 'consensus', NULL, NULL, NULL, 'rule_80', NULL, '', 'me', '2012-10-19T10:00:00Z')",
		"mail to nobody":                     "INSERT INTO mail_message VALUES (2, 'dispatch', 1, NULL, 'mission@example.org', '', 'fr', 'CTOC/1', 'Note', '', FALSE, '', 'me', '2012-07-20T10:00:00Z')",
		"a reminder with a version":          "INSERT INTO mail_message VALUES (2, 'reminders', 1, 'FRA', 'mission@example.org', '', 'fr', 'CTOC/1', 'Note', '', FALSE, '', 'me', '2012-07-20T10:00:00Z')",
		"mail with nothing in it":            "INSERT INTO mail_message VALUES (2, 'reminders', NULL, NULL, 'mission@example.org', '', 'fr', 'CTOC/1', '', '', FALSE, '', 'me', '2012-07-20T10:00:00Z')",
		"a sheet that was not frozen":        "INSERT INTO mail_attachment VALUES (1, 'ru', 1, 2, 'a.xlsx')",
		"two claims of one number":           "INSERT INTO mail_event VALUES (1, 1, 'claimed', '2012-07-20T10:15:00Z', NULL, '', '', '', 'you', '2012-07-20T10:00:00Z')",
		"a claim without an end":             "INSERT INTO mail_event VALUES (1, 2, 'claimed', NULL, NULL, '', '', '', 'me', '2012-07-20T10:00:00Z')",
		"mail deferred for ever":             "INSERT INTO mail_event VALUES (1, 2, 'deferred', NULL, NULL, '451', '', '', 'me', '2012-07-20T10:00:00Z')",
		"mail settled without why":           "INSERT INTO mail_event VALUES (1, 2, 'settled_sent', NULL, NULL, '', '', '', 'me', '2012-07-20T10:00:00Z')",
		"mail refused and not registered":    "INSERT INTO mail_event VALUES (1, 2, 'bounced', NULL, NULL, '550', '', 'circulation.late', 'me', '2012-07-20T10:00:00Z')",
		"an address of nobody":               "INSERT INTO contact VALUES (2, 'FRA', 'mission', '', 'fr', '2012-02-01', NULL, 1, '', 'me', '2012-07-20T10:00:00Z')",
		"two addresses in one":               "INSERT INTO contact VALUES (2, 'FRA', 'a@example.org b@example.org', '', 'fr', '2012-02-01', NULL, 1, '', 'me', '2012-07-20T10:00:00Z')",
		"a contact that ends before":         "INSERT INTO contact VALUES (2, 'FRA', 'a@example.org', '', 'fr', '2012-02-01', '2012-01-31', 1, '', 'me', '2012-07-20T10:00:00Z')",
		"a contact corrected without why":    "INSERT INTO contact VALUES (2, 'FRA', 'a@example.org', '', 'fr', '2012-01-01', NULL, 2, '', 'me', '2012-07-20T10:00:00Z')",
		"a contact twice":                    "INSERT INTO contact VALUES (2, 'FRA', 'a@example.org', '', 'fr', '2012-01-01', NULL, 1, '', 'me', '2012-07-20T10:00:00Z')",
		"a cost below nothing":               "INSERT INTO standard_cost VALUES (2, 'staff', 'P-5', 'year', '-1', '2012-01-01', 1, 'test', '', 'me', '2012-07-20T10:00:00Z')",
		"a cost of no source":                "INSERT INTO standard_cost VALUES (2, 'staff', 'P-5', 'year', '1', '2012-01-01', 1, '', '', 'me', '2012-07-20T10:00:00Z')",
		"a cost corrected without why":       "INSERT INTO standard_cost VALUES (2, 'staff', 'P-4', 'year', '1', '2012-01-01', 2, 'test', '', 'me', '2012-07-20T10:00:00Z')",
		"a cost twice":                       "INSERT INTO standard_cost VALUES (2, 'staff', 'P-4', 'year', '1', '2012-01-01', 1, 'test', '', 'me', '2012-07-20T10:00:00Z')",
		"a basis of no line":                 "INSERT INTO budget_basis VALUES (1, 9, 1, 1, 'other', 'x', 'unit', '1', '1', '1', '100', '0', '5', NULL, 'test')",
		"a basis with an exponent":           "INSERT INTO budget_basis VALUES (1, 1, 1, 2, 'other', 'x', 'unit', '1e3', '1', '1', '100', '0', '5', NULL, 'test')",
		"a text in a seventh language":       "INSERT INTO budget_text VALUES (1, 'de', 'Haushalt', '')",
		"an English title twice":             "INSERT INTO budget_line_text VALUES (1, 1, 'en', 'Posts', '')",
		"a text that says nothing":           "INSERT INTO budget_line_text VALUES (1, 1, 'ar', '', '')",
		"a text of no line":                  "INSERT INTO budget_line_text VALUES (1, 9, 'ar', 'x', '')",
		"a section without a name":           "INSERT INTO budget_section_text VALUES (1, '', 'ar', 'x')",
		"a dispatch in a seventh language":   "INSERT INTO dispatch VALUES (2, 1, 'FRA', 'de', '2012-07-20', 'email', '', FALSE, 'me', '2012-07-20T10:00:00Z', NULL)",
		"evidence that there is not":         "INSERT INTO dispatch VALUES (2, 1, 'FRA', 'es', '2012-07-20', 'email', '', FALSE, 'me', '2012-07-20T10:00:00Z', '4040404040404040404040404040404040404040404040404040404040404040')",
		"a sheet twice in a language":        "INSERT INTO budget_sheet SELECT 1, 'fr', sha256, content FROM budget_sheet",
		"a sheet in a seventh language":      "INSERT INTO budget_sheet SELECT 1, 'de', sha256, content FROM budget_sheet",
		"a translation without its digest":   "INSERT INTO sheet_translation SELECT 2, 1, 'fr', NULL, content, 'me', '2012-07-20T10:00:00Z' FROM budget_sheet",
		"a translation with no content":      "INSERT INTO sheet_translation SELECT 2, 1, 'fr', sha256, NULL, 'me', '2012-07-20T10:00:00Z' FROM budget_sheet",
		"a sheet with no digest":             "INSERT INTO budget_sheet SELECT 1, 'es', '', content FROM budget_sheet",
		"a copy sent again by no channel":    "INSERT INTO dispatch_fact VALUES (2, 1, 'FRA', 'fr', 'sent_again', '2012-07-21', NULL, '', NULL, 'me', '2012-07-21T10:00:00Z')",
		"a revised budget twice":             "INSERT INTO revised_budget SELECT version_id, 'other', '2013-04-01', 'x', 'x', 'me', '2013-03-01T10:00:00Z' FROM revised_budget",
		"a revised budget by nobody known":   "INSERT INTO revised_budget VALUES (2, 'me', '2013-03-01', 'x', 'x', 'me', '2013-03-01T10:00:00Z')",
		"a revised budget without leave":     "INSERT INTO revised_budget VALUES (2, 'bureau', '2013-03-01', 'x', '', 'me', '2013-03-01T10:00:00Z')",
		"a fact of an unknown kind":          "INSERT INTO dispatch_fact VALUES (2, 1, 'FRA', 'fr', 'lost', '2012-07-21', NULL, '', NULL, 'me', '2012-07-21T10:00:00Z')",
		"a hash that is too short":           "INSERT INTO log_hash SELECT 1, substr(body, 1, 31) FROM idempotency",
		"an entry of the journal, not JSON":  "INSERT INTO journal (seq, record) VALUES (2, 'x')",
		"a checkpoint with a secret":         "INSERT INTO checkpoint VALUES (2, 'PRIVATE+KEY+log+00000000+x', 'log', 'me', '2012-07-20T10:00:00Z')",
		"a second checkpoint of a size":      "INSERT INTO checkpoint VALUES (1, 'log+00000000+x', 'log', 'me', '2012-07-20T10:00:00Z')",
		"an approval of one's own":           "INSERT INTO submission VALUES (2, 'refund', 'refund', 1, 0, 'contribution 1', 2, '{}', '', '', 'me', '2012-07-20T10:00:00Z'); INSERT INTO submission_decision VALUES (2, 'me', 'approved', 'me', '', '2012-07-20T10:00:00Z')",
		"a refusal of one's own":             "INSERT INTO submission VALUES (2, 'refund', 'refund', 1, 0, 'contribution 1', 2, '{}', '', '', 'me', '2012-07-20T10:00:00Z'); INSERT INTO submission_decision VALUES (2, 'me', 'refused', 'me', 'why', '2012-07-20T10:00:00Z')",
		"an approval under another's name":   "INSERT INTO submission VALUES (2, 'refund', 'refund', 1, 0, 'contribution 1', 2, '{}', '', '', 'me', '2012-07-20T10:00:00Z'); INSERT INTO submission_decision VALUES (2, 'you', 'approved', 'me', '', '2012-07-20T10:00:00Z')",
		"a withdrawal by another":            "INSERT INTO submission VALUES (2, 'refund', 'refund', 1, 0, 'contribution 1', 2, '{}', '', '', 'me', '2012-07-20T10:00:00Z'); INSERT INTO submission_decision VALUES (2, 'me', 'withdrawn', 'you', '', '2012-07-20T10:00:00Z')",
		"a refusal without why":              "INSERT INTO submission VALUES (2, 'refund', 'refund', 1, 0, 'contribution 1', 2, '{}', '', '', 'me', '2012-07-20T10:00:00Z'); INSERT INTO submission_decision VALUES (2, 'me', 'refused', 'you', '', '2012-07-20T10:00:00Z')",
		"a second decision":                  "INSERT INTO submission_decision VALUES (1, 'me', 'refused', 'you', 'why', '2012-07-20T10:00:00Z')",
		"an entry approved twice":            "INSERT INTO entry_approval VALUES (1, 1)",
		"a limit below nothing":              "INSERT INTO approval_limit VALUES (2, 'receipt', -1, 'why', 'me', '2012-07-20T10:00:00Z')",
		"a name that nobody has":             "INSERT INTO donor VALUES (2, '', 'private', NULL, '', NULL, 't')",
		"an approval without a reference":    "INSERT INTO fund_approval VALUES (2, 1, '2012-12-01', '', '', NULL, 'me', '2012-12-01T10:00:00Z')",
		"an approval withdrawn twice":        "INSERT INTO fund_approval VALUES (2, 1, '2012-12-01', '', 'x', 1, 'me', '2012-12-01T10:00:00Z'), (3, 1, '2012-12-01', '', 'x', 1, 'me', '2012-12-01T10:00:00Z')",
		"an allotment of another source":     "INSERT INTO allotment VALUES (2, 1, 1, 2013, 'general_purpose', '13', '', 'me', '2012-12-02T10:00:00Z')",
		"regular money that pays support":    "INSERT INTO budget_line VALUES (1, 2, '20', 'Travel', 'A', NULL, NULL, NULL, 'regular'); INSERT INTO allotment VALUES (2, 1, 2, 2013, 'regular', '13', '', 'me', '2012-12-02T10:00:00Z')",
		"a period that does not end so":      "INSERT INTO period_event VALUES (2, '2012-07', '2012-06-30', NULL, '', '0:0', 'me', '2012-07-20T10:00:00Z')",
		"a month reopened without why":       "INSERT INTO period_event VALUES (2, '2012-06', '2012-06-30', 1, '', '', 'me', '2012-07-20T10:00:00Z')",
		"a month reopened twice":             "INSERT INTO period_event VALUES (2, '2012-06', '2012-06-30', 1, 'x', '', 'me', '2012-07-20T10:00:00Z'), (3, '2012-06', '2012-06-30', 1, 'x', '', 'me', '2012-07-20T10:00:00Z')",
		"a closing without a head":           "INSERT INTO period_event VALUES (2, '2012-07', '2012-07-31', NULL, '', '', 'me', '2012-07-20T10:00:00Z')",
		"a total of no book":                 "INSERT INTO period_total VALUES (1, 'budget', '', 'cash', 10000)",
		"a payment of no expense":            "INSERT INTO execution_entry VALUES (2, 1, 2, 'payment', '2012-12-02', 'USD', 1, 1, '1', 'par', NULL, 0, NULL, '', '', '', '', NULL, NULL, 'me', '2012-12-02T10:00:00Z')",
		"an expense reversed without why":    "INSERT INTO execution_entry VALUES (2, 1, 2, 'reversal', '2012-12-02', 'USD', -1, -1, '1', 'par', NULL, 0, NULL, '', '', '', '', 1, NULL, 'me', '2012-12-02T10:00:00Z')",
		"a posting to the regular budget":    "INSERT INTO execution_posting VALUES (1, 2, 'cash', 1, 'special_purpose', 'regular', '2012-12-02', 'USD', 1, 1)",
		"a posting of another source":        "INSERT INTO execution_posting VALUES (1, 2, 'cash', 1, 'regular', 'regular', '2012-12-02', 'USD', 1, 1)",
		"a State that gives as two":          "INSERT INTO donor VALUES (2, 'France again', 'state', 'FRA', '', NULL, 't')",
		"a person with two accounts":         "INSERT INTO app_user VALUES (2, 'denis2', 'DENIS@example.org', 'denis@example.org', 'Denis', NULL, TRUE, 'me', '2012-07-20T10:00:00Z')",
		"an account that hides its address":  "INSERT INTO app_user VALUES (2, 'denis2', 'DENIS@example.org', 'x@example.org', 'Denis', NULL, TRUE, 'me', '2012-07-20T10:00:00Z')",
		"a user in capitals":                 "INSERT INTO app_user VALUES (2, 'Anna', 'a@example.org', 'a@example.org', 'Anna', NULL, TRUE, 'me', '2012-07-20T10:00:00Z')",
		"a user with the operator's role":    "INSERT INTO app_user_role VALUES (1, 'operator')",
		"a token with its secret":            "INSERT INTO token VALUES (2, 1, '', 'a30_mfrggzdfmztwq2lkmfrggzdfmztwq2lkmfrggzdfmztwq2lkmfrggzdfmztw', 'read', '2012-10-20', 'me', '2012-07-20T10:00:00Z', NULL)",
		"a token for nothing":                "INSERT INTO token VALUES (2, 1, '', '4030303030303030303030303030303030303030303030303030303030303030', '', '2012-10-20', 'me', '2012-07-20T10:00:00Z', NULL)",
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		for what, statement := range tests {
			if err := exec(t, d, statement); err == nil {
				t.Errorf("%s was accepted: %s", what, statement)
			}
		}
	})
}

// Records name users: one who has left is disabled. A token ends once.
func TestUsersStayAndTokensEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		refused := []string{"DELETE FROM app_user", "UPDATE app_user SET name = 'dora'", "UPDATE app_user SET id = 7"}
		if d.Engine() == db.Postgres {
			refused = append(refused, "TRUNCATE app_user CASCADE")
		} else {
			refused = append(refused, "REPLACE INTO app_user SELECT * FROM app_user")
		}
		for _, s := range refused {
			if err := exec(t, d, s); !problem.Is(err, "user.kept") {
				t.Errorf("%s: %v, want user.kept", s, err)
			}
		}
		for _, s := range []string{
			"UPDATE app_user SET active = FALSE, party_id = NULL",
			"UPDATE token SET revoked_at = '2012-07-21T10:00:00Z'",
		} {
			if err := exec(t, d, s); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
		for _, s := range []string{
			"UPDATE token SET revoked_at = NULL",
			"UPDATE token SET revoked_at = '2012-07-22T10:00:00Z'",
		} {
			if err := exec(t, d, s); !problem.Is(err, "posted.immutable") {
				t.Errorf("%s: %v, want posted.immutable", s, err)
			}
		}
	})
}

// PostgreSQL has a type for dates; on SQLite they are texts that must be one.
func TestDatesOnSQLite(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	fill(t, d)
	for _, text := range []string{"tomorrow", "now", "", "2012-10-15T10:00", "2012-10-15 10:00:00", "2012-2-3", "15.10.2012", "2456216", " 2012-10-15"} {
		if err := exec(t, d, "UPDATE consent SET signed = '"+text+"'"); err == nil {
			t.Errorf("%q was accepted as a date", text)
		}
	}
	if err := exec(t, d, "UPDATE consent SET signed = NULL"); err != nil {
		t.Errorf("no date where none is needed: %v", err)
	}
}

// Nothing is posted for a closed month, before a reopening.
func TestClosedMonthsTakeNoPostings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		posting := func(on string) string {
			return "INSERT INTO posting VALUES (1, 2, 'pledged', 1, 1, '2012-07-01', 'EUR', 1, 1), (1, 3, 'pledged', 1, 1, '" + on + "', 'EUR', 1, 1)"
		}
		spent := "INSERT INTO execution_posting VALUES (1, 2, 'cash', 1, 'special_purpose', 'special_purpose', '2012-06-30', 'USD', 1, 1)"
		for _, s := range []string{posting("2012-06-30"), posting("2011-01-01"), spent} {
			if err := exec(t, d, s); !problem.Is(err, "posted.closed") {
				t.Errorf("%s: %v, want posted.closed", s, err)
			}
		}
		for _, s := range []string{
			"INSERT INTO period_event VALUES (2, '2012-06', '2012-06-30', 1, 'an invoice came late', '', 'me', '2012-07-21T10:00:00Z')",
			posting("2012-06-30"), spent,
		} {
			if err := exec(t, d, s); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
	})
}
