import { api, mod, spec } from './paths.mjs';

/** The logs, and what must not get into them or into errors. @type {import('./list.mjs').Defect[]} */
export const AUDIT_DEFECTS = [
  {
    name: 'the audit entry of a new key is written beside its transaction',
    file: mod('auth/api-key.repository'),
    find: 'await audit(inserted, manager);',
    replace: 'void audit(inserted, this.keys.manager).catch(() => undefined);',
    specs: [spec('audit-first')],
  },
  {
    name: 'the audit entry of a role is written beside its transaction',
    file: mod('auth/user.repository'),
    find: 'await audit(before, manager);',
    replace: 'void audit(before, this.dataSource.manager).catch(() => undefined);',
    specs: [spec('audit-first')],
  },
  {
    name: 'refused changes leave no audit entry',
    file: mod('logging/audit.service'),
    find: 'if (request.audited && status < 400) return;',
    replace: 'if (request.audited || status >= 400) return;',
    specs: [spec('audit')],
    titles: 'whether it succeeds or is rejected',
  },
  {
    name: 'failed sign-ins leave no audit entry',
    file: mod('auth/auth.service'),
    find: "await this.signIn.auditRefusal(request, 'auth.wrong-credentials', actor);",
    replace: "if (user) await this.signIn.auditRefusal(request, 'auth.wrong-credentials', actor);",
    specs: [spec('audit')],
    titles: 'records (sign-ins|a sign-in)',
  },
  {
    name: 'what the database did not take is lost',
    file: api('common/batch-writer'),
    find: 'this.writeWithin(retryMs);',
    replace: 'this.batches.shift();\n        this.writeWithin(retryMs);',
    specs: [spec('telemetry-storage')],
    titles: 'loses nothing',
  },
  {
    name: 'the prompt is in the log line',
    file: mod('chat/chat.controller'),
    find: '() => this.runs.ask({ principal: caller, requestId: request.id }, body),',
    replace:
      '() => ((request.logMetadata = { prompt: body.prompt }), ' +
      'this.runs.ask({ principal: caller, requestId: request.id }, body)),',
    specs: [spec('admin')],
    titles: 'never its content',
  },
  {
    name: 'the name that was typed is in the log line',
    file: mod('auth/auth.service'),
    find: 'if (user) annotate(request, { login: user.username });',
    replace: 'annotate(request, { login: username });',
    specs: [spec('odd-input'), spec('canaries'), spec('admin')],
    titles: 'whatever a stranger types|A2, J14: |the user of a sign-in',
  },
  {
    name: 'secret parts of an unknown address are in the log line',
    file: mod('logging/finished-request'),
    find: "word.length > LONGEST_WORD ? '…' : word",
    replace: 'word',
    specs: [spec('canaries'), spec('odd-input')],
    titles: 'A2, J14: |whatever a stranger types',
  },
  {
    name: 'an internal message is in the error body',
    file: api('common/errors/to-problem'),
    find: "'Something went wrong on the server. Try again;",
    replace: "(error as Error)?.message + ' Try again;",
    specs: ['apps/api/src/common/errors/to-problem.spec.ts'],
  },
  {
    name: 'people read the address of the backend',
    file: mod('inference/completion.service'),
    find: 'throw withoutAddress(error, this.catalog.backends);',
    replace: 'throw error;',
    specs: [spec('backend-down')],
  },
  {
    name: 'a file of the log has formulas',
    file: api('common/csv'),
    find: 'escape_formulas: true,',
    replace: '',
    specs: [spec('logs')],
    titles: 'guards cells',
  },
];
