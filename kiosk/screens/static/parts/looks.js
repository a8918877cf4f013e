/** What the customers look like, by the name of their voice; whoever is not listed looks like DEFAULT. */

const DEFAULT = {
  skin: ["#e3b18e", "#c98d69"], line: "#a66a49", hair: "#3a2926", shine: "#4d3733", brow: "#33241f",
  coat: ["#4a727b", "#2c474f"], collar: "#eae4d9", cut: "bob", lips: "#a2504c", age: 0.2,
}; // prettier-ignore

const LOOKS = {
  danuta: DEFAULT,
  brenda: { ...DEFAULT, skin: ["#eec3a6", "#d49a7c"], hair: "#8a5a3a", shine: "#a06c48", brow: "#6b4630", coat: ["#7a5470", "#4a3045"], cut: "waves", glasses: true, age: 0.7 },
  margaret: { ...DEFAULT, skin: ["#f0cdb6", "#d9a58a"], hair: "#b9b4ae", shine: "#d5d1cb", brow: "#8d8680", coat: ["#5c6a92", "#363f5c"], cut: "waves", glasses: true, lips: "#b0605c", age: 1 },
  priya: { ...DEFAULT, skin: ["#c68c62", "#a36c47"], line: "#7f4f31", hair: "#1f1719", shine: "#352729", brow: "#1d1515", coat: ["#9a5a3c", "#603620"], cut: "long", lips: "#8d3f41" },
  dave: { ...DEFAULT, skin: ["#e8b798", "#cb9070"], hair: "#5b4030", shine: "#6e5040", brow: "#4a3427", coat: ["#45617e", "#2a3c50"], cut: "short", beard: "#5b4030", lips: "#a8655a", age: 0.5 },
  gerald: { ...DEFAULT, skin: ["#eebfa6", "#d09a80"], hair: "#cfcac3", shine: "#e2ded8", brow: "#a59e96", coat: ["#6b6a58", "#403f34"], cut: "bald", glasses: true, lips: "#b0736a", age: 1 },
  tyler: { ...DEFAULT, skin: ["#f0c6a4", "#d8a07c"], hair: "#b4813f", shine: "#cb9a55", brow: "#8d6330", coat: ["#a14d45", "#652d28"], cut: "short", lips: "#b8695f", age: 0 },
  winston: { ...DEFAULT, skin: ["#7d5239", "#5a3824"], line: "#3f2616", hair: "#a8a4a0", shine: "#bdb9b5", brow: "#4b423d", coat: ["#4f6b4c", "#2f422d"], cut: "cropped", beard: "#a8a4a0", lips: "#6d3a33", age: 0.8 },
}; // prettier-ignore

export const lookOf = (voice) => LOOKS[voice] ?? DEFAULT;

/** Hair behind the head and before it, by cut. */
export const CUTS = {
  bob: {
    back: "M88 306C66 190 94 58 202 56c110 2 134 132 112 250-14 34-40 44-62 46H150c-24-4-48-12-62-46Z",
    front: "M106 198C96 104 146 62 206 62c62 2 98 48 90 136-10-42-28-66-52-82-36 28-88 34-112 30-14 12-24 26-26 52Z",
  },
  long: {
    back: "M84 400C62 210 92 54 202 52c112 2 138 144 116 348-20 12-44 14-60 8H144c-20 6-44 4-60-8Z",
    front: "M106 206C92 104 148 60 202 62c58 0 108 44 94 144-14-50-46-86-94-102-48 16-82 52-96 102Z",
  },
  waves: {
    back: "M80 268c-18-30-4-58 6-70-8-40 18-78 44-86 14-36 58-58 96-46 42-6 76 22 84 58 24 16 28 54 16 76 16 26 8 58-14 76-24 22-60 20-88 12H168c-30 8-70 6-88-20Z",
    front: "M110 196c-14-34 0-64 18-74 8-30 42-50 72-40 30-14 70 4 78 34 20 12 26 48 12 80-6-26-18-44-36-56-30 12-74 10-104-6-18 14-32 32-40 62Z",
  },
  short: {
    back: "M112 200C100 110 142 68 202 68s98 42 86 132Z",
    front: "M112 190C100 112 138 64 204 62c66 2 98 50 84 128-6-24-14-40-26-52-34 8-92 2-116-18-16 18-28 40-34 70Z",
  },
  cropped: {
    back: "M114 200C104 118 144 84 200 84s96 34 86 116Z",
    front: "M114 190c-6-66 30-104 86-104s92 38 86 104c-8-36-22-56-40-64-30-8-62-8-92 0-18 8-32 28-40 64Z",
  },
  bald: { back: "M110 226c-12-24-12-60 2-82h176c14 22 14 58 2 82Z", front: "" },
};
