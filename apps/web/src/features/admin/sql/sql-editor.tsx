import { closeCompletion } from '@codemirror/autocomplete';
import { EditorView } from '@codemirror/view';
import { type SchemaTable } from '@pocket-llm/api-client';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { setSchema, markMistake, newState } from './editor-setup';
import { statementAt, type Statement } from './text';

export interface SqlEditorHandle {
  /** The statement to run: the selection, or the one at the cursor. */
  chosen(): Statement | undefined;
  /** They would cover the result. */
  closeSuggestions(): void;
  /** Inserts a name at the cursor. */
  insert(text: string): void;
  goTo(index: number): void;
  mark(index: number | undefined): void;
}

interface SqlEditorProps {
  /** Each tab has its own text and undo history. */
  tabId: string;
  value: string;
  tables: SchemaTable[];
  onChange: (value: string) => void;
  onRun: () => void;
  onRunAll: () => void;
  ref?: Ref<SqlEditorHandle>;
}

/** The editor of the active tab. */
export default function SqlEditor({ tabId, value, tables, ref, ...hooks }: SqlEditorProps) {
  const { t } = useTranslation('sql');
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const first = { value, tables, label: t('editor') };
  const latest = useRef({ ...hooks, ...first });
  useEffect(() => {
    latest.current = { ...hooks, ...first };
  });

  useEffect(() => {
    const now = {
      onChange: (text: string) => latest.current.onChange(text),
      onRun: () => latest.current.onRun(),
      onRunAll: () => latest.current.onRunAll(),
    };
    const { value: text, label, tables: known } = latest.current;
    const made = new EditorView({ parent: place.current!, state: newState(text, label, known, now) });
    view.current = made;
    return () => made.destroy();
    // Create a new editor for each tab; the effects below follow its text and the schema.
  }, [tabId]);
  useEffect(() => setSchema(view.current!, tables), [tables]);
  useEffect(() => {
    const { state } = view.current!;
    if (state.doc.toString() !== value)
      view.current!.dispatch({
        changes: { from: 0, to: state.doc.length, insert: value },
        selection: { anchor: value.length },
      });
  }, [value]);

  useImperativeHandle(ref, () => ({
    closeSuggestions: () => void closeCompletion(view.current!),
    chosen() {
      const { doc, selection } = view.current!.state;
      const { from, to, head } = selection.main;
      const text = doc.sliceString(from, to);
      return text.trim() === '' ? statementAt(doc.toString(), head) : { text, from };
    },
    insert(text) {
      view.current!.dispatch(view.current!.state.replaceSelection(text));
      view.current!.focus();
    },
    goTo(index) {
      view.current!.dispatch({
        selection: { anchor: Math.min(index, view.current!.state.doc.length) },
        scrollIntoView: true,
      });
      view.current!.focus();
    },
    mark: (index) => markMistake(view.current!, index),
  }));
  return <div ref={place} className="font-mono" />;
}
