# The trainer with TensorFlow on an NVIDIA GPU: trainer/docs/gpu.md.
#   docker build -f infra/trainer.Dockerfile -t curatornet-trainer .
#   docker run --rm --gpus all -v "$PWD/my-store:/data" curatornet-trainer run --data /data --run /data/run
FROM nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04

# Node for npm's own start; the project brings the Node 22 that it runs on. Python, make and g++ build the native addon where
# no prebuilt one fits.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl g++ make python3 xz-utils \
 && curl -fsSL https://nodejs.org/dist/v22.12.0/node-v22.12.0-linux-x64.tar.xz | tar -xJ -C /usr/local --strip-components=1 \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /trainer
COPY . .
# The second command fails, and with it the build, where libtensorflow or the addon cannot be downloaded: npm reports nothing.
RUN npm ci \
 && cd node_modules/@tensorflow/tfjs-node-gpu && node scripts/install.js gpu download && test -f lib/napi-v8/tfjs_binding.node

# CUDA 11.8 loads a kernel when it is first used, so a card that is newer than TensorFlow compiles only what it runs.
ENV CUDA_MODULE_LOADING=LAZY
ENTRYPOINT ["node", "trainer/cli.ts"]
CMD ["--help"]
