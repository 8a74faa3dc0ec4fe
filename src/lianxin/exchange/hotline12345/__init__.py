"""Work orders of a 12345 centre, as spreadsheets 12345 工单."""
