import { describe, expect, it } from '@jest/globals';
import { concat, delay, ignoreElements, map, NEVER, of, throwError, timer } from 'rxjs';
import { EngineError } from '../../lib/data/engineError.ts';
import { ProjectError } from '../../lib/host/projectError.ts';
import type { Command } from '../../lib/shell/command.ts';
import { text } from '../support/text.ts';
import { called, calling } from './support/called.ts';

/** A table of one command. */
const one = (command: Partial<Command>): { readonly table: readonly Command[] } => ({
  table: [{ name: 'do', summary: 'do it', args: [], options: {}, run: () => of(0), ...command }],
});

describe('cli', () => {
  it('says its version', () => {
    expect(called(['--version'])).toEqual({ code: 0, out: '1.2.3', err: '' });
    expect(called(['-V']).out).toBe('1.2.3');
  });

  it('says what there is when it is asked for nothing, which is no success', () => {
    const { code, out, err } = called([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('usage: rekindle <command>');
    expect(called(['--help'])).toMatchObject({ code: 0, err: '' });
  });

  it('refuses what it does not know, with what was meant', () => {
    expect(called(['grph'])).toEqual({
      code: 2,
      out: '',
      err: 'rekindle: expected a command, got "grph"; did you mean "graph"?',
    });
    expect(called(['plan', '--jsno']).err).toBe(
      'rekindle: expected an option of plan, got "--jsno"; did you mean "--json"?',
    );
    expect(called(['plan', '--strategy', 'bach']).err).toBe(
      'rekindle: expected --strategy to be one of batch, streaming, hybrid, got "bach"; did you mean "batch"?',
    );
  });

  it.each([
    [['run', '--concurrency'], 'expected --concurrency <count>, got nothing after it'],
    [['run', '--json=yes'], 'expected --json without a value, got "yes"'],
    [['show'], 'expected show <entity>, got no entity'],
    [['why', 'a', 'b'], 'expected why <pipe>, got "b" as well'],
    [['run', 'a', '--resume', 'last'], 'expected either pipes to run or --resume, got both'],
  ])('refuses %j', (words, message) => {
    const load = () => throwError(() => new Error('expected no project to be loaded'));
    const { code, err } = called(words, { load });
    expect([code, err]).toEqual([2, `rekindle: ${message}`]);
  });

  it.each([
    [new ProjectError('expected a project'), 3, 'rekindle: expected a project'],
    [new EngineError('unavailable', 'expected an engine'), 4, 'rekindle: expected an engine'],
    [new RangeError('too far'), 70, 'rekindle: RangeError: too far'],
  ])('ends with a code for %p', (error, code, err) => {
    expect(called(['do'], one({ run: () => throwError(() => error) }))).toEqual({ code, out: '', err });
  });

  it('is over when its command is, and not when that has a code', () => {
    const run: Command['run'] = ({ terminal }) =>
      concat(of(7), timer(50, terminal.scheduler).pipe(ignoreElements()));
    const { code, scheduler } = calling(['do'], one({ run }));
    expect(code()).toBeUndefined();
    scheduler.advanceBy(60);
    expect(code()).toBe(7);
  });

  it('says errors as JSON where JSON was asked for', () => {
    const { err } = called(
      ['do', '--json'],
      one({ run: () => throwError(() => new ProjectError('gone')) }),
    );
    expect(JSON.parse(err)).toEqual({ error: 'gone', errorType: 'ProjectError', exitCode: 3 });
  });

  it('gives the help of a command in place of running it', () => {
    const fails = () => throwError(() => new Error('it ran'));
    const args = [{ name: 'what', summary: 'what to do' }];
    expect(called(['do', '-h'], one({ run: fails, args }))).toEqual({
      code: 0,
      out: text(
        'usage: rekindle do <what> [options]',
        '',
        'do it',
        '',
        'arguments',
        '  <what>  what to do',
        '',
        'options',
        '  -p, --project <path>  the file or folder of the project (default: this folder)',
        '      --json            one JSON document, or a JSON event a line',
        '  -q, --quiet           nothing but what was asked for, and errors',
        '  -h, --help            what the command does',
      ),
      err: '',
    });
  });

  describe('when somebody wishes it to end', () => {
    it('ends at once', () => {
      const { interrupt, code } = calling(['do'], one({ run: () => NEVER }));
      expect(code()).toBeUndefined();
      interrupt();
      expect(code()).toBe(130);
    });

    it('lets a graceful command end by itself', () => {
      const run: Command['run'] = ({ stop$, terminal }) =>
        stop$.pipe(
          delay(50, terminal.scheduler),
          map(() => 7),
        );
      const { interrupt, code, scheduler, interruptible } = calling(['do'], one({ run, graceful: true }));
      interrupt('SIGTERM');
      expect(code()).toBeUndefined();
      scheduler.advanceBy(60);
      expect(code()).toBe(7);
      expect(interruptible()).toBe(false);
    });

    it('ends a graceful command at once when it is asked again', () => {
      const { interrupt, code } = calling(['do'], one({ run: () => NEVER, graceful: true }));
      interrupt('SIGTERM');
      expect(code()).toBeUndefined();
      interrupt('SIGTERM');
      expect(code()).toBe(143);
    });

    it('ends while the project is being loaded', () => {
      const { interrupt, code } = calling(['run'], { load: () => NEVER });
      interrupt();
      expect(code()).toBe(130);
    });
  });
});
