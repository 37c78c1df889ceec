// The playground as issue 4 wants it: its lessons, a page that stays quick while it trains, memory, links, size.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {executeSlowly, root} from '../support/program.mjs';

/** The ids of lessons and of tools that look inside, from the one list. */
function entries() {
  const list = readFileSync(join(root, 'web/app/state/lessons/lessons.cpp'), 'utf8');
  return [...list.matchAll(/\{\.id = "([a-z-]+)"([^\n]*)/g)].map(([, id, rest]) => ({id, tool: rest.includes('.tool = true')}));
}

export async function taught(report) {
  for (const {id, tool} of entries()) {
    const word = tool ? 'inside' : `lesson_${id.replaceAll('-', '_')}`;
    if (!existsSync(join(root, `tests/web/${word}.test.mjs`))) {
      report.miss(id, 'has no browser test');
      continue;
    }
    const {output} = await executeSlowly('node', ['tests/web/run.mjs', `${word}.test`]);
    const tests = output.split('\n').filter((line) => /^ {2}(passed|FAILED|skipped) /.test(line) && (!tool || line.includes(` ${id}: `)));
    const passed = tests.filter((line) => line.startsWith('  passed'));
    report.check(tests.length > 0 && passed.length === tests.length, id,
      passed.map((line) => line.replace(/^ {2}passed +/, '').replace(/ \([\d.]+ s\)$/, '')).join(' | ') || 'no test passed',
      'its tests pass: "try this" by pointer and keys, each control changing a number');
  }
}

async function measured(only) {
  const {output} = await executeSlowly('node', ['tests/web/measure.mjs', '--only', only]);
  const line = output.split('\n').find((text) => text.startsWith('{'));
  if (!line) throw new Error(output.trim().split('\n').pop());
  return JSON.parse(line);
}

export async function quick(report) {
  const {panels, browser} = await measured('panels');
  const what = `training a CNN with ${panels.open} panels open, ${browser}, drawn by software`;
  report.check(panels.open >= 5 && panels.work_p95 <= 8, `${what}: the page's own work for a frame, 95th percentile`, `${panels.work_p95} ms (half of ${panels.own} under ${panels.work_median}; of the ${panels.drawn} longest, as many as drew, ${panels.longest_p95})`, 'at most 8 ms');
  report.check(panels.interval_p95 <= 33, `${what}: from frame to frame, 95th percentile`, `${panels.interval_p95} ms`, 'at most 33 ms');
  report.check(panels.interval_p99 <= 100, `${what}: from frame to frame, 99th percentile`, `${panels.interval_p99} ms`, 'at most 100 ms');
}

export async function memory(report) {
  const {memory: {steps, early_mb, late_mb}} = await measured('memory');
  const growth = late_mb / early_mb - 1;
  report.check(steps >= 200_000 && growth <= 0.05, `memory of the page's process over ${steps} steps of softmax regression`,
    `${early_mb} MB after a tenth of them, ${late_mb} MB after all: ${(100 * growth).toFixed(1)}% more`, 'within 5%');
}

export async function link(report) {
  const {output} = await executeSlowly('node', ['tests/web/run.mjs', 'address']);
  for (const line of output.split('\n').filter((text) => /^ {2}(passed|FAILED)/.test(text))) {
    report.check(line.startsWith('  passed'), 'address', line.replace(/^ {2}\w+ +/, ''), 'passed');
  }
}

export async function small(report) {
  const {brotli_bytes, brotli_bytes_asked, brotli_bytes_all, load_ms} = await measured('size,load');
  const kilobytes = (bytes) => `${Math.round(bytes / 1000)} KB`;
  report.check(brotli_bytes <= 900_000, 'WASM + JavaScript that a page loads, with the largest engine that it may choose by itself, brotli',
    `${kilobytes(brotli_bytes)} (${Object.entries(brotli_bytes_asked).map(([engine, bytes]) => `with ${engine}, if a link asks for it, ${kilobytes(bytes)}; `).join('')}` +
    `all engines of the site, of which a page loads one: ${kilobytes(brotli_bytes_all)})`, 'at most 900 KB');
  report.check(load_ms <= 2000, 'load to first drawable frame', `${(load_ms / 1000).toFixed(2)} s`, 'at most 2 s');
}
