// `npm run migrations` writes the changes of shared/schema.ts as the next file of infra/migrations, which wrangler applies.
export default { dialect: 'sqlite', schema: './shared/schema.ts', out: './infra/migrations' };
