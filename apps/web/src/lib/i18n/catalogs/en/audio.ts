// Reading aloud and dictation.
export default {
  read: 'Read aloud',
  stop: 'Stop reading',
  reading: 'Reading aloud',
  code: 'Code.',
  readFailed: 'The answer could not be read aloud.',
  stopDictating: 'Stop dictating',
  listening: 'Listening…',
  writing: 'Writing it down…',
  denied: 'The microphone is blocked. Allow it for this site in your browser.',
  noMicrophone: 'No microphone was found.',
  dictateFailed: 'The dictation failed. Try again.',
  nothingHeard: 'Nothing was heard.',
  consent: {
    title: 'Dictate with your browser?',
    text: 'Your browser turns speech into text. Most browsers send the recording to their maker for that. Pocket-LLM neither hears nor keeps it.',
    yes: 'Allow and dictate',
    no: 'Cancel',
  },
} as const;
