// Imported first by the two commands: says in plain words that Node is too old, before anything else
// fails on it in words that are not.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Kemari needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
