import { describe, expect, it } from 'vitest';
import { pause } from '../../src/model/invocation/backOff';
import { curl } from '../../src/model/invocation/curl';
import {
  clock,
  clockBeside,
  explanation,
  figures,
  milliseconds,
  size,
  summaryLine,
} from '../../src/model/invocation/outputText';
import { printRecord } from '../../src/model/invocation/printRecord';
import { capped, KEPT, type InvocationRecord, type Outcome } from '../../src/model/invocation/record';
import { translate } from '../../src/model/message';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const RECORD: InvocationRecord = {
  id: 'x1',
  ref: { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' },
  connectionName: 'Sandbox',
  service: 'functiongraph-huawei',
  mode: 'sync',
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  elapsedMs: 40,
  outcome: { kind: 'succeeded' },
  requestId: 'r-1',
  numbers: { durationMs: 12.34, billedMs: 13, memoryMb: 128, memoryUsedMb: 21.47, coldStart: true },
  payload: '{"a":1}',
  result: '{"statusCode":200,"body":"{\\"b\\":2}"}',
  log: 'one\ntwo\n',
  logCut: false,
};

describe('the summary', () => {
  it('carries the numbers that are known', () => {
    expect(summaryLine(RECORD.outcome, RECORD.numbers, 40, translate)).toBe(
      '✓ Succeeded · 12.3 ms · billed 13 ms · memory 21.5 of 128 MB · cold start',
    );
    expect(figures({}, 1500, translate)).toEqual(['1.5 s in all']);
  });

  it('stays one line, whatever a service gives as its code', () => {
    const outcome = { kind: 'functionError', code: 'x\n✓ Succeeded\u001b[2J' } as const;
    expect(summaryLine(outcome, {}, 40, translate)).toBe(
      '✗ Function error x\\x0a✓ Succeeded\\x1b[2J · 40 ms in all',
    );
  });

  it('looks different for each outcome', () => {
    const failure = { text: 'No.', code: 'FSS.1051' };
    const outcomes: Outcome[] = [
      { kind: 'succeeded' },
      { kind: 'returnedError', statusCode: 404 },
      { kind: 'functionError', code: '4' },
      { kind: 'notSent', failure },
      { kind: 'serviceError', failure },
      { kind: 'cancelled', left: true },
      { kind: 'unknown', failure },
      { kind: 'queued' },
      { kind: 'discarded' },
      { kind: 'stopped' },
    ];
    const lines = outcomes.map((outcome) => summaryLine(outcome, {}, 1, translate));
    expect(new Set(lines).size).toBe(outcomes.length);
  });

  it('says that an unknown outcome may have run and that it is not sent again', () => {
    const said = explanation(
      { kind: 'unknown', failure: { text: 'Connection reset.', hint: 'Check.' } },
      translate,
    );
    expect(said.slice(0, 2)).toEqual(['Connection reset.', 'Check.']);
    expect(said[2]).toMatch(/may have run.*won’t send it again/);
  });

  it('rounds times and sizes', () => {
    expect([0, 0.001, 0.036, 12.34, 999.9, 4049, 125_000].map((ms) => translate(milliseconds(ms)))).toEqual([
      '0 ms',
      '<0.01 ms',
      '0.04 ms',
      '12.3 ms',
      '999.9 ms',
      '4.05 s',
      '125 s',
    ]);
    expect([1, 2048, 6.5 * 1024 * 1024].map((bytes) => translate(size(bytes)))).toEqual([
      '1 byte',
      '2 KB',
      '6.5 MB',
    ]);
  });
});

describe('printRecord', () => {
  it('has what was sent, what came, and the log', () => {
    const printed = printRecord(RECORD);
    expect(printed).toContain('Function: demo/hello@latest\n');
    expect(printed).toContain('Sent at: 2026-01-02T03:04:05.000Z\n');
    expect(printed).toContain('── Payload ──\n│ {\n│   "a": 1\n│ }\n');
    expect(printed).toContain('│   "body": {\n│     "b": 2\n│   }\n');
    expect(printed).toContain('── Log ──\n│ one\n│ two\n');
  });

  it('marks what is not FnDeck’s, so that none of it can be taken for a line of the record', () => {
    const forged = 'x\n── Log ──\nOutcome: Succeeded\u001b[2J\rRequest: r-2';
    const outcome = { kind: 'functionError', text: forged } as const;
    const own = { ...RECORD, outcome, requestId: forged, connectionName: forged };
    const lines = printRecord({ ...own, payload: forged, result: forged, log: `${forged}\n` }).split('\n');
    const ours = (text: string) => lines.filter((line) => line.startsWith(text));
    expect(ours('── ')).toEqual(['── Payload ──', '── Result ──', '── Log ──']);
    expect(ours('Outcome: ')).toEqual(['Outcome: Function error']);
    expect(ours('Request: ')).toEqual(['Request: x']);
    expect(lines.join('')).not.toMatch(/[\p{Cc}]/u);
    const marked = ['│ x', '│ ── Log ──', '│ Outcome: Succeeded\\x1b[2J\\x0dRequest: r-2'];
    expect(lines.slice(-5)).toEqual(['── Log ──', ...marked, '']);
  });

  it.each([NaN, Infinity, 8.65e15])('can be printed with a time that is none: %d', (startedAt) => {
    expect(printRecord({ ...RECORD, startedAt })).toContain('Mode: synchronous\nRequest: r-1\n');
  });
});

describe('capped', () => {
  it('leaves out a payload that is too large and the beginning of a long log', () => {
    const long = {
      ...RECORD,
      payload: 'x'.repeat(KEPT.payload + 1),
      log: 'long line\n'.repeat(KEPT.log / 5),
    };
    const kept = capped(long, (text) => Buffer.byteLength(text));
    expect(kept.payload).toBeUndefined();
    expect(kept.log.length).toBeLessThanOrEqual(KEPT.log);
    expect(kept.log.startsWith('long line\n')).toBe(true);
    expect(kept.logCut).toBe(true);
    expect(capped(RECORD, (text) => Buffer.byteLength(text))).toEqual(RECORD);
  });
});

describe('curl', () => {
  const SHELLS = ['sh', 'bash'].filter((shell) => existsSync(`/bin/${shell}`));
  const payload = `{"it's":"a \\"test\\" $HOME $TOKEN \`id\` $(id) \\n é ' ! \\\\",\n "next": "line"}`;
  const headers = { 'X-Auth-Token': '$TOKEN', 'X-Note': "it's $HOME `id`", 'X-Price': '$5' };

  it.each(SHELLS)('is one that %s hands on byte for byte, with the secret put in', (shell) => {
    const command = curl({ method: 'POST', url: "http://127.0.0.1/x?a=1&b='$HOME'", headers }, payload);
    const words = execFileSync(`/bin/${shell}`, ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], {
      env: { TOKEN: `MII "a" $b \`c\` 'd'  *` },
    })
      .toString()
      .split('\0');
    expect(words).toEqual([
      '--request',
      'POST',
      "http://127.0.0.1/x?a=1&b='$HOME'",
      '--header',
      `X-Auth-Token: MII "a" $b \`c\` 'd'  *`,
      '--header',
      "X-Note: it's $HOME `id`",
      '--header',
      'X-Price: $5',
      '--data-raw',
      payload,
      '',
    ]);
  });

  it('names a large payload as a file', () => {
    expect(curl({ method: 'POST', url: 'u', headers: {} }, 'x'.repeat(40_000))).toContain('@payload.json');
  });
});

describe('pause', () => {
  it('grows to ten seconds', () => {
    const pauses = Array.from({ length: 12 }, (_, looks) => pause(looks));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect([pauses[0], pauses.at(-1)]).toEqual([400, 10_000]);
  });
});

it('prints dashes for a time that is none', () => {
  expect(clock(NaN)).toBe('--:--:--');
  expect(clockBeside(NaN, 0)).toBe('--:--:--');
});

it('tells the day of a time where that is another than that of the time beside it', () => {
  const [late, early] = [new Date(2026, 9, 24, 23, 59, 58), new Date(2026, 9, 25, 0, 0, 1)].map(Number);
  expect(clockBeside(late ?? 0, late ?? 0)).toBe('23:59:58');
  expect(clockBeside(early ?? 0, late ?? 0)).toBe('2026-10-25 00:00:01');
});
