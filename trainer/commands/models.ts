// curatornet models: shows the deployment, the metrics of a canary, the uploaded bundles and the deployment history.

import type { ModelsResponse } from '@curatornet/shared/deployments.ts';
import { formatTime } from '../dataset/fields.ts';
import { sideLine } from '../deploy/steps.ts';
import type { Command } from './command.ts';
import { openWorker, WORKER_OPTIONS } from './worker.ts';

export const modelsCommand: Command = {
  about: 'show the versions that serve, canary metrics, uploaded bundles and the deployment history',
  options: { url: WORKER_OPTIONS.url },
  async run(args) {
    const admin = await openWorker(args.text('url'));
    const life = await admin.life();
    const metrics = life.candidate === null ? undefined : await admin.metrics(life.candidate);
    const sides = [metrics?.candidate, metrics?.champion].filter((side) => side != null);
    const lines = [...inForce(life), ...sides.map((side) => `  ${sideLine(side)}`), ...bundles(life), ...history(life)];
    return { json: { ...life, metrics }, text: lines.join('\n') };
  },
};

function inForce({ revision, champion, candidate, percent, previous, unsigned, keys }: ModelsResponse): string[] {
  return [
    `revision   ${revision}`,
    `champion   ${champion ?? 'none'}`,
    `candidate  ${candidate === null ? 'none' : `${candidate}, ${percent}% of the visitors`}`,
    `previous   ${previous ?? 'none'}`,
    `keys       ${keys.length > 0 ? keys.join(', ') : 'none'}${unsigned ? '; THE WORKER ACCEPTS UNSIGNED MODELS' : ''}`,
  ];
}

function bundles({ versions }: ModelsResponse): string[] {
  const lines = versions.map(
    ({ version, bytes, files, uploadedAt }) =>
      `  ${version}  ${formatTime(uploadedAt)}  ${files.length} files, ${bytes.toLocaleString('en')} bytes`,
  );
  return ['', 'bundles', ...lines];
}

function history({ history: acts }: ModelsResponse): string[] {
  const lines = acts.map(({ seq, at, kind, version, candidate, percent, who, why }) => {
    const about = kind === 'canary' || kind === 'stop' ? `${candidate} ${percent}%` : version;
    const revision = kind === 'deploy' || kind === 'forced' ? '' : seq;
    return `  ${String(revision).padStart(4)}  ${formatTime(at)}  ${kind.padEnd(9)}${about.padEnd(22)}${who}${why ? `: ${why}` : ''}`.trimEnd();
  });
  return ['', 'history', ...lines];
}
