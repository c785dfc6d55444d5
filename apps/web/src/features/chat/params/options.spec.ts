import { cleaned, limitsOf, parseOption, readStop, showStop } from './options';

const temperature = limitsOf('temperature', undefined);

describe('the generation options', () => {
  it('accept a decimal point or comma', () => {
    expect(parseOption(' 0.7 ', temperature)).toEqual({ value: 0.7 });
    expect(parseOption('0,7', temperature)).toEqual({ value: 0.7 });
    expect(parseOption('', temperature)).toEqual({ value: undefined });
    expect(parseOption('-5', limitsOf('seed', undefined))).toEqual({ value: -5 });
  });

  it('are refused with a reason', () => {
    expect(parseOption('warm', temperature)).toMatchObject({ wrong: 'number' });
    expect(parseOption('3', temperature)).toMatchObject({ wrong: 'range', min: 0, max: 2 });
    expect(parseOption('1.5', limitsOf('top_k', undefined))).toMatchObject({ wrong: 'whole' });
    expect(parseOption('Infinity', temperature)).toMatchObject({ wrong: 'number' });
  });

  it('are limited to what the model supports', () => {
    expect(limitsOf('num_ctx', 8192).max).toBe(8192);
    expect(limitsOf('num_ctx', null).max).toBe(2_000_000);
    expect(limitsOf('num_predict', 8192).max).toBe(1_000_000);
    expect(parseOption('9000', limitsOf('num_ctx', 8192))).toMatchObject({ wrong: 'range', max: 8192 });
  });

  it('are null when none is set', () => {
    expect(cleaned({ temperature: undefined, stop: [] })).toBeNull();
    expect(cleaned(null)).toBeNull();
    expect(cleaned({ temperature: 0, stop: ['x'] })).toEqual({ temperature: 0, stop: ['x'] });
  });

  it('write a stop sequence on one line', () => {
    for (const stop of ['\n\nUser:', '\\n', 'a\tb', 'plain']) expect(readStop(showStop(stop))).toBe(stop);
    expect(showStop('\n#')).toBe('\\n#');
  });
});
