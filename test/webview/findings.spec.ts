import { expectAccessible } from './stage/accessibility';
import { expect, test } from './stage/fixtures';
import { pageState } from './stage/states';

const AGE = 'max_async_event_age_in_seconds';
const RETRIES = 'max_async_retry_attempts';

test('a finding of a rule says why and is mended from the form by keyboard, in any theme', async ({
  editor,
}) => {
  await editor.open({ state: pageState({ [AGE]: 3600, [RETRIES]: 5 }) });
  const { page } = editor;
  const retries = editor.field('Retries');
  const findings = page.locator('.findings:visible .finding');
  await expect(retries).toHaveAccessibleDescription(
    /Warning: The service documents 0 to 3 for requests and 0 to 8 in its responses/,
  );
  await expect(
    findings.filter({ hasText: 'No failure destination: what fails after the last retry is lost.' }),
  ).toBeVisible();
  await expectAccessible(page, 'findings with fixes', [300, 1200]);

  const fix = findings.filter({ hasText: '0 to 3 for requests' }).getByRole('button', { name: /3/ });
  await fix.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => editor.document()).toMatchObject({ [AGE]: 3600, [RETRIES]: 3 });
  await expect(findings.filter({ hasText: '0 to 3 for requests' })).toHaveCount(0);
  await expect(retries).toBeFocused();
  await expect(retries).toHaveValue('3');

  await retries.fill('0');
  const lost = findings.filter({ hasText: 'Neither a retry nor a failure destination' });
  await lost.getByRole('button', { name: 'Retry once' }).click();
  await expect.poll(() => editor.document()).toMatchObject({ [RETRIES]: 1 });
  await expect(lost).toHaveCount(0);
  expect(editor.complaints).toEqual([]);
});
