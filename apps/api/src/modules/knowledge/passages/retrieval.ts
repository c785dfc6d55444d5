/** A passage that fits a question. */
export interface Passage {
  file_id: string;
  /** The file's name. */
  name: string;
  /** From 1. */
  page: number;
  heading: string | null;
  text: string;
  /** Its characters in the page's text: from, and up to, not including. */
  start: number;
  end: number;
  /** Higher fits better; comparable within one search only. */
  score: number;
}

/** What a search found, best first. */
export interface Found {
  passages: Passage[];
  /** `text`: by words alone, because no embedding model is there or the vectors are not yet made. */
  by: 'hybrid' | 'text';
}
