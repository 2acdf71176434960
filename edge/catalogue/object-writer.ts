// Writes an object to R2 whose length is not known beforehand, in parts, with its digest. It is not there before it is complete.
import type { R2Bucket, R2MultipartUpload, R2UploadedPart } from '@cloudflare/workers-types';
import { Digest } from './snapshot-file.ts';

/** R2 takes parts of at least 5 MiB, all but the last of one length. */
const PART = 8 << 20;

export class ObjectWriter {
  readonly #bucket: R2Bucket;
  readonly #key: string;
  readonly #digest = new Digest();
  #part = new Uint8Array(PART);
  #filled = 0;
  #upload: R2MultipartUpload | undefined;
  readonly #parts: R2UploadedPart[] = [];

  constructor(bucket: R2Bucket, key: string) {
    this.#bucket = bucket;
    this.#key = key;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#digest.add(bytes);
    for (let from = 0; from < bytes.length; ) {
      const some = bytes.subarray(from, from + PART - this.#filled);
      this.#part.set(some, this.#filled);
      this.#filled += some.length;
      from += some.length;
      if (this.#filled === PART) await this.#send();
    }
  }

  /** @returns the sha256, in hex */
  async end(): Promise<string> {
    if (!this.#upload) await this.#bucket.put(this.#key, this.#part.subarray(0, this.#filled));
    else {
      if (this.#filled > 0) await this.#send();
      await this.#upload.complete(this.#parts);
    }
    return this.#digest.end();
  }

  /** Leaves nothing behind. */
  async abort(): Promise<void> {
    await this.#upload?.abort();
  }

  async #send(): Promise<void> {
    this.#upload ??= await this.#bucket.createMultipartUpload(this.#key);
    const part = this.#part.subarray(0, this.#filled);
    this.#parts.push(await this.#upload.uploadPart(this.#parts.length + 1, part));
    this.#filled = 0;
  }
}
