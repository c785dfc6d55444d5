import path from 'node:path';

/** What a file is: what it is called by programs, and what becomes of it. */
export interface Sniffed {
  mediaType: string;
  kind: 'document' | 'image';
  /** Whether anything here can read it. */
  isSupported: boolean;
}

const document = (mediaType: string, isSupported = true): Sniffed => ({ mediaType, kind: 'document', isSupported });
const image = (mediaType: string): Sniffed => ({ mediaType, kind: 'image', isSupported: true });

/** More pixels would fill the memory of whoever shows them. */
const MOST_PIXELS = 100_000_000;
/** How far into a file the mark of a PDF may stand. */
const PDF_HEAD = 1_024;

const LEGACY: Record<string, string> = {
  '.doc': 'application/msword',
  '.xls': 'application/vnd.ms-excel',
  '.ppt': 'application/vnd.ms-powerpoint',
};

/** Kinds of text by the endings of names; any other text is plain. */
const TEXTS: Record<string, string> = {
  '.csv': 'text/csv',
  '.tsv': 'text/csv',
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.xhtml': 'text/html',
};

/**
 * What a file is by its beginning; its name decides only between kinds of text. What a sender says of it counts for
 * nothing.
 * @param head its first bytes, at least 4 KiB unless it is shorter
 */
export function sniff(head: Buffer, name: string): Sniffed {
  const extension = path.extname(name).toLowerCase();
  const begins = (...bytes: number[]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes));
  if (head.subarray(0, PDF_HEAD).includes('%PDF-')) return document('application/pdf');
  // What kind of archive it is, its reader finds out.
  if (begins(0x50, 0x4b, 3, 4)) return document('application/zip');
  if (begins(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1))
    return document(LEGACY[extension] ?? 'application/x-ole-storage', false);
  if (head.subarray(0, 5).equals(Buffer.from('{\\rtf'))) return document('application/rtf', false);
  const picture = imageType(head);
  if (picture) return image(picture);
  if (!isText(head)) return document('application/octet-stream', false);
  const beginning = head.toString('latin1').replace(/^(\u00ef\u00bb\u00bf)?\s*(<!--[^]*?-->\s*|<\?xml[^>]*>\s*)*/, '');
  if (/^<(!doctype html|html)[\s>]/i.test(beginning)) return document('text/html');
  return document(TEXTS[extension] ?? 'text/plain');
}

function imageType(head: Buffer): string | undefined {
  if (head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))) return 'image/png';
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head.toString('latin1', 0, 6))) return 'image/gif';
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

function isText(head: Buffer): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  return !head.includes(0);
}

/**
 * Whether a picture has a size that can be shown.
 * @param head its first bytes; that of a JPEG stands behind its preview
 */
export function isShowable(head: Buffer, mediaType: string): boolean {
  const size = sizeOf(head, mediaType);
  return size !== undefined && size[0] > 0 && size[1] > 0 && size[0] * size[1] <= MOST_PIXELS;
}

function sizeOf(head: Buffer, mediaType: string): [number, number] | undefined {
  try {
    if (mediaType === 'image/png') return [head.readUInt32BE(16), head.readUInt32BE(20)];
    if (mediaType === 'image/gif') return [head.readUInt16LE(6), head.readUInt16LE(8)];
    if (mediaType === 'image/webp') return webpSize(head);
    // The frame of a JPEG stands among its segments.
    for (let at = 2; at + 9 < head.length; at += 2 + head.readUInt16BE(at + 2)) {
      if (head[at] !== 0xff) return undefined;
      const kind = head[at + 1]!;
      if (kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc)
        return [head.readUInt16BE(at + 7), head.readUInt16BE(at + 5)];
    }
  } catch {
    // It ends within its head.
  }
  return undefined;
}

function webpSize(head: Buffer): [number, number] {
  const form = head.toString('latin1', 12, 16);
  if (form === 'VP8X') return [head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1];
  if (form === 'VP8L') {
    const bits = head.readUInt32LE(21);
    return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
  }
  return [head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff];
}

const MOST_NAME_CHARACTERS = 200;

/**
 * A name as it is stored and shown: no path, nothing that ends a line or turns the direction of the text around it. The
 * ending stays when it is cut.
 */
export function fileName(given: string): string {
  const bare = given
    .replace(/^.*[\\/]/, '')
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .trim();
  if (bare === '' || /^\.+$/.test(bare)) return 'file';
  const extension = path.extname(bare).slice(0, 16);
  return bare.length <= MOST_NAME_CHARACTERS
    ? bare
    : `${bare.slice(0, MOST_NAME_CHARACTERS - extension.length).replace(/[\ud800-\udbff]$/, '')}${extension}`;
}
