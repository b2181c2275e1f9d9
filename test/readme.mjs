/**
 * The README as the extension's page in VS Code shows it. That page loads no picture and follows no link by a relative
 * address: with a base address they lead there, without one pictures are left out and links are their text.
 * @param {string} text Markdown
 * @param {string} [base] `https://…`, where the files of the repository are
 */
export function packagedReadme(text, base) {
  if (base === undefined || base === '') {
    return text
      .replace(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?/gm, '')
      .replace(/(?<!!)\[([^\]]*)\]\((?!https:|#)[^)]*\)/g, '$1');
  }
  if (!base.startsWith('https://')) throw new Error(`the base address must begin with https://, not ${base}`);
  return text.replace(/\]\((?!https:|#)([^)]*)\)/g, `](${base.replace(/\/+$/, '')}/$1)`);
}
