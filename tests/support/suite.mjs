// What a suite that is a program of its own shares with the others: a line for each test, one at the end.

const count = {passed: 0, failed: 0};

/** Runs a test and prints how it ended; what it returns is printed beside its name. */
export async function test(name, body) {
  try {
    const note = await body();
    ++count.passed;
    console.log(`  passed   ${name}${note ? `: ${note}` : ''}`);
  } catch (error) {
    ++count.failed;
    console.log(`  FAILED   ${name}: ${error.message}`);
  }
}

/** The suite's last line; its exit status is 1 if a test failed. */
export function finish() {
  console.log(`${count.passed} passed, ${count.failed} failed`);
  process.exitCode = count.failed > 0 ? 1 : 0;
}
