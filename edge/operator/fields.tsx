// The fields of the operator's forms, and what is wrong with what was typed.
import type { Child } from 'hono/jsx';
import type { Mistake } from './document.ts';

interface FieldProps {
  name: string;
  label: Child;
  fields: URLSearchParams;
  type?: 'text' | 'number' | 'datetime-local';
  /** A line below. */
  hint?: string;
}

export function Field({ name, label, fields, type = 'text', hint }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input type={type} name={name} value={fields.get(name) ?? ''} step={type === 'number' ? 'any' : undefined} />
      {hint && <small>{hint}</small>}
    </label>
  );
}

/** A text with an entry a line. */
export function Lines({ name, label, fields, hint }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea name={name} rows={3}>
        {fields.get(name) ?? ''}
      </textarea>
      {hint && <small>{hint}</small>}
    </label>
  );
}

/** Boxes of which none means all. */
export function Boxes({
  name,
  legend,
  options,
  fields,
}: {
  name: string;
  legend: string;
  options: string[];
  fields: URLSearchParams;
}) {
  const chosen = fields.getAll(name);
  return (
    <fieldset class="boxes">
      <legend>{legend}</legend>
      {[...new Set([...options, ...chosen])].map((option) => (
        <label>
          <input type="checkbox" name={name} value={option} checked={chosen.includes(option)} /> {option}
        </label>
      ))}
    </fieldset>
  );
}

export function Select({
  name,
  label,
  options,
  value,
}: {
  name: string;
  label: Child;
  options: readonly string[];
  value: string;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name}>
        {options.map((option) => (
          <option value={option} selected={option === value}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

/** @param nameOf the field that a mistake is about, in words */
export function Mistakes({ mistakes, nameOf }: { mistakes: readonly Mistake[]; nameOf: (at: string) => string }) {
  if (mistakes.length === 0) return null;
  return (
    <div class="notice" role="alert">
      <p>Nothing has changed yet. Please correct:</p>
      <ul>
        {mistakes.map(({ at, message }) => (
          <li>
            {nameOf(at) && <b>{nameOf(at)}: </b>}
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
