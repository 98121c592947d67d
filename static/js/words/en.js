// English: what the code says.
export default { language: "en", plural: (n) => Number(n !== 1), words: {} };
