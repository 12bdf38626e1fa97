type End = () => void | Promise<void>;
type Witness = () => Promise<string>;

const witnessesOfTest: Witness[] = [];
const witnessesOfFile: Witness[] = [];
const endsOfTest: End[] = [];
const endsOfFile: End[] = [];

/** What a test has opened and need not close itself. Outside of tests nobody asks for it. */
export const whenTestEnds = (end: End): void => void endsOfTest.push(end);

/** What the tests of a file share. */
export const whenFileEnds = (end: End): void => void endsOfFile.push(end);

/** What is told of a test that fails, before what it has opened is closed: a failure that comes once a week has to be read once. */
export const whenTestFails = (witness: Witness): void => void witnessesOfTest.push(witness);

/** The same, told of each test in the file that fails from here on. */
export const whenAnyTestFails = (witness: Witness): void => void witnessesOfFile.push(witness);

export async function endTest(hasFailed: boolean): Promise<void> {
  const seen = [...witnessesOfTest.splice(0), ...witnessesOfFile];
  if (hasFailed) for (const see of seen) console.error(await see().catch(String));
  await runAll(endsOfTest);
}
export const endFile = (): Promise<void> => {
  witnessesOfFile.length = 0;
  return runAll(endsOfFile);
};

// What came last goes first: people leave before what they are at.
async function runAll(ends: End[]): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}
