// The parts of TensorFlow.js that the trainer uses: core, gradients and the plain JavaScript backend. The package
// @tensorflow/tfjs contains them too, but adds 200 MB.
import { registerHooks } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';

// The gradients are published as modules for bundlers, without the file extensions in imports that Node requires.
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
