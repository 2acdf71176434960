// Answers with CSV (RFC 4180) for spreadsheets.

/** A spreadsheet takes a field that begins so for a formula, and runs it. */
const FORMULA = /^\s*[=+\-@]/;

/** An answer that browsers save as a file. Fields that a spreadsheet would run begin with an apostrophe, which shows them as text. */
export function csvResponse(file: string, rows: readonly (readonly (string | number)[])[]): Response {
  const body = rows.map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${file}"`,
    'cache-control': 'no-store',
  };
  return new Response(body, { headers });
}

function field(value: string | number): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
