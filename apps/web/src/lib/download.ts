/** Saves a blob as a file. */
export function download(name: string, content: Blob | string, type = 'text/plain'): void {
  const url = URL.createObjectURL(
    typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content,
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has started the download by the next task.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** The file name from the server's header, else the given one. */
export const fileNameOf = (disposition: unknown, otherwise: string): string =>
  /filename="([^"]+)"/.exec(String(disposition))?.[1] ?? otherwise;
