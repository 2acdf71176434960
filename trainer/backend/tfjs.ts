// TensorFlow.js as the trainer uses it: its core, the gradients of its operations and its backend in plain JavaScript. The
// package @tensorflow/tfjs has these too, and 200 MB more.
import { registerHooks } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';

// The gradients are published as modules for bundlers: their imports have no extension, and Node wants one.
const CORE = '/@tensorflow/tfjs-core/dist/';
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('.') && context.parentURL?.includes(CORE)
      ? { ...next(specifier.endsWith('.js') ? specifier : `${specifier}.js`, context), format: 'module' }
      : next(specifier, context),
});
await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
hooks.deregister();

export * from '@tensorflow/tfjs-core';
