import { INPUT } from './field';

interface DayProps {
  label: string;
  /** Such as 2027-01-31. */
  value: string | undefined;
  min?: string;
  max?: string;
  onChange: (day: string | undefined) => void;
}

/** Picks one day with the browser's own date picker. */
export const Day = ({ label, value, onChange, ...limits }: DayProps) => (
  <input
    type="date"
    aria-label={label}
    title={label}
    value={value ?? ''}
    onChange={(event) => onChange(event.target.value || undefined)}
    className={`${INPUT} h-8 max-w-36 shrink-0 px-2 text-console touch:h-11 touch:max-w-44`}
    {...limits}
  />
);
