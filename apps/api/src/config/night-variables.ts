import { parseInteger } from './parsers.js';
import { variable } from './variable.js';

/** What is done when nobody waits: batches and scheduled prompts. */
export const NIGHT_VARIABLES = {
  BATCH_PARALLEL: variable(
    '2',
    'Lines of batches that one server process works on at a time, behind everybody who waits at a screen. 0: none; ' +
      'another process has to.',
    parseInteger(0, 64),
  ),
  BATCH_FILE_MAX_MB: variable('100', 'Largest file of a batch, in MiB.', parseInteger(1, 2_048)),
  BATCH_STORAGE_MB: variable(
    '1024',
    'Files of batches that one account may keep, with what its batches under way hold, in MiB. Beyond it nothing can ' +
      'be uploaded or begun until some are deleted, and a batch ends with what it has made.',
    parseInteger(1, 1_048_576),
  ),
  BATCH_FILES_MAX: variable('500', 'Number of such files.', parseInteger(1, 10_000)),
  BATCH_RETENTION_DAYS: variable(
    '30',
    'Days after which files of batches are deleted, counted from the upload or from the end of the batch.',
    parseInteger(1, 3_650),
  ),
  SCHEDULES_MAX: variable('20', 'Scheduled prompts that one account may have. 0: none.', parseInteger(0, 1_000)),
  SCHEDULE_MIN_MINUTES: variable(
    '15',
    'Shortest time between two runs of a scheduled prompt, in minutes.',
    parseInteger(1, 1_440),
  ),
} as const;
