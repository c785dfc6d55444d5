/** File format of an exported log: CSV with a header, or one JSON object per line. */
export const FILE_FORMATS = ['csv', 'ndjson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
