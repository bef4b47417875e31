const DIFFERS =
  "It differs from the file of this name that the dataset has. Repeat the command with --replace to put it in that one's place.";

/** Why a file is not in the dataset, with the way out that the command line has. */
export const whyUnsent = (message: string, differs: boolean): string => (differs ? DIFFERS : message);
