// What a logit is shown as: the twin of OF_LOGIT in panel.py.

const OFF_STAGE = -1e6;

export const OF_LOGIT = {
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  predicted_label: (z) => (z >= 0 ? 1 : 0),
  wrongly_one: (z) => (z >= 0 ? 0 : OFF_STAGE),
  wrongly_zero: (z) => (z >= 0 ? OFF_STAGE : 1),
  sigmoid_of_wrong_zero: (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : OFF_STAGE),
  sigmoid_of_wrong_one: (z) => (z >= 0 ? OFF_STAGE : 1 / (1 + Math.exp(-z))),
  away_from_zero: (z) => (z >= 0 ? 0 : OFF_STAGE),
  away_from_one: (z) => (z >= 0 ? OFF_STAGE : 0),
};
