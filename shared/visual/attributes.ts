// Global attributes: brightness, contrast, colourfulness, entropy, sharpness. San Pedro and Siersdorfer, "Ranking and
// classifying attractiveness of photos in folksonomies" (2009), predicted preferences from such features; Messina et al.
// (2018) use them to recommend art.
import type { FeatureGroup } from './group.ts';
import type { Plane } from './picture.ts';

/**
 * Brightness and contrast: mean and standard deviation of luma (ITU-R BT.601). Saturation: mean in HSV. Entropy: of the
 * 256 luma values, in bits. Colourfulness: Hasler and Süsstrunk, "Measuring colourfulness in natural images" (2003).
 * Spread: standard deviation of saturation.
 */
export const attributes: FeatureGroup = {
  name: 'attributes',
  size: 6,
  compute({ rgb }, out) {
    const count = rgb.length / 3;
    const shades = new Float64Array(256);
    let [saturation, saturation2, redGreen, redGreen2, yellowBlue, yellowBlue2] = [0, 0, 0, 0, 0, 0];
    for (let at = 0; at < rgb.length; at += 3) {
      const [r, g, b] = [rgb[at], rgb[at + 1], rgb[at + 2]];
      shades[(0.299 * r + 0.587 * g + 0.114 * b + 0.5) | 0]++;
      const most = r > g ? Math.max(r, b) : Math.max(g, b);
      const least = r < g ? Math.min(r, b) : Math.min(g, b);
      const s = most > 0 ? (most - least) / most : 0;
      saturation += s;
      saturation2 += s * s;
      const rg = r - g;
      const yb = (r + g) / 2 - b;
      redGreen += rg;
      redGreen2 += rg * rg;
      yellowBlue += yb;
      yellowBlue2 += yb * yb;
    }
    let [luma, luma2, entropy] = [0, 0, 0];
    for (let shade = 0; shade < 256; shade++) {
      const share = shades[shade] / count;
      luma += share * shade;
      luma2 += share * shade * shade;
      if (share > 0) entropy -= share * Math.log2(share);
    }
    const variance = (sum: number, squares: number) => Math.max(0, squares / count - (sum / count) ** 2);
    const spread = Math.sqrt(variance(redGreen, redGreen2) + variance(yellowBlue, yellowBlue2));
    out.set([
      luma / 255,
      Math.sqrt(Math.max(0, luma2 - luma * luma)) / 255,
      saturation / count,
      entropy / 8,
      (spread + 0.3 * Math.hypot(redGreen / count, yellowBlue / count)) / 255,
      Math.sqrt(variance(saturation, saturation2)),
    ]);
  },
};

/**
 * Sharpness at four sizes: log of the variance of the Laplacian of lightness. Pech-Pacheco et al., "Diatom autofocusing in
 * brightfield microscopy" (2000). Fine grain affects the first, broad strokes the last.
 */
export const sharpness: FeatureGroup = {
  name: 'sharpness',
  size: 4,
  compute({ scales }, out) {
    for (const [s, plane] of scales.entries()) out[s] = Math.log(1e-6 + laplacianVariance(plane));
  },
};

function laplacianVariance({ width, height, values }: Plane): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++)
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      const d = values[i - 1] + values[i + 1] + values[i - width] + values[i + width] - 4 * values[i];
      sum += d;
      squares += d * d;
      count++;
    }
  return count === 0 ? 0 : Math.max(0, squares / count - (sum / count) ** 2);
}
