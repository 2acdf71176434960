// A decoded picture: the output of decode.ts and the input of visual features and graph models.

/** RGB bytes, row-major from the top. */
export interface Pixels {
  width: number;
  height: number;
  /** [height, width, 3] */
  rgb: Uint8Array;
}
