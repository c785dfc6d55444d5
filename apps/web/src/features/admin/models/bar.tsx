/** A progress bar. Without a total it stays empty; without a label it is decoration. */
export function Bar({ label, completed, total }: { label?: string; completed: number; total: number }) {
  const share = total > 0 ? Math.min(1, completed / total) : 0;
  const meaning = label
    ? {
        role: 'progressbar',
        'aria-label': label,
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-valuenow': Math.floor(share * 100),
      }
    : { 'aria-hidden': true };
  return (
    <div {...meaning} className="h-1 w-full overflow-hidden rounded-full bg-line forced-colors:border">
      <div
        className="h-full origin-left bg-accent rtl:origin-right forced-colors:bg-[Highlight]"
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
