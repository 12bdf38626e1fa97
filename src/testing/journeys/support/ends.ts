type End = () => void | Promise<void>;

const endsOfTest: End[] = [];
const endsOfFile: End[] = [];

/** What a test has opened and need not close itself. Outside of tests nobody asks for it. */
export const whenTestEnds = (end: End): void => void endsOfTest.push(end);

/** What the tests of a file share. */
export const whenFileEnds = (end: End): void => void endsOfFile.push(end);

export const endTest = (): Promise<void> => runAll(endsOfTest);
export const endFile = (): Promise<void> => runAll(endsOfFile);

// What came last goes first: people leave before what they are at.
async function runAll(ends: End[]): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}
