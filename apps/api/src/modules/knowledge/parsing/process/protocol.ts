import type { FileFault } from '../../files/file.entity.js';

/** What a reading process is given: a copy of the file on the disk, and how far it may go. */
export interface ParseJob {
  path: string;
  /** As its owner called it: its ending decides where the content does not. */
  name: string;
  mediaType: string;
  limits: ParseLimits;
}

export interface ParseLimits {
  pages: number;
  /** Characters of all pages. */
  characters: number;
  /** Bytes that come out of an archive. */
  expandedBytes: number;
}

export interface ParsedPage {
  /** From 1. */
  page: number;
  title: string | null;
  text: string;
}

/** What the process says. It goes on after `pages` when it is told to. */
export type ParseStep =
  /** What the file is, by its content, and its pages if they can be counted beforehand. */
  | { at: 'opened'; mediaType: string; pages: number | null }
  | { at: 'pages'; pages: ParsedPage[] }
  | { at: 'end'; pages: number; characters: number }
  | { at: 'failed'; fault: FileFault };

/** Why a file is not read any further. */
export class Unreadable extends Error {
  constructor(readonly fault: FileFault) {
    super(fault);
  }
}
