// curatornet report: writes a page about a run, with figures, after the ablation whose results it shows.
import { type Command, OPTIONS } from './command.ts';

export const reportCommand: Command = {
  about: 'write a page about a run: tables, figures, ablation, model card',
  options: {
    run: OPTIONS.run,
    data: { ...OPTIONS.data, about: "the dataset folder (default: the run's)" },
    'no-ablation': { type: 'boolean', about: 'train no variants; show the results of earlier ablations only' },
    backend: OPTIONS.backend,
    threads: OPTIONS.threads,
  },
  async run(args) {
    const { ablate, keptVariants } = await import('../ablate/ablate.ts');
    const { addToBundle, writeReport } = await import('../report/write.ts');
    const { gatherFacts } = await import('../report/facts/facts.ts');
    const { chooseBackend, parseThreads } = await import('../tfjs/choose.ts');
    const { openRun } = await import('../trained-run.ts');
    const run = args.needed('run');
    const trained = await openRun(run, args.text('data'));
    const facts = await gatherFacts(run, trained);
    const { sampled, clusters } = facts;
    const labels = clusters && Int32Array.from(clusters.labels);
    if (sampled !== null) {
      const { preset, settings, seed, dataset } = facts;
      const about = { preset, settings, seed, fingerprint: dataset.fingerprint, labels, sampled };
      const { name: backend } = await chooseBackend(args.text('backend') ?? 'auto', parseThreads(args.text('threads')));
      facts.ablation = args.flag('no-ablation')
        ? await keptVariants(run, { ...about, backend })
        : await ablate(run, { ...about, backend }, trained.dataset, trained.split);
    }
    const { page, figures } = await writeReport(run, facts);
    await addToBundle(run, facts);
    const variants = facts.ablation.length;
    return {
      json: { page, figures, variants },
      text: `wrote ${page}: ${figures} figures, ${variants} ablation variants`,
    };
  },
};
