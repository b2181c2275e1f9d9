/** Folder of the extension's storage with the notes of configs that are deleted to be put again. */
export const REPLACEMENTS = 'replacements';
