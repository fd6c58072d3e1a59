/** What the images of one canvas may have: the same as in the server's pictures (SPEC AR3). The rest are cards. */
export const IMAGE_BYTES_MAX = 1 << 20;
export const ALL_BYTES_MAX = 8 << 20;
/** Of all that are unpacked; each takes four bytes a pixel in the tab of whoever looks on. */
export const ALL_PIXELS_MAX = 100_000_000;
export const ARTIFACTS_MAX = 64;

/** What an image takes. Its pixels are zero until its content is there. */
export interface ImageSize {
  readonly bytes: number;
  readonly pixels: number;
}

/** Which images fit: who comes first is first served, and one that is too large for what is left is passed over. */
export function fitting<T extends { readonly size: ImageSize | undefined }>(images: Iterable<T>): ReadonlySet<T> {
  let [bytes, pixels] = [ALL_BYTES_MAX, ALL_PIXELS_MAX];
  const fit = new Set<T>();
  for (const image of images) {
    const { size } = image;
    if (!size || size.bytes > bytes || size.pixels > pixels) continue;
    [bytes, pixels] = [bytes - size.bytes, pixels - size.pixels];
    fit.add(image);
  }
  return fit;
}
