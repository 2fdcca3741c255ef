import { describe, expect, it } from '@jest/globals';
import { text } from '../support/text.ts';
import { called } from './support/called.ts';

describe('help', () => {
  it('tells everything in one screen', () => {
    expect(called(['help']).out).toBe(
      text(
        'rekindle: data pipelines that run once or for ever',
        '',
        'usage: rekindle <command> [options]',
        '',
        'commands',
        '  init [<folder>]                              make a project that runs, with a test that passes',
        '  plan [<selection>…]                          show what would run, in which order',
        '  run [<selection>…]                           run pipes once',
        '  stream [<selection>…]                        run streams until they are stopped',
        '  ingest [<entry>…]                            take in files that have come',
        '  show <entity>                                show rows of an entity',
        '  history [<entity>]                           show who wrote what, and when',
        '  why <pipe>                                   say why a pipe ended as it did in a run',
        '  watermarks [<action>] [<reader>] [<entity>]  show how far readers have read, and move that back',
        '  graph [<selection>…]                         draw who reads what of whom',
        '  signals [<pattern>]                          list the signals that there are',
        '  completion <shell>                           write what a shell needs to complete commands and options',
        '  help [<command>]                             tell what there is, or what one command does',
        '',
        'options of every command',
        '  -p, --project <path>  the file or folder of the project (default: this folder)',
        '      --json            one JSON document, or a JSON event a line',
        '  -q, --quiet           nothing but what was asked for, and errors',
        '  -h, --help            what the command does',
        '',
        'exit codes',
        '  0         all is well',
        '  1         a pipe or a query failed, or a file is bad',
        '  2         the command line makes no sense',
        '  3         the project could not be loaded',
        '  4         the engine could not do what it was asked',
        '  130, 143  cancelled by Ctrl-C, or by SIGTERM',
        '',
        'rekindle help <command> tells more of one.',
      ),
    );
  });

  it('tells more of one command', () => {
    expect(called(['help', 'history']).out).toBe(
      text(
        'usage: rekindle history [<entity>] [options]',
        '',
        'show who wrote what, and when',
        '',
        'arguments',
        '  [<entity>]  the id of an entity (default: all)',
        '',
        'options',
        '      --limit <writes>  the most writes that are shown (default: 20)',
        '      --run <id>        only those of a run',
        '      --pipe <id>       only those of a pipe',
        '  -p, --project <path>  the file or folder of the project (default: this folder)',
        '      --json            one JSON document, or a JSON event a line',
        '  -q, --quiet           nothing but what was asked for, and errors',
        '  -h, --help            what the command does',
        '',
        'examples',
        '  rekindle history',
        '  rekindle history gold.revenue --limit 5',
      ),
    );
  });

  it('refuses a command that there is not', () => {
    expect(called(['help', 'shwo'])).toEqual({
      code: 2,
      out: '',
      err: 'rekindle: expected a command, got "shwo"; did you mean "show"?',
    });
  });

  it('fits into 110 columns, whatever is asked', () => {
    const names =
      called(['help'])
        .out.match(/^ {2}([a-z]+) /gm)
        ?.map((name) => name.trim()) ?? [];
    expect(names.length).toBeGreaterThan(10);
    const lines = ['', ...names].flatMap((name) =>
      called(['help', ...(name ? [name] : [])]).out.split('\n'),
    );
    expect(lines.filter((line) => line.length > 110)).toEqual([]);
  });
});
