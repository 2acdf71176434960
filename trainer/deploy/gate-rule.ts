// The gate before a deployment: may this model take the place of the one that serves? Decided on the same hidden items for
// all, user by user.
//
// It is refused where it is worse than the champion by more than chance in any of three metrics, and where it beats
// popularity or random in none of them. An equal model passes.

import type { Metric } from '@curatornet/shared/bundle.ts';
import { holm, pairedTTestGreater } from '@curatornet/shared/metrics/significance.ts';
import type { Measured } from '../evaluate/compare.ts';

export const GATE_METRICS: readonly Metric[] = ['auc', 'recallAt20', 'ndcgAt20'];
/** A difference counts below this, after Holm's correction over the metrics. */
export const GATE_ALPHA = 0.05;

export type Opponent = 'champion' | 'popularity' | 'random';

/** One metric against one opponent. */
export interface GateRow {
  opponent: Opponent;
  metric: Metric;
  candidate: number;
  other: number;
  /** One-sided, Holm-corrected: against the champion that the candidate is worse, else that it is better. */
  p: number;
}

export interface GateDecision {
  passed: boolean;
  /** Sentences, one for each reason to refuse. */
  reasons: string[];
  users: number;
  rows: GateRow[];
}

/** @param champion absent where nothing serves yet: then the candidate only has to beat popularity and random */
export function decideGate(
  candidate: Measured,
  { champion, popularity, random }: { champion?: Measured; popularity: Measured; random: Measured },
): GateDecision {
  const users = candidate.values.auc.length;
  const opponents: [Opponent, Measured | undefined][] = [
    ['champion', champion],
    ['popularity', popularity],
    ['random', random],
  ];
  if (users < 2)
    return { passed: false, reasons: [`${users} users could be asked, and two at least are needed`], users, rows: [] };
  const rows: GateRow[] = [];
  const reasons: string[] = [];
  for (const [opponent, other] of opponents) {
    if (!other) continue;
    const against = opponent === 'champion';
    const tests = GATE_METRICS.map((metric) => {
      const pair = [candidate.values[metric], other.values[metric]] as const;
      return against ? pairedTTestGreater(pair[1], pair[0]) : pairedTTestGreater(...pair);
    });
    const corrected = holm(tests.map(({ p }) => p));
    const mine = GATE_METRICS.map((metric, i) => ({
      opponent,
      metric,
      candidate: mean(candidate.values[metric]),
      other: mean(other.values[metric]),
      p: corrected[i],
    }));
    rows.push(...mine);
    const certain = mine.filter(({ p }) => p < GATE_ALPHA);
    if (against && certain.length > 0)
      reasons.push(`it is worse than the champion in ${certain.map(({ metric }) => metric).join(', ')}`);
    if (!against && certain.length === 0) reasons.push(`it does not beat ${opponent} in any metric`);
  }
  return { passed: reasons.length === 0, reasons, users, rows };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Lines of text for people. */
export function gateTable({ rows, users, reasons }: GateDecision): string {
  const lines = [`gate, ${users.toLocaleString('en')} users`, '  against     metric      candidate  other      p'];
  for (const { opponent, metric, candidate, other, p } of rows) {
    const says = opponent === 'champion' ? 'that it is worse' : 'that it is better';
    lines.push(
      `  ${opponent.padEnd(12)}${metric.padEnd(12)}${candidate.toFixed(4).padEnd(11)}${other.toFixed(4).padEnd(11)}${p.toFixed(4)} ${says}`,
    );
  }
  lines.push(reasons.length === 0 ? 'passed' : `refused: ${reasons.join('; ')}`);
  return `${lines.join('\n')}\n`;
}
