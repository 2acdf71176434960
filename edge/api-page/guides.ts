// The guides beside the page `/docs`: pages of this repository that infra/guides.ts renders as static files. They are
// served under `/docs/` by whatever serves the static files.

export interface Guide {
  /** `/docs/{name}` */
  name: string;
  title: string;
  /** Of the page in the repository, from its root. */
  file: string;
}

/** By reader. */
export const GUIDES: Record<string, readonly Guide[]> = {
  'Pages and apps': [
    { name: 'pages', title: 'Rails in your pages', file: 'edge/docs/pages.md' },
    { name: 'ios', title: 'From an iOS app', file: 'edge/docs/ios.md' },
    { name: 'android', title: 'From an Android app', file: 'edge/docs/android.md' },
    { name: 'api', title: 'The API', file: 'edge/docs/api.md' },
    { name: 'consistency', title: 'Consistency', file: 'edge/docs/consistency.md' },
  ],
  Merchandising: [
    { name: 'merchandising', title: 'Merchandising', file: 'edge/docs/merchandising.md' },
    { name: 'experiments', title: 'Experiments', file: 'edge/docs/experiments.md' },
  ],
  'Data and models': [
    { name: 'your-data', title: 'Your data', file: 'trainer/docs/your-data.md' },
    { name: 'model', title: 'The model', file: 'trainer/docs/model.md' },
    { name: 'quality', title: 'Quality', file: 'trainer/docs/quality.md' },
    { name: 'gpu', title: 'Training on a GPU', file: 'trainer/docs/gpu.md' },
  ],
  Operation: [
    { name: 'deployment', title: 'Deployment', file: 'infra/docs/deployment.md' },
    { name: 'operations', title: 'Operations', file: 'infra/docs/operations.md' },
    { name: 'scale', title: 'Scale', file: 'edge/docs/scale.md' },
    { name: 'security', title: 'Security', file: 'SECURITY.md' },
  ],
};
