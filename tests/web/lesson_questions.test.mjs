// The lesson "questions": answers opened, marked as known, and followed to where they are seen.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {click, root, waitForState} from './harness.mjs';
import {openLesson, waitForNumbers, waitUntilDone} from './lessons.mjs';

export default {
  async 'questions: opened, marked, and looked up in the lesson that shows the answer'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'questions');
    const {numbers} = await waitForNumbers(page, 'the questions', ({questions}) => questions?.length === 1);
    const written = readFileSync(join(root, 'engine/lessons/QUESTIONNAIRE.md'), 'utf8').match(/^\*\*\d+\. /gm);
    assert.equal(numbers.questions[0], written.length);
    for (const question of [1, 2, 3]) {
      await click(page, `question_${question}`);
      await waitForNumbers(page, `answer ${question}`, (_, {choices}) => choices.open === question);
      await click(page, 'question_known');
      await waitForNumbers(page, `${question} known`, ({known}) => known[0] === question);
    }
    await click(page, 'question_known');
    await waitForNumbers(page, 'the mark taken away', ({known}) => known[0] === 2);
    await click(page, 'question_known');
    await click(page, 'question_5');
    await waitForNumbers(page, 'another answer', (_, {choices, done}) => choices.open === 5 && !done);
    await click(page, 'question_look');
    const {lesson} = await waitForState(page, 'its lesson', ({lesson}) => lesson?.id === 'pixels' && !lesson.busy && lesson.numbers.shape);
    assert.deepEqual(lesson.numbers.shape, [9, 28, 28]);
    await click(page, 'lesson_questions');
    await waitUntilDone(page);
    assert.deepEqual(complaints, []);
  },
};
