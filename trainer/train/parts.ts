// What the preset `best` adds to the paper's network and training, part by part, and the settings that switch each off:
// `curatornet train --preset best --set skips=off`. An ablation is a run for each.

export interface Part {
  name: string;
  about: string;
  /** `key=value`, as --set takes them. */
  off: readonly string[];
}

export const PARTS: readonly Part[] = [
  { name: 'softmax', about: 'a softmax over many works in place of pairs', off: ['loss=pairs'] },
  { name: 'skips', about: 'a linear way past each tower', off: ['skips=off'] },
  { name: 'normalised vectors', about: 'vectors of length 1, with a learned temperature', off: ['normalise=off'] },
  { name: 'mean pooling', about: 'the average of a history without its maximum', off: ['pooling=average and maximum'] },
  { name: 'input dropout', about: 'a part of the features hidden from each step', off: ['inputDropout=0'] },
  { name: 'AdamW', about: 'decoupled weight decay in place of L2', off: ['weightDecay=0', 'l2=0.001'] },
  { name: 'cosine schedule', about: 'the step size along a cosine in place of a line', off: ['schedule=linear'] },
  { name: 'raw visual term', about: 'plain visual similarity beside the learned one', off: ['rawWeight=0'] },
  { name: 'popularity prior', about: 'popularity beside taste', off: ['priorWeight=0', 'priorInLoss=0'] },
];
