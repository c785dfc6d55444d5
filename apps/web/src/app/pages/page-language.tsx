import { cn } from '@/lib/cn';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';

// The page is there before it: most people read the language that their browser asked for.
const LanguageSelect = lateComponent(
  importWithTexts('settings', () => import('@/components/ui/language-select').then((module) => module.LanguageSelect)),
);

/** The choice of the language on a page that is seen before signing in. Its place is kept free until it has come. */
export function PageLanguage({ className }: { className?: string }) {
  return (
    <div className={cn('min-h-8 touch:min-h-11', className)}>
      <LanguageSelect named fallback={null} />
    </div>
  );
}
