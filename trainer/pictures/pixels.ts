// A decoded picture: what sharp makes of a file and visual features are computed from.

/** Colours as bytes, row by row from the top: red, green, blue. */
export interface Pixels {
  width: number;
  height: number;
  /** [height, width, 3] */
  rgb: Uint8Array;
}
