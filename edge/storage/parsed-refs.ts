// Parses the `ref`s of rails in SQL: those of release/ref.ts, and those of earlier versions of the worker, which named no page.
// It does not verify signatures.
const HOME = 'home';

const isSlug = (text: string) =>
  `(${text} GLOB '[a-z]*' AND ${text} NOT GLOB '*[^a-z0-9-]*' AND length(${text}) <= 32)`;

/**
 * SQL: a rail without the signature that makes it another text for each user, so that few texts are left to parse. Of
 * SEQ.VERSION.u.MAC.PAGE.RAIL, SEQ.VERSION.PAGE.RAIL is left; other texts stay as they are.
 */
export const withoutSignature = (rail: string): string => {
  const from = (characters: number) => `instr(${rail}, '.') + ${characters}`;
  const place = `substr(${rail}, ${from(43)})`;
  return `CASE WHEN substr(${rail}, ${from(17)}, 3) IN ('.u.', '.h.') AND instr(substr(${rail}, ${from(20)}), '.') = 23
    AND ${rail} GLOB '[0-9]*' AND ${place} GLOB '*.*' AND ${place} NOT GLOB '*.*.*'
    THEN substr(${rail}, 1, ${from(17)}) || ${place} ELSE ${rail} END`;
};

/**
 * SQL: the refs among `texts.text`, which are without signatures, with their version, page and rail. A ref has 3 to 5 parts:
 *
 *   SEQ.VERSION.PAGE.RAIL, and formerly SEQ.VERSION.RAIL, SEQ.VERSION.u1f.MAC.RAIL
 */
export const PARSED_REFS = `split AS (
    SELECT text, CASE WHEN text GLOB '[0-9]*.*' AND text NOT GLOB '*[^0-9A-Za-z._-]*'
      THEN '["' || replace(text, '.', '","') || '"]' ELSE '[]' END AS parts FROM texts WHERE text IS NOT NULL),
  refs AS MATERIALIZED (
    SELECT text, version, page, rail FROM (
      SELECT text, json_array_length(parts) AS length, parts ->> 0 AS seq, parts ->> 1 AS version, parts ->> 2 AS kind,
        parts ->> 3 AS mac, parts ->> '$[#-1]' AS rail,
        CASE json_array_length(parts) WHEN 4 THEN parts ->> '$[#-2]' ELSE '${HOME}' END AS page FROM split)
    WHERE length BETWEEN 3 AND 5 AND seq NOT GLOB '*[^0-9]*' AND length(seq) BETWEEN 1 AND 15
      AND version NOT GLOB '*[^0-9a-f]*' AND length(version) = 16 AND ${isSlug('page')} AND ${isSlug('rail')}
      AND (length < 5 OR (length(mac) = 22 AND length(kind) BETWEEN 2 AND 5 AND substr(kind, 1, 1) IN ('u', 'h')
        AND substr(kind, 2) NOT GLOB '*[^0-9a-f]*')))`;
