// The element in other pages, as issue 6 wants it: three hostings, recipes, many in a page, a protocol that takes nothing amiss, policies, sizes.
import {existsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {executeSlowly, root} from '../support/program.mjs';

/** Runs browser tests whose file name has `word`: [{passed, name}], a line each. */
async function tested(word, environment = {}) {
  const {output} = await executeSlowly('env', [...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
                                               'node', 'tests/web/run.mjs', word]);
  const lines = output.split('\n').filter((line) => /^ {2}(passed|FAILED|skipped) /.test(line));
  if (lines.length === 0) throw new Error(`no test ran: ${output.trim().split('\n').pop()}`);
  return lines.map((line) => ({passed: line.startsWith('  passed'), name: line.replace(/^ {2}\w+ +/, '')}));
}

const isPolicy = ({name}) => /policy/.test(name);

export async function hosted(report) {
  const tests = [...await tested('embed.test'), ...await tested('embed_attributes')];
  for (const {passed, name} of tests.filter((test) => !isPolicy(test) || /ES module/.test(test.name))) {
    report.check(passed, 'element', name, 'passed');
  }
}

export async function policy(report) {
  for (const {passed, name} of (await tested('embed.test')).filter((test) => isPolicy(test) || /sandbox/.test(test.name))) {
    report.check(passed, 'content security policy', name, 'passed');
  }
}

export async function access(report) {
  for (const {passed, name} of [...await tested('outline'), ...await tested('zoom')]) report.check(passed, 'the canvas as a plain page', name, 'passed');
}

export async function language(report) {
  for (const {passed, name} of await tested('language')) report.check(passed, 'English and Spanish', name, 'passed');
}

export async function many(report) {
  for (const {passed, name} of await tested('embed_many', {INKGRAD_MEMORY_ROUNDS: 3})) {
    report.check(passed, 'ten elements', name, 'only what is seen is loaded; memory within 5% after garbage collection, three rounds');
  }
}

export async function packaged(report) {
  const {output} = await executeSlowly('node', ['tests/package/run.mjs']);
  const lines = output.split('\n').filter((line) => /^ {2}(passed|FAILED) /.test(line));
  if (lines.length === 0) throw new Error(`no test ran: ${output.trim().split('\n').pop()}`);
  for (const line of lines) report.check(line.startsWith('  passed'), 'package', line.replace(/^ {2}\w+ +/, ''), 'passed');
}

export async function examples(report) {
  const tests = await tested('examples');
  for (const {passed, name} of tests) if (!passed) report.miss('recipes', name);
  const passed = tests.filter((test) => test.passed).length;
  report.check(passed >= 9 && passed === tests.length, 'recipes', `${passed} of ${tests.length} opened on another origin`, 'all, 9 at least');
}

export async function offline(report) {
  for (const {passed, name} of await tested('offline')) report.check(passed, 'without a network', name, 'passed');
}

export async function threads(report) {
  for (const {passed, name} of await tested('threads')) report.check(passed, 'threads, where a page is isolated', name, 'passed');
}

export async function released(report) {
  const environment = {INKGRAD_SITE: 'build/web/release'};
  for (const {passed, name} of [...await tested('release'), ...await tested('embed.test', environment)]) {
    report.check(passed, 'what a host serves', name, 'passed');
  }
}

export async function fuzz(report) {
  for (const {passed, name} of await tested('embed_fuzz', {INKGRAD_FUZZ_MESSAGES: 100_000, INKGRAD_TEST_LIMIT_S: 1200})) {
    report.check(passed, 'protocol', name, 'no exception, no state change, one error each at most');
  }
}

export async function sizes(report) {
  for (const [file, limit] of [['inkgrad.js', 20_000], ['embed.html', 1_600_000]]) {
    const path = join(root, 'build/web/site', file);
    if (!existsSync(path)) {
      report.miss(file, 'is not there');
      continue;
    }
    const {size} = statSync(path);
    report.check(size <= limit, file, `${size} bytes`, `at most ${limit}`);
  }
}
