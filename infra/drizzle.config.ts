// `npm run migrations`: what changed in shared/schema.ts becomes the next file of infra/migrations, which wrangler applies.
export default { dialect: 'sqlite', schema: './shared/schema.ts', out: './infra/migrations' };
