/** How names of files end that can be tables; also compressed. */
export const TABULAR = /\.(csv|tsv|txt)(\.(gz|zst))?$/i;
