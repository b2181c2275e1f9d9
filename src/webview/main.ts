import { startBulkPage } from './bulk/page';
import { startConnectionPage } from './connection/page';
import { startEventPage } from './event/eventPage';
import { startOverviewPage } from './overview/overviewPage';
import { startConfigPage } from './page';
import type { PageName } from './protocol';
import { startReplayPage } from './replay/page';
import { startRepeatPage } from './repeat/page';
import type { HostApi } from './startPage';

declare function acquireVsCodeApi(): HostApi<unknown, unknown>;

/** All pages are one script, so that what they share is there once; the document says which of them it is. */
const PAGES: Readonly<Record<PageName, (api: HostApi<unknown, unknown>) => void>> = {
  config: startConfigPage,
  event: startEventPage,
  replay: startReplayPage,
  repeat: startRepeatPage,
  overview: startOverviewPage,
  bulk: startBulkPage,
  connection: startConnectionPage,
};

PAGES[document.documentElement.dataset['page'] as PageName](acquireVsCodeApi());
