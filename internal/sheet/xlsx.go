package sheet

func readXLSX(text string, b *builder) error { return unsupported("sheet.not_a_workbook") }
