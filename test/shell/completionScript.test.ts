import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { called } from './support/called.ts';

/** Runs a script in a shell; nothing where there is no such shell. */
function inShell(shell: string, args: readonly string[], input: string): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(shell, args, { input, encoding: 'utf8' });
  if (error) return undefined;
  if (status !== 0) throw new Error(`${shell}: ${stderr}`);
  return stdout;
}

const script = (shell: string) => called(['completion', shell]).out;

/** What bash proposes for the last of some words. */
function proposed(...words: readonly string[]): readonly string[] {
  const line = ['rekindle', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _rekindle; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return (inShell('bash', ['-s'], `${script('bash')}\n${ask}`) ?? '').trimEnd().split('\n');
}

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('is a script that %s can read', (shell) => {
    expect(script(shell)).toContain('watermarks');
    expect(inShell(shell, ['-n'], script(shell)) ?? '').toBe('');
  });

  it('names every command and every option to each of them', () => {
    for (const word of ['init', 'full-refresh', 'skip-dependents', 'mermaid', 'rewind'])
      for (const shell of ['bash', 'zsh', 'fish']) expect(script(shell)).toContain(word);
  });

  it('proposes commands, options and values in bash', () => {
    expect(proposed('wa')).toEqual(['watermarks']);
    expect(proposed('run', '--re')).toEqual(['--resume']);
    expect(proposed('run', '--failure', 'f')).toEqual(['fail-fast']);
    expect(proposed('graph', '--format', '')).toEqual(['mermaid', 'dot', 'json']);
    expect(proposed('watermarks', 're')).toEqual(['reset', 'rewind']);
  });

  it('refuses a shell that it does not know', () => {
    expect(called(['completion', 'zhs'])).toEqual({
      code: 2,
      out: '',
      err: 'rekindle: expected the name of a shell, got "zhs"; did you mean "zsh"?',
    });
  });
});
