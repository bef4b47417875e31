/** Why a file is not taken whose name the dataset has with other bytes. */
export const DIFFERS =
  "This dataset already has a file of this name, and this one differs from it. Replace that one, or rename this one.";
