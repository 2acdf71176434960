// The fields of the operator's forms, and what is wrong with what was typed.
import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Mistake } from './document.ts';

interface FieldProps {
  name: string;
  label: Child;
  fields: URLSearchParams;
  type?: 'text' | 'number' | 'datetime-local';
  /** A line below. */
  hint?: string;
  /** What an empty field means. */
  placeholder?: string;
}

export function Field({ name, label, fields, type = 'text', hint, placeholder }: FieldProps) {
  return (
    <Labelled name={name} label={label} hint={hint}>
      <input
        id={name}
        type={type}
        name={name}
        value={fields.get(name) ?? ''}
        step={type === 'number' ? 'any' : undefined}
        placeholder={placeholder}
        aria-describedby={hint && `${name}-hint`}
      />
    </Labelled>
  );
}

/** A text with an entry a line. */
export function Lines({ name, label, fields, hint }: FieldProps) {
  return (
    <Labelled name={name} label={label} hint={hint}>
      <textarea id={name} name={name} rows={3} aria-describedby={hint && `${name}-hint`}>
        {fields.get(name) ?? ''}
      </textarea>
    </Labelled>
  );
}

function Labelled({ name, label, hint, children }: PropsWithChildren<Pick<FieldProps, 'name' | 'label' | 'hint'>>) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children}
      {hint && <small id={`${name}-hint`}>{hint}</small>}
    </div>
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
    <Labelled name={name} label={label}>
      <select id={name} name={name}>
        {options.map((option) => (
          <option value={option} selected={option === value}>
            {option}
          </option>
        ))}
      </select>
    </Labelled>
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
