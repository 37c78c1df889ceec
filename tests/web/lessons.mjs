// What the tests of lessons share: a page with one open, its numbers, and the same numbers by the native program.
import assert from 'node:assert/strict';
import {click, middleOf, mnist, openPlayground, runProgram, state, waitForState} from './harness.mjs';

/** Opens the playground with a lesson as a student does, by clicking it in the list, and waits for its data. */
export async function openLesson(browser, url, id, options) {
  const opened = await openPlayground(browser, url, options);
  const {page} = opened;
  await bringIntoView(page, `lesson_${id}`);
  await click(page, `lesson_${id}`);
  await waitForState(page, `the lesson ${id}`, ({lesson}) => lesson?.id === id);
  return opened;
}

/** Waits until the lesson's numbers follow what was chosen and `holds(numbers, lesson)`; gives the lesson's {id, done, choices, numbers}. */
export async function waitForNumbers(page, what, holds, timeout_ms) {
  const {lesson} = await waitForState(page, what, ({lesson}) => lesson !== null && !lesson.busy && holds(lesson.numbers, lesson), timeout_ms);
  return lesson;
}

/** Waits until the page has noticed that "try this" has been done. */
export const waitUntilDone = (page, timeout_ms) => waitForNumbers(page, '"try this" to be noticed', (_, {done}) => done, timeout_ms);

const told = new Map();

/** What `inkgrad lesson NAME` says on MNIST: name -> flat array. Once a lesson. */
export function programNumbers(name) {
  if (!told.has(name)) {
    const steps = runProgram('lesson', name, '--data', mnist, '--json');
    told.set(name, Object.fromEntries(steps.map((step) => [step.name, [step.ours].flat(Infinity)])));
  }
  return told.get(name);
}

/** Each of the page's numbers is the program's, within `tolerance` of its size. */
export function expectEqual(page, program, tolerance = 1e-6) {
  assert.equal(page.length, program.length, `${page} against ${program}`);
  page.forEach((value, i) => {
    assert.ok(Math.abs(value - program[i]) <= tolerance * Math.max(1, Math.abs(program[i])), `number ${i}: ${value} against ${program[i]}`);
  });
}

/** Drags from one point to another, in CSS pixels, as a hand does. */
export async function drag(page, from, to) {
  await page.mouse.move(...from);
  await page.waitForTimeout(60);
  await page.mouse.down();
  await page.waitForTimeout(60);
  await page.mouse.move(...to, {steps: 6});
  await page.waitForTimeout(60);
  await page.mouse.up();
  await page.waitForTimeout(60);
}

/** Where a part of a named place lies: x and y from 0 to 1. */
export async function pointIn(page, name, x, y) {
  await middleOf(page, name);
  const {layout: {[name]: area}} = await state(page);
  return [area.x + x * area.width, area.y + y * area.height];
}

/** Scrolls until the named part lies in the middle of the window, or as near to it as it goes. */
export async function bringIntoView(page, name) {
  const {height} = page.viewportSize();
  for (let tries = 0; tries < 8; ++tries) {
    const [x, y] = await middleOf(page, name);
    if (y > height * 0.06 && y < height * 0.97 && tries === 0 && name.startsWith('lesson_')) return;
    if (y > height * 0.2 && y < height * 0.7) return;
    await page.mouse.move(x, height * 0.45);
    await page.mouse.wheel(0, y - height * 0.45);
    await waitForState(page, 'the scroll', ({layout}) => Math.abs(layout[name].y + layout[name].height / 2 - y) > 1, 3000).catch(() => {});
  }
}

/** Types into a text field in place of what is there. */
export async function typeInto(page, name, text) {
  await click(page, name);
  await page.keyboard.press('Control+A', {delay: 60});
  await page.keyboard.type(text, {delay: 20});
  await page.keyboard.press('Enter', {delay: 60});
  await page.waitForTimeout(60);
}
