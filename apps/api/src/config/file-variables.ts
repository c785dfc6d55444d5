import { parseInteger, parseSocket, parseText } from './parsers.js';
import { variable } from './variable.js';

/** Variables of the files that people bring into their chats, and of the search in them. */
export const FILE_VARIABLES = {
  FILE_MAX_MB: variable('100', 'Largest file that a person may upload, in MiB.', parseInteger(1, 2_048)),
  FILE_STORAGE_MB: variable(
    '1024',
    'Files that one person may keep, in MiB. Beyond it nothing can be uploaded until some are deleted. 0: nobody may ' +
      'upload any. Unset, admins can change it in the settings.',
    parseInteger(0, 1_048_576),
  ),
  FILES_MAX: variable('1000', 'Number of such files.', parseInteger(1, 100_000)),
  FILE_MAX_PAGES: variable('10000', 'Most pages of a document; one with more is refused.', parseInteger(1, 100_000)),
  FILE_PARSERS: variable(
    '1',
    'Documents that one server process reads at a time, each in a process of its own. 0: none; another has to.',
    parseInteger(0, 16),
  ),
  FILE_PARSE_SECONDS: variable(
    '300',
    'Longest time that reading one document may take, in seconds.',
    parseInteger(1, 86_400),
  ),
  FILE_PARSE_MEMORY_MB: variable(
    '1024',
    'Most memory that reading one document may take, in MiB. Beyond it the reading process is ended.',
    parseInteger(128, 65_536),
  ),
  CLAMD_ADDRESS: variable(
    undefined,
    'A virus scanner that looks at each file before anything else does: the address of clamd, host:port or the path ' +
      'of its socket. While it cannot be reached, files wait. Unset: files are not scanned.',
    parseSocket,
  ),
  EMBEDDING_MODEL: variable(
    'auto',
    'Model that makes vectors of what is in files: auto (the first model that can), off (files are searched by words ' +
      'alone), or the name of a model.',
    parseText,
  ),
  VECTOR_MEMORY_MB: variable(
    '128',
    'MiB that a process takes for vectors of files that are searched often. Those of other files are read from the ' +
      'database for each question; 128 are vectors of about 15,000 pages.',
    parseInteger(0, 65_536),
  ),
} as const;
