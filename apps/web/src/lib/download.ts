/** Hands something over as a file. */
export function download(name: string, content: Blob | string, type = 'text/plain'): void {
  const url = URL.createObjectURL(
    typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content,
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file by the next turn of events.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** The name that the server gave a file, or ours. */
export const fileNameOf = (disposition: unknown, otherwise: string): string =>
  /filename="([^"]+)"/.exec(String(disposition))?.[1] ?? otherwise;
