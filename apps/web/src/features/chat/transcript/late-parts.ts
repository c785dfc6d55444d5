import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';

/** Parts that many answers do not have. Each keeps its place until it has come. */
export const Earlier = lateComponent(() => import('./earlier').then((module) => module.Earlier));
export const BranchPicker = lateComponent(() => import('./branch-picker').then((module) => module.BranchPicker));
export const Thinking = lateComponent(() => import('./thinking').then((module) => module.Thinking));

const loadCited = importWithTexts('sources', () => import('../sources/cited-text'));
/** The text of an answer from documents, and what it cites. */
export const CitedText = lateComponent(() => loadCited().then((module) => module.CitedText));
const loadSources = importWithTexts('sources', () => import('../sources/answer-sources'));
export const AnswerSources = lateComponent(() => loadSources().then((module) => module.AnswerSources));
