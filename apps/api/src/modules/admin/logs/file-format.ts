/** How a log is written into a file: with a head and commas, or one JSON object per line. */
export const FILE_FORMATS = ['csv', 'ndjson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
