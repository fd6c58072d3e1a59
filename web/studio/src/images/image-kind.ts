/** Pixels of an image. A few bytes can unpack to gigabytes. */
export const PIXELS_MAX = 50_000_000;

/** What the first bytes of an image tell. */
export interface ImageKind {
  /** Its media type. */
  readonly type: string;
  readonly pixels: number;
}

/**
 * An image by its first bytes: what anybody says of it does not count. Undefined if it is none of the four kinds that
 * browsers show everywhere and that cannot hold scripts, or too large to be unpacked.
 */
export function imageKindOf(bytes: Uint8Array): ImageKind | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  const [type, [width, height]] = kindAndSize(head, view);
  const pixels = width * height;
  return type !== undefined && pixels > 0 && pixels <= PIXELS_MAX ? { type, pixels } : undefined;
}

type Pixels = readonly [width: number, height: number];
const NONE: Pixels = [0, 0];

function kindAndSize(head: string, view: DataView): readonly [type: string | undefined, pixels: Pixels] {
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return ["image/png", png(head, view)];
  if (head.startsWith("\xff\xd8\xff")) return ["image/jpeg", jpeg(view)];
  if (/^GIF8[79]a/.test(head)) return ["image/gif", gif(view)];
  if (/^RIFF.{4}WEBP/s.test(head)) return ["image/webp", webP(head, view)];
  return [undefined, NONE];
}

function png(head: string, view: DataView): Pixels {
  if (view.byteLength < 33 || head.slice(12, 16) !== "IHDR") return NONE;
  return [view.getUint32(16), view.getUint32(20)];
}

function gif(view: DataView): Pixels {
  return view.byteLength < 13 ? NONE : [view.getUint16(6, true), view.getUint16(8, true)];
}

/** The size stands in the first frame header; what comes before it says how long it is. */
function jpeg(view: DataView): Pixels {
  for (let at = 2; at + 9 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return NONE;
}

function webP(head: string, view: DataView): Pixels {
  if (view.byteLength < 30) return NONE;
  const three = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (head.slice(12, 16)) {
    case "VP8X":
      return [1 + three(24), 1 + three(27)];
    case "VP8L": {
      if (view.getUint8(20) !== 0x2f) return NONE;
      const packed = view.getUint32(21, true);
      return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1];
    }
    case "VP8 ":
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    default:
      return NONE;
  }
}
