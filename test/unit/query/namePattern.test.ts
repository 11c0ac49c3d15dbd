import assert from 'node:assert/strict';
import { NamePattern } from '../../../src/query/namePattern';

const fits = (pattern: string, name: string): boolean => new NamePattern(pattern).matches(name);

describe('a pattern of names', () => {
  it('fits as a whole, with any characters for each star', () => {
    assert.ok(fits('cpu.0', 'cpu.0'));
    assert.ok(!fits('cpu.0', 'cpu.01'));
    assert.ok(fits('*', ''));
    assert.ok(fits('cpu.*.eip', 'cpu.0.regs.eip'));
    assert.ok(!fits('cpu.*.eip', 'cpu.eip'));
    assert.ok(fits('a*b*a', 'abba'));
    assert.ok(!fits('ab*ba', 'aba'));
    assert.ok(!fits('*a*a', 'ba'));
    assert.ok(fits('**', 'x'));
  });

  it('takes no longer for many stars', () => {
    assert.ok(!fits(`${'*a'.repeat(2000)}*c`, 'a'.repeat(100_000)));
  });

  it('tells which beginnings it may fit', () => {
    assert.ok(new NamePattern('cpu.0.eip').mayMatchBelow('cpu.0.'));
    assert.ok(!new NamePattern('cpu.0.eip').mayMatchBelow('nic.0.'));
    assert.ok(!new NamePattern('cpu').mayMatchBelow('cpu.0.'));
    assert.ok(new NamePattern('*.eip').mayMatchBelow('cpu.0.'));
    assert.ok(new NamePattern('cp*').mayMatchBelow('cpu.0.'));
    assert.ok(new NamePattern('cpu.0.r*').mayMatchBelow('cpu.0.'));
  });
});
