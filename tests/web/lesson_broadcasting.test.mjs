// The lesson "broadcasting": shapes chosen, typed, pressed and dragged; matrix products cell by cell; in its numbers.
import assert from 'node:assert/strict';
import {click, middleOf, waitForState} from './harness.mjs';
import {drag, expectEqual, openLesson, pointIn, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const tall = {height: 1200};

/** The pointer comes to a part of a table. */
async function pointAt(page, name, x, y) {
  await page.mouse.move(...await pointIn(page, name, x, y));
  await page.waitForTimeout(60);
}

export default {
  async 'broadcasting: the examples are the program\'s; a failure is mended by one press; a product is stepped through'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'broadcasting', tall);
    const program = programNumbers('broadcasting');
    const begin = await waitForNumbers(page, 'an example', ({shape}) => shape?.length === 2);
    for (const name of ['as-if', 'strides', 'bytes', 'matrix-product', 'row-sums']) expectEqual(begin.numbers[name], program[name]);
    const examples = ['sum', 'less', 'positive', 'plus-one', 'matrix-times-two', 'matrix-plus-vector', 'plus-row', 'plus-column', 'not-matmul', 'picture'];
    for (const [i, name] of examples.entries()) {
      await click(page, `example_${i}`);
      const {numbers} = await waitForNumbers(page, name, (now, {choices}) => choices.example === i && now[name] !== undefined);
      expectEqual(numbers[name], program[name]);
      expectEqual(numbers.bytes, [0]);
      if (name === 'picture') expectEqual(numbers['picture-means'], program['picture-means']);
    }
    await click(page, 'example_10');
    const images = await waitForNumbers(page, 'images', (now) => now['images-less-mean'] !== undefined);
    expectEqual(images.numbers['images-less-mean'], [1010, 28, 28]);
    await click(page, 'example_11');
    expectEqual((await waitForNumbers(page, 'four axes', ({shape}) => shape?.length === 4)).numbers.shape, [8, 7, 6, 5]);

    // 4×3 and 4 do not fit; 4×3 and 3 do.
    await click(page, 'example_12');
    const failed = await waitForNumbers(page, 'shapes that do not fit', ({fits}) => fits[0] === 0);
    assert.equal(failed.numbers.shape, undefined);
    await click(page, 'b1_minus');
    expectEqual((await waitForNumbers(page, 'shapes that fit', ({fits}) => fits[0] === 1)).numbers.shape, [4, 3]);
    // What lies under the tables has moved once they are drawn.
    await waitForState(page, 'the tables', ({layout}) => 'table_result' in layout);
    for (let cell = 1; cell < 6; ++cell) {
      assert.equal((await waitForNumbers(page, 'a cell', () => true)).done, false);
      await click(page, 'next_cell');
      const row = Math.floor(cell / 2), column = cell % 2;
      const {numbers} = await waitForNumbers(page, `cell ${cell}`, (_, {choices}) => choices.row === row && choices.column === column);
      expectEqual(numbers['product-cell'], [program['matrix-product'][cell]]);
      expectEqual(numbers['row-sums'], program[column === 0 ? 'first-column' : 'second-column']);
    }
    await waitUntilDone(page);
    assert.deepEqual(complaints, []);
  },

  async 'broadcasting: axes typed, pressed, dragged, added and dropped; cells under the pointer; other matrices'({browser, url}) {
    const {page} = await openLesson(browser, url, 'broadcasting', tall);
    const program = programNumbers('broadcasting');
    const shapeIs = (...shape) => ({shape: now}) => now !== undefined && now.length === shape.length && now.every((length, i) => length === shape[i]);
    await waitForNumbers(page, 'an example', shapeIs(3, 3));
    // m + c: the last cell comes from 9 and 30, and says so.
    await pointAt(page, 'table_result', 5 / 6, 5 / 6);
    expectEqual((await waitForNumbers(page, 'the last cell', (_, {choices}) => choices.cell === 8)).numbers.cell, [9, 30, 39]);
    await click(page, 'operation_2');
    expectEqual((await waitForNumbers(page, 'a product', (_, {choices}) => choices.operation === 2)).numbers.cell, [9, 30, 270]);

    // c as a column: an axis behind, by the button.
    await click(page, 'axes_b_1');
    const column = await waitForNumbers(page, 'a column', ({strides}) => strides?.[1] === 0);
    expectEqual(column.numbers['as-if'], program['column-as-if']);
    await click(page, 'operation_0');
    await click(page, 'axes_b_2');
    await waitForNumbers(page, 'a single one in b', ({shape}, {choices}) => choices.b === '1' && shape[0] === 3);
    await typeInto(page, 'shape_a', '2, 1, 3');
    await typeInto(page, 'shape_b', '4, 1');
    await waitForNumbers(page, 'typed shapes', shapeIs(2, 4, 3));
    await click(page, 'b2_plus');
    await waitForNumbers(page, 'five', shapeIs(2, 5, 3));
    // 12 pixels are one element: three more in front.
    const [x, y] = await middleOf(page, 'a3_length');
    await drag(page, [x, y], [x + 38, y]);
    await waitForNumbers(page, 'a dragged axis', shapeIs(5, 5, 3));
    await click(page, 'axes_b_0');
    await waitForNumbers(page, 'an axis in front', (_, {choices}) => choices.b === '1, 5, 1');
    await typeInto(page, 'shape_a', '2, none');
    await waitForNumbers(page, 'what is no shape', ({fits}, {choices}) => choices.a === '2, none' && fits[0] === 0);

    await click(page, 'product_0');
    expectEqual((await waitForNumbers(page, 'm · c', ({matmul}) => matmul !== undefined)).numbers.matmul, program.matmul);
    await click(page, 'side3_plus');
    await click(page, 'side0_minus');
    const other = await waitForNumbers(page, 'two by two', (now) => now['matrix-product']?.length === 4);
    expectEqual(other.numbers['matrix-product'], program['matrix-product'].slice(0, 4));
    await pointAt(page, 'product_cells', 0.75, 0.75);
    expectEqual((await waitForNumbers(page, 'its last cell', (_, {choices}) => choices.row === 1 && choices.column === 1)).numbers['product-cell'], [130]);
    await click(page, 'side1_plus');
    await waitForNumbers(page, 'no product', (now) => now['matrix-product'] === undefined);
  },
};
